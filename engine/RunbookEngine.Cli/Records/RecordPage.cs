using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Records;

/// <summary>A run as one HTML file for the ticket of its change. Pure.</summary>
/// <param name="record">The run.</param>
/// <param name="made">When the page is made.</param>
/// <param name="version">Of the engine that makes it.</param>
/// <param name="logs">The command that shows all that a step wrote.</param>
internal sealed class RecordPage(RunRecord record, DateTimeOffset made, string version, Func<StepPath, string> logs)
{
    private const int MostInFlight = 20;
    private const int MostNames = 1000;

    private readonly HtmlPage _page = new($"{record.State.Created!.Name}: run {record.Run} {StepWords.Of(record.State.Status)}");
    private readonly RecordStory _story = new(record);

    private RunEvent.RunCreated Created => record.State.Created!;

    /// <summary>The file's text.</summary>
    public string Write()
    {
        Head();
        Story();
        About();
        People();
        Timeline();
        Interruptions();
        Nodes();
        Skipped();
        Outputs();
        Plan();
        _page.Add(Invariant($"<footer class=\"soft\"><p>Made from the {record.Events} events of the journal at {Elapsed.Moment(made)} by runbook {Line(version)}. Times are UTC. Secrets are not in the journal, and so not here.</p></footer>\n"));
        return _page.ToString();
    }

    private void Head()
    {
        var state = record.State;
        _page.Add(Invariant($"<h1>{Line(Created.Name)} {Badge.Of(state.Status)}</h1>\n<p class=\"soft\">Run <code>{Line(record.Run.Value)}</code></p>\n"));
        if (record.Plan.Runbook.Description is { } description)
            _page.Add(Invariant($"<p>{Line(description.Trim())}</p>\n"));
        var figures = new List<(string, string)>
        {
            ("Began", Elapsed.Moment(record.Timeline.Start)),
            (state.IsOver ? "Ended" : "Last heard of", Elapsed.Moment(record.Timeline.End)),
            ("At work", Elapsed.Of(record.Driven)),
        };
        if (record.Timeline.Lanes.Length > 0)
            figures.Add(("Lanes", Invariant($"{record.Timeline.Lanes.Length}")));
        figures.Add(("Steps done", Invariant($"{record.Steps.Count(static s => s.State.IsDone && s.Node?.Gate is null)}")));
        figures.Add(("Resumed", record.Absences.Length == 0 ? "never" : Invariant($"{record.Absences.Length} ×")));
        _page.Figures(figures);
    }

    private void Story()
    {
        var kind = record.State.Status switch { RunStatus.Succeeded or RunStatus.Undone => "good", RunStatus.Failed or RunStatus.Aborted => "bad", _ => "warn" };
        _page.Heading("In short").Add(Invariant($"<div class=\"story {kind}\">\n{string.Concat(_story.Sentences(static t => t).Select(static s => $"<p>{Line(s)}</p>\n"))}"));
        foreach (var (node, step) in _story.Failures)
        {
            var hint = step.Failure!.Hint is { Length: > 0 } text ? $" What to do: {Line(text)}." : "";
            _page.Add(Invariant($"<p><strong class=\"bad\">✗ {Line(node.Path.Value)}</strong>{Line(StepWords.On(step))}: {Line(step.Failure.Message)} <code>{Line(step.Failure.Code)}</code>{hint}</p>\n"));
        }

        foreach (var step in _story.Waiting)
            _page.Add(Invariant($"<p><strong class=\"warn\">? {Line(step.Path.Value)}</strong> {Line(StepWords.Of(step.State.Wait!))}</p>\n"));
        _page.Add("</div>\n");
    }

    private void About()
    {
        var facts = new List<(string Name, string Text)>
        {
            ("Started by", $"{Created.By.User} on {Created.By.Host}"),
            ("Runbook", $"{Path.Combine(Created.BaseDirectory, Path.GetFileName(record.State.Sources[0].File))} (sha256 {RecordReader.Short(record.State.Hash)})"),
            ("Engine", Created.EngineVersion),
        };
        Add("Cluster", Created.ClusterName);
        Add("Hosts", Created.InventoryFile);
        Add("Lock", Created.Lock);
        Add("Window closes", record.State.ClosesAt is { } close ? Elapsed.Moment(close) : null);
        facts.AddRange(Created.Targets.Entries.Select(static t => ($"Target {t.Key}", t.Value is Value.List { Items: var hosts } ? Invariant($"{hosts.Length}: {RecordStory.Some(hosts.Select(static h => (h as Value.Map)?["name"]?.ToString() ?? h.ToString()), 30)}") : t.Value.ToString())));
        facts.AddRange(Created.Inputs.Entries.Select(static i => ($"Input {i.Key}", i.Value.ToString())));
        facts.AddRange(Created.SecretInputs.Select(static s => ($"Input {s}", "***")));
        _page.Heading("Who and what").Add(Invariant($"<dl class=\"facts card\">\n{string.Concat(facts.Select(static f => Invariant($"<dt>{Line(f.Name)}</dt><dd>{Line(TerminalText.Fit(f.Text, 2000))}</dd>\n")))}</dl>\n"));

        void Add(string name, string? text)
        {
            if (text is not null)
                facts.Add((name, text));
        }
    }

    private void People() => _page.Table("Approvals, and who did what", ["when", "who", "what", "note"], record.Deeds.Select(static d =>
        Invariant($"<td class=\"when\">{Elapsed.Moment(d.At)}</td><td>{Line(d.By)}</td><td>{Line(d.What)}</td><td>{Line(d.Note ?? "")}</td>")));

    private void Timeline()
    {
        var scale = new ChartScale(record.Timeline.Start, record.Timeline.End, record.Absences.Select(static a => (a.From, a.To)));
        _page.Heading("Timeline and steps").Add(new LaneChart(record.Timeline, scale, new RecordSteps(record, logs).Of).Draw());
    }

    private void Interruptions() => _page.Table("Interruptions, and how each was resolved", ["from", "until", "why", "gone on by", "in flight, and what became of it"], record.Absences.Select(static a =>
        Invariant($"<td class=\"when\">{Elapsed.Moment(a.From)}</td><td class=\"when\">{Elapsed.Moment(a.To)}<br/><small>{Elapsed.Of(a.To - a.From)}</small></td><td{(a.IsCut ? " class=\"warn\"" : "")}>{Line(a.Why)}</td><td>{Line(a.By.User)} on {Line(a.By.Host)}</td><td>{InFlight(a)}</td>")));

    private static string InFlight(Absence absence)
    {
        if (absence.InFlight.IsEmpty)
            return "nothing";
        var rows = string.Concat(absence.InFlight.Take(MostInFlight).Select(static f => Invariant($"<li><strong>{Line(f.Step.Value)}</strong>, attempt {f.Attempt}: {Line(f.Resolution)}</li>")));
        var more = absence.InFlight.Skip(MostInFlight).GroupBy(static f => f.Resolution).Select(static g => Invariant($"<li>{g.Count()} more: {Line(g.Key)}</li>"));
        return $"<ul>{rows}{string.Concat(more)}</ul>";
    }

    private void Nodes() => _page.Table("Nodes before and after", ["nodes", "fact", "before", "after"], record.Nodes.SelectMany(static g => g.Facts.Select((f, i) =>
        (i > 0 ? "" : Invariant($"<th scope=\"rowgroup\" rowspan=\"{g.Facts.Length}\">{Names(g.Nodes)}</th>"))
        + Invariant($"<td>{Line(f.Name)}</td><td>{Known(f.Before)}</td><td>{(f.Before is not null && f.Before != f.After ? $"<strong>{Known(f.After)}</strong>" : Known(f.After))}</td>"))));

    private static string Names(IReadOnlyList<string> nodes) => nodes.Count <= 4
        ? Line(string.Join(", ", nodes))
        : Invariant($"<details><summary class=\"fold\">{nodes.Count} nodes alike</summary><small>{Line(RecordStory.Some(nodes, MostNames))}</small></details>");

    private static string Known(string? value) => value is null ? "<span class=\"soft\">not recorded</span>" : Line(value);

    private void Skipped() => _page.Table("Not run", ["why", "steps"], _story.Skipped().Select(static s =>
        Invariant($"<td>{Line(s.Reason)}</td><td>{Line(RecordStory.Some(s.Steps, 50))}</td>")));

    private void Outputs() => _page.Table("Results", ["name", "value"], record.State.Outputs.Entries.Select(static o =>
        Invariant($"<th scope=\"row\">{Line(o.Key)}</th><td>{Line(TerminalText.Fit(o.Value.ToString(), 2000))}</td>")));

    private void Plan()
    {
        _page.Heading("The plan");
        var commands = new CommandWords(record.Run, record.State);
        var rows = record.Plan.Nodes.Where(n => OneLane.Shows(n, record.Plan) && (n.Section != RunSection.Undo || record.State.Section == RunSection.Undo))
            .Select(n => Invariant($"<li style=\"margin-left:{n.Depth * 1.2:0.#}rem\"><strong>{Line(n.Step.Id.Value)}</strong> {Line(n.Step.Name ?? "")} <span class=\"soft\">{Line(TerminalText.Fit(TerminalText.Line(n.Lane is null ? commands.Short(n) : StepWords.Verb(n.Step)), 160))}{(n.Section == RunSection.Main ? "" : $" ({Line(StepWords.Of(n.Section))})")}</span></li>\n"));
        _page.Add(Invariant($"<details class=\"card\"><summary class=\"fold\">What was planned</summary><ul>\n{string.Concat(rows)}</ul></details>\n"));
        foreach (var source in record.State.Sources)
            _page.Add(Invariant($"<details class=\"card\"><summary class=\"fold\">The text of {Line(Path.GetFileName(source.File))}, as it was run</summary><pre tabindex=\"0\" role=\"group\" aria-label=\"the text\">{Block(source.Text)}</pre></details>\n"));
    }
}
