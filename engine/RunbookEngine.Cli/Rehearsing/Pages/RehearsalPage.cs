using System.Globalization;
using System.Text;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>A rehearsal as one HTML file that needs nothing else: no network, no script, no font. Its markup is well-formed XML too. Pure.</summary>
internal sealed class RehearsalPage(RehearsalReport report)
{
    private const int MostLongest = 10;
    private const int MostEffects = 100;

    private readonly RehearsalStory _story = report.Story;
    private readonly StringBuilder _page = new();

    /// <summary>The file's text.</summary>
    public string Write()
    {
        // The policy holds a browser to the promise, whatever the text of others may bring.
        _page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n")
            .Append(Invariant($"<title>{Markup.Text(_story.Name)}: rehearsal {Status}</title>\n<style>\n{PageStyle.Css}\n</style>\n</head>\n<body>\n<main>\n"));
        Head();
        Troubles();
        _page.Append("<h2>Timeline</h2>\n<p class=\"soft\">A row opens to its steps.<span class=\"key\"><i style=\"background:var(--bar)\"></i>step<i style=\"background:var(--bar2)\"></i>the next step")
            .Append("<i style=\"background:var(--gate)\"></i>gate<i style=\"background:var(--bad)\"></i>failed</span></p>\n").Append(new LaneChart(_story.Timeline).Draw());
        Longest();
        Workloads();
        List("What stood in the way", _story.Blockers);
        List("Not executed", _story.NotExecuted);
        Effects();
        Further();
        return _page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private string Status => JsonDocuments.Word(_story.Result.State.Status);

    private void Head()
    {
        var kind = _story.Result.State.Status switch { RunStatus.Succeeded => "good", RunStatus.Failed or RunStatus.Aborted => "bad", _ => "warn" };
        _page.Append(Invariant($"<h1>{Markup.Text(_story.Name)} <span class=\"{kind}\">{Status}</span></h1>\n<p class=\"soft\">Rehearsed in {Markup.Text(_story.World)}. Nothing real was touched.</p>\n<dl>\n"));
        var timeline = _story.Timeline;
        Figure("Expected length", Elapsed.Of(timeline.End - timeline.Start));
        Figure("From, to", $"{Elapsed.TimeOfDay(timeline.Start)} – {Elapsed.TimeOfDay(timeline.End)}");
        Figure("Lanes", Number(timeline.Lanes.Length));
        Figure("Pods moved", Number(_story.PodsMoved));
        Figure("Engines", Number(_story.Result.Engines));
        Figure("Seed", Number(_story.Seed));
        _page.Append("</dl>\n");
    }

    private void Figure(string name, string value) => _page.Append(Invariant($"<div><dt>{name}</dt><dd>{Markup.Text(value)}</dd></div>\n"));

    private void Troubles()
    {
        var steps = _story.Result.State.Steps.OrderBy(static s => s.Key).ToList();
        List("Failed", steps.Where(static s => s.Value is { Status: StepStatus.Failed, Failure: not null })
            .Select(static s => $"{s.Key}: {s.Value.Failure!.Message} ({s.Value.Failure.Code}){(s.Value.Failure.Hint is { Length: > 0 } hint ? $". What to do: {hint}" : "")}"));
        List("Waits", steps.Where(static s => s.Value is { Status: StepStatus.Waiting, Wait: not null }).Select(static s => $"{s.Key}: {s.Value.Wait!.Message}"));
    }

    private void Longest()
    {
        var steps = _story.Timeline.Steps.Where(static s => s.Took >= TimeSpan.FromSeconds(1)).OrderByDescending(static s => s.Took).Take(MostLongest).ToList();
        Table("Longest steps", ["takes", "step"], steps.Select(static s => Invariant($"<td class=\"number\">{Elapsed.Of(s.Took)}</td><td>{Markup.Text(s.Path.Value)}</td>")));
    }

    private void Workloads() => Table("Workloads", ["workload", "pods wanted", "fewest available", "budget wants"], _story.Workloads.Select(Workload));

    private static string Workload(WorkloadStory workload)
    {
        var isShort = workload.Fewest < workload.Wanted;
        var budget = workload.Wanted is { } wanted ? Number(wanted) : "none";
        return Invariant($"<th scope=\"row\">{Markup.Text(workload.Name)}</th><td class=\"number\">{workload.Replicas}</td><td class=\"number{(isShort ? " bad" : "")}\">{workload.Fewest}{(isShort ? ", too few" : "")}</td><td class=\"number\">{budget}</td>");
    }

    private void Effects()
    {
        var effects = _story.Result.Effects.Select(static e => e[(e.IndexOf(": ", StringComparison.Ordinal) + 2)..]).CountBy(static e => e).OrderByDescending(static e => e.Value).ToList();
        Table("Side effects", ["times", "what"], effects.Take(MostEffects).Select(static e => Invariant($"<td class=\"number\">{e.Value}</td><td>{Markup.Text(e.Key)}</td>")));
        if (effects.Count > MostEffects)
            _page.Append(Invariant($"<p class=\"soft\">and {effects.Count - MostEffects} more kinds; `--json` has all of them</p>\n"));
    }

    private void Further()
    {
        var text = new CrashText(new(colours: false));
        if (report.Crashes is { } crashes)
            Block("Every crash", text.Lines(crashes));
        if (report.Swarm is { } swarm)
            Block("Swarm", text.Lines(swarm, report.Again));
    }

    private void Block(string title, IEnumerable<string> lines) =>
        _page.Append(Invariant($"<h2>{title}</h2>\n<pre>{string.Join('\n', lines.Where(static l => l.Length > 0).Select(Markup.Text))}</pre>\n"));

    private void List(string title, IEnumerable<string> lines)
    {
        var items = string.Concat(lines.Select(static l => $"<li>{Markup.Text(l)}</li>\n"));
        if (items.Length > 0)
            _page.Append(Invariant($"<h2>{title}</h2>\n<ul>\n{items}</ul>\n"));
    }

    private void Table(string title, IEnumerable<string> columns, IEnumerable<string> rows)
    {
        var body = string.Concat(rows.Select(static r => $"<tr>{r}</tr>\n"));
        if (body.Length > 0)
            _page.Append(Invariant($"<h2>{title}</h2>\n<div class=\"wide\"><table><thead><tr>{string.Concat(columns.Select(static c => $"<th scope=\"col\">{c}</th>"))}</tr></thead><tbody>\n{body}</tbody></table></div>\n"));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
