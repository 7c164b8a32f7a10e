using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>
/// A run in Markdown, for the page of a job: what happened, what failed and how it is mended, what to type next, and its steps. Short enough for GitHub's limit of a megabyte whatever the run holds. Pure.
/// </summary>
internal sealed class StepSummary(RunId run, Plan plan, RunSummary words, Func<string, RunId?, string?, string> commandLine, Func<SourceSpan, SourceSpan> place)
{
    private const int MostFailures = 10;
    private const int MostRows = 500;

    /// <summary>Which run.</summary>
    public RunId Run => run;

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines(RunState state) => Head(state).Concat(Failures(state)).Concat(Next(state)).Concat(Lanes(state)).Concat(Steps(state)).Append("");

    private IEnumerable<string> Head(RunState state)
    {
        yield return $"## {Sign(state.Status)} {MarkdownText.Line(plan.Runbook.Name)}: {StepWords.Of(state.Status)}";
        yield return "";
        var took = state.Created is { } created ? $" after {Elapsed.Of(state.UpdatedAt - created.At)}" : "";
        var resumed = state.Resumes > 0 ? $", resumed {(state.Resumes == 1 ? "once" : $"{state.Resumes} times")}" : "";
        yield return $"Run {MarkdownText.Code(run.Value)}{took}{resumed}: {RunFacts.Counts(state, plan)}.";
        if (state.StopNote is not { } note)
            yield break;
        yield return "";
        yield return MarkdownText.Line(note);
    }

    private IEnumerable<string> Failures(RunState state)
    {
        var failed = RunFacts.Failed(state, plan).ToList();
        var waiting = plan.Nodes.Where(n => state[n.Path].Wait is not null).Select(n => $"{MarkdownText.Code(n.Path.Value)} {MarkdownText.Line(StepWords.Of(state[n.Path].Wait!))}").ToList();
        foreach (var line in waiting.SelectMany(static w => new[] { "", w }))
            yield return line;
        foreach (var line in failed.Take(MostFailures).SelectMany(f => Failure(f.Node, f.State)))
            yield return line;
        if (failed.Count > MostFailures)
            yield return $"\n{failed.Count - MostFailures} more failed.";
    }

    private IEnumerable<string> Failure(PlanNode node, StepState step)
    {
        yield return "";
        yield return $"### {MarkdownText.Code(node.Path.Value)} failed{(step.Target is { } host ? $" on {MarkdownText.Code(host)}" : "")}";
        yield return "";
        yield return $"{MarkdownText.Code(StepWords.Verb(node.Step))}, {MarkdownText.Code(place(node.Step.Span).ToString())}{(step.Attempt > 1 ? $", attempt {step.Attempt}" : "")}";
        if (step.Failure is not { } failure)
            yield break;
        yield return "";
        yield return $"**{MarkdownText.Line(failure.Message)}** ({MarkdownText.Code(failure.Code)})";
        foreach (var line in failure.Details.IsEmpty ? [] : MarkdownText.Block(failure.Details).Prepend(""))
            yield return line;
        if (failure.Hint is not { } hint)
            yield break;
        yield return "";
        yield return $"What to do: {MarkdownText.Line(hint)}";
    }

    private IEnumerable<string> Next(RunState state)
    {
        var commands = words.Next(state).Where(static l => l.Length > 0).ToList();
        return commands.Count == 0 ? [] : MarkdownText.Block(commands).Prepend("").Append("").Append($"The run is in the store of this job; {MarkdownText.Code(commandLine("status", run, null))} tells more.");
    }

    private IEnumerable<string> Lanes(RunState state)
    {
        var lanes = LaneFacts.FanOuts(plan).SelectMany(f => LaneFacts.Of(f, plan, state)).Where(static l => l.State.Status != StepStatus.Pending).ToList();
        return Table("| | lane | took | steps | |", lanes.OrderByDescending(static l => l.HasFailed).ToList(), lane =>
            $"| {StepWords.Mark(lane.State.Status)} | {MarkdownText.Code(lane.Node.Path.Value)} | {Took(lane.State)} | {lane.Done} of {lane.Total} | {(lane.State.IsDone || lane.At is not { } at ? Word(lane.State) : $"{Word(lane.State)} at {MarkdownText.Code(at.Node.Path.Value)}")} |");
    }

    private IEnumerable<string> Steps(RunState state)
    {
        var steps = RunFacts.Actions(state, plan).Where(static s => s.Node.Lane is null && s.Node.Gate is null && s.State.Status != StepStatus.Pending).ToList();
        return Table("| | step | | took | |", steps, step =>
            $"| {StepWords.Mark(step.State.Status)} | {MarkdownText.Code(step.Node.Path.Value)} | {MarkdownText.Code(StepWords.Verb(step.Node.Step))}{(step.State.Target is { } host ? $" on {MarkdownText.Code(host)}" : "")} | {Took(step.State)} | {Word(step.State)} |");
    }

    private static IEnumerable<string> Table<T>(string head, List<T> items, Func<T, string> row)
    {
        if (items.Count == 0)
            return [];
        var rule = string.Concat(Enumerable.Repeat("| --- ", head.Count(static c => c == '|') - 1)) + "|";
        var rest = items.Count > MostRows ? $"\nand {items.Count - MostRows} more." : null;
        return items.Take(MostRows).Select(row).Prepend(rule).Prepend(head).Prepend("").Concat(rest is null ? [] : [rest]);
    }

    private static string Word(StepState step) => step.Status == StepStatus.Skipped ? $"skipped: {MarkdownText.Line(StepWords.Of(step.Skip ?? SkipReason.Condition, step.SkipCause))}" : StepWords.Of(step);

    private static string Took(StepState step) => StepWords.Took(step) is { Length: > 4 } took ? took[4..] : "";

    private static string Sign(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Undone => "✅",
        RunStatus.Failed or RunStatus.Aborted => "❌",
        _ => "⏸️",
    };
}
