using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Checks that a step whose value is read is over by then, and has run.</summary>
internal sealed class StepOrderCheck(Reading reading, StepGraph graph)
{
    private readonly List<(TemplateUse Use, StepNode Read, SourceSpan Span)> _ordered = [];

    /// <summary>Notes a reference; what can be said of it alone is said at once.</summary>
    public void Note(TemplateUse use, Reference reference, StepNode read, SourceSpan span)
    {
        var step = use.Step;
        var laterSection = step is not null && step.Section > read.Section;
        if (step == read)
            reading.Bag.Error(
                Codes.UsedBefore, $"the step `{read.Id}` cannot read what it has not put out yet", span, "in its `outputs:`, use `result`");
        else if (step is not null && step.Section < read.Section)
            reading.Bag.Error(
                Codes.UsedBefore, $"the step `{read.Id}` belongs to a section that runs later", span,
                "read it in that section, or do it earlier");
        else if (step is not null && !laterSection)
            _ordered.Add((use, read, span));
        if (step != read && reference.Fields[1].Name is not ("status" or "changed" or "attempts") && !reference.HasDefault)
            MayNotHaveRun(step, read, span, laterSection || (step is null && read.Section != Section.Main));
    }

    /// <summary>Reports the references to steps that are not certainly over.</summary>
    public void Report()
    {
        if (_ordered.Count == 0 || graph.Cycles.Count > 0)
            return;
        var answers = graph.AreOver([.. _ordered.Select(static o => (o.Read.Index, o.Use.Step!.Index))]);
        for (var i = 0; i < answers.Length; i++)
        {
            if (!answers[i])
                UsedBefore(_ordered[i].Use.Step!, _ordered[i].Read, _ordered[i].Span);
        }
    }

    private void UsedBefore(StepNode step, StepNode read, SourceSpan span)
    {
        var inside = step.Around().Contains(read);
        reading.Bag.Error(
            Codes.UsedBefore,
            inside ? $"`{step.Id}` stands inside `{read.Id}`, which is not over yet" : $"the step `{read.Id}` is not certainly over when `{step.Id}` starts",
            span,
            inside ? "read it after the group" : Mend(step, read));
    }

    /// <summary>A step further down most likely waits for this one, so that needing it would make a circle.</summary>
    private static string Mend(StepNode step, StepNode read)
    {
        if (read.Index > step.Index)
            return $"move `{read.Id}` above `{step.Id}`";
        var needs = step.Needs?.Select(static n => Shown.Word(n.Text)) ?? (step.Above is { } above ? [above.Id] : []);
        return $"add it: `needs: [{string.Join(", ", needs.Append(read.Id))}]`";
    }

    private void MayNotHaveRun(StepNode? step, StepNode read, SourceSpan span, bool afterFailure)
    {
        var around = step?.Around().ToArray() ?? [];
        var open = read.Around().FirstOrDefault(holder => holder.Condition is not null && !around.Contains(holder) && !IsGuarded(around, holder, read));
        if (open is not null)
        {
            reading.Bag.Error(Codes.MayNotHaveRun, $"the step `{read.Id}` may not have run: {(open == read ? "it" : $"`{open.Id}` around it")} has `if: {Shown.Word(open.Condition!)}`", span,
                "give a value for that case with `?? \"…\"`, or give this step the same `if`");
        }
        else if (afterFailure && !around.Any(a => a.Asks.Contains(read.Id)))
        {
            reading.Bag.Error(Codes.MayNotHaveRun, $"the step `{read.Id}` may not have run: something may have failed before it", span,
                $"give a value for that case with `?? \"…\"`, or ask first: `if: steps.{read.Id}.status == \"succeeded\"`");
        }
    }

    private static bool IsGuarded(StepNode[] around, StepNode holder, StepNode read) =>
        around.Any(a => a.Condition == holder.Condition || a.Asks.Contains(holder.Id) || a.Asks.Contains(read.Id));
}
