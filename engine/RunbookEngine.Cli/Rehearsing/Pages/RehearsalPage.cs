using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>A rehearsal as one HTML file. Pure.</summary>
internal sealed class RehearsalPage(RehearsalReport report)
{
    private const int MostLongest = 10;
    private const int MostEffects = 100;

    private readonly RehearsalStory _story = report.Story;
    private readonly HtmlPage _page = new($"{report.Story.Name}: rehearsal {JsonDocuments.Word(report.Story.Result.State.Status)}");

    /// <summary>The file's text.</summary>
    public string Write()
    {
        Head();
        Troubles();
        var timeline = _story.Timeline;
        _page.Heading("Timeline").Add(new LaneChart(timeline, new(timeline.Start, timeline.End, []), (lane, steps, isBrief) => RehearsedSteps.Of(timeline, lane, steps, isBrief)).Draw());
        Longest();
        _page.Table("Workloads", ["workload", "pods wanted", "fewest available", "budget wants"], _story.Workloads.Select(Workload))
            .List("What stood in the way", _story.Blockers)
            .List("Not executed", _story.NotExecuted);
        Effects();
        Further();
        return _page.ToString();
    }

    private void Head()
    {
        var status = _story.Result.State.Status;
        _page.Add(Invariant($"<h1>{Line(_story.Name)} {Badge.Of(status)}</h1>\n<p class=\"soft\">Rehearsed in {Line(_story.World)}. Nothing real was touched.</p>\n"));
        var timeline = _story.Timeline;
        _page.Figures(
        [
            ("Expected length", Elapsed.Of(timeline.End - timeline.Start)),
            ("From, to", $"{Elapsed.TimeOfDay(timeline.Start)} – {Elapsed.TimeOfDay(timeline.End)}"),
            ("Lanes", Number(timeline.Lanes.Length)),
            ("Pods moved", Number(_story.PodsMoved)),
            ("Engines", Number(_story.Result.Engines)),
            ("Seed", Number(_story.Seed)),
        ]);
    }

    private void Troubles()
    {
        var steps = _story.Result.State.Steps.OrderBy(static s => s.Key).ToList();
        _page.List("Failed", steps.Where(static s => s.Value is { Status: StepStatus.Failed, Failure: not null })
            .Select(static s => $"{s.Key}: {s.Value.Failure!.Message} ({s.Value.Failure.Code}){(s.Value.Failure.Hint is { Length: > 0 } hint ? $". What to do: {hint}" : "")}"));
        _page.List("Waits", steps.Where(static s => s.Value is { Status: StepStatus.Waiting, Wait: not null }).Select(static s => $"{s.Key}: {s.Value.Wait!.Message}"));
    }

    private void Longest()
    {
        var steps = _story.Timeline.Steps.Where(static s => s.Took >= TimeSpan.FromSeconds(1)).OrderByDescending(static s => s.Took).Take(MostLongest).ToList();
        _page.Table("Longest steps", ["takes", "step"], steps.Select(static s => Invariant($"<td class=\"number\">{Elapsed.Of(s.Took)}</td><td>{Line(s.Path.Value)}</td>")));
    }

    private static string Workload(WorkloadStory workload)
    {
        var isShort = workload.Fewest < workload.Wanted;
        var budget = workload.Wanted is { } wanted ? Number(wanted) : "none";
        return Invariant($"<th scope=\"row\">{Line(workload.Name)}</th><td class=\"number\">{workload.Replicas}</td><td class=\"number{(isShort ? " bad" : "")}\">{workload.Fewest}{(isShort ? ", too few" : "")}</td><td class=\"number\">{budget}</td>");
    }

    private void Effects()
    {
        var effects = _story.Result.Effects.Select(static e => e[(e.IndexOf(": ", StringComparison.Ordinal) + 2)..]).CountBy(static e => e).OrderByDescending(static e => e.Value).ToList();
        _page.Table("Side effects", ["times", "what"], effects.Take(MostEffects).Select(static e => Invariant($"<td class=\"number\">{e.Value}</td><td>{Line(e.Key)}</td>")));
        if (effects.Count > MostEffects)
            _page.Add(Invariant($"<p class=\"soft\">and {effects.Count - MostEffects} more kinds; `--json` has all of them</p>\n"));
    }

    private void Further()
    {
        var text = new CrashText(new(colours: false));
        if (report.Crashes is { } crashes)
            Lines("Every crash", text.Lines(crashes));
        if (report.Swarm is { } swarm)
            Lines("Swarm", text.Lines(swarm, report.Again));
    }

    private void Lines(string title, IEnumerable<string> lines) =>
        _page.Heading(title).Add(Invariant($"<pre>{string.Join('\n', lines.Where(static l => l.Length > 0).Select(Line))}</pre>\n"));

    private static string Number(int number) => Invariant($"{number}");
}
