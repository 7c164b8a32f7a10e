using System.Text;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using static RunbookEngine.Cli.Pages.Markup;
using static RunbookEngine.Cli.Records.Markdown;

namespace RunbookEngine.Cli.Records;

/// <summary>A run as Markdown, short enough for a comment in a ticket. Whatever is not the engine's own words stands as code. Pure.</summary>
internal sealed class RecordMarkdown(RunRecord record, DateTimeOffset made, string version)
{
    private const int MostRows = 60;
    private const int MostOutput = 2000;

    private readonly StringBuilder _text = new();
    private readonly RecordStory _story = new(record);

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var (state, created) = (record.State, record.State.Created!);
        _text.Append(Invariant($"# {Code(created.Name)}: {StepWords.Of(state.Status)}\n\n"));
        Table(["", ""],
        [
            $"run | {Code(record.Run.Value)}",
            $"began | {Elapsed.Moment(record.Timeline.Start)} by {Code($"{created.By.User} on {created.By.Host}")}",
            $"{(state.IsOver ? "ended" : "last heard of")} | {Elapsed.Moment(record.Timeline.End)}, {Elapsed.Of(record.Driven)} at work",
            $"runbook | {Code(Path.GetFileName(state.Sources[0].File))}, sha256 {Code(RecordReader.Short(state.Hash))}",
            .. created.ClusterName is { } cluster ? [$"cluster | {Code(cluster)}"] : Array.Empty<string>(),
            .. created.Inputs.Entries.Select(static i => $"input {Code(i.Key)} | {Code(TerminalText.Fit(i.Value.ToString(), 300))}"),
            .. created.SecretInputs.Select(static s => $"input {Code(s)} | `***`"),
        ]);
        foreach (var sentence in _story.Sentences(Code))
            _text.Append(Invariant($"- {sentence}\n"));
        _text.Append('\n');
        Failures();
        Section("Approvals, and who did what", ["when", "who", "what", "note"], record.Deeds.Select(static d => $"{Elapsed.Moment(d.At)} | {Code(d.By)} | {Code(d.What)} | {Code(d.Note ?? "")}"));
        Section("Interruptions, and how each was resolved", ["from", "until", "why", "in flight"], record.Absences.Select(static a =>
            $"{Elapsed.Moment(a.From)} | {Elapsed.Moment(a.To)} | {Code(a.Why)} | {(a.InFlight.IsEmpty ? "nothing" : string.Join("<br>", a.InFlight.Take(10).Select(static f => Invariant($"{Code(f.Step.Value)}, attempt {f.Attempt}: {Code(f.Resolution)}"))))}"));
        Work();
        Section("Nodes before and after", ["nodes", "fact", "before", "after"], record.Nodes.SelectMany(static g => g.Facts.Select(f =>
            $"{Code(RecordStory.Some(g.Nodes, 20))} | {Code(f.Name)} | {Code(f.Before ?? "")} | {Code(f.After ?? "")}")));
        Section("Results", ["name", "value"], state.Outputs.Entries.Select(static o => $"{Code(o.Key)} | {Code(TerminalText.Fit(o.Value.ToString(), 500))}"));
        _text.Append(Invariant($"Made from the {record.Events} events of the journal at {Elapsed.Moment(made)} by runbook {version}. Times are UTC.\n"));
        return _text.ToString();
    }

    private void Failures()
    {
        foreach (var (node, step) in _story.Failures)
        {
            var failure = step.Failure!;
            _text.Append(Invariant($"## Failed: {Code(node.Path.Value)}\n\n{Code(failure.Message)} ({Code(failure.Code)})\n\n"));
            if (failure.Hint is { Length: > 0 } hint)
                _text.Append(Invariant($"What to do: {Code(hint)}\n\n"));
            foreach (var output in new[] { step.Stdout, step.Stderr }.Where(static o => o != OutputExcerpt.Empty))
            {
                var (text, left) = OutputWords.End(output, MostOutput);
                _text.Append(left == 0 ? "" : Invariant($"The end of what it wrote; {left} bytes before are left out:\n\n")).Append(Markdown.Block(text)).Append('\n');
            }
        }
    }

    private void Work()
    {
        var lanes = record.Timeline.Lanes;
        Section("Lanes", ["", "lane", "began", "took", "steps"], lanes.OrderBy(l => record.State[l.Path].IsDone).Select(l =>
            Invariant($"{StepWords.Mark(record.State[l.Path].Status)} | {Code(l.Path.Value)} | {Elapsed.TimeOfDay(l.Start)} | {Elapsed.Of(l.Took)} | {l.Steps.Length}")));
        Section("Steps", ["", "step", "began", "took", "attempts", "outcome"], record.Steps.Where(s => s.Node?.Lane is null || (s.IsNotable && s.State.Status != StepStatus.Skipped)).Select(static s =>
            Invariant($"{StepWords.Mark(s.State.Status)} | {Code(s.Path.Value)} | {(s.State.StartedAt is { } at ? Elapsed.TimeOfDay(at) : "")} | {(s.State is { StartedAt: { } start, EndedAt: { } end } ? Elapsed.Of(end - start) : "")} | {s.State.Attempt} | {StepWords.Of(s.State)}")));
    }

    private void Section(string title, string[] columns, IEnumerable<string> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        _text.Append(Invariant($"## {title}\n\n"));
        Table(columns, all.Take(MostRows));
        if (all.Count > MostRows)
            _text.Append(Invariant($"{all.Count - MostRows} more rows are in the HTML report.\n\n"));
    }

    private void Table(string[] columns, IEnumerable<string> rows)
    {
        _text.Append(Invariant($"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(static _ => " --- |"))}\n"));
        foreach (var row in rows)
            _text.Append(Invariant($"| {row} |\n"));
        _text.Append('\n');
    }
}
