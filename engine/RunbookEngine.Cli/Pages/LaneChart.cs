using System.Text;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Pages;

/// <summary>What stands under a row of the chart once it is opened, as markup.</summary>
/// <param name="name">The lane, or the step outside of lanes.</param>
/// <param name="steps">The steps of the row that were at work.</param>
/// <param name="isBrief">Whether there are so many rows that little is said of each.</param>
internal delegate string RowContent(string name, IReadOnlyList<TimelineStep> steps, bool isBrief);

/// <summary>
/// The lanes of a run over time, in HTML: a row for each lane and for each step outside of lanes, which opens to its steps. When there are too many rows to look at, one picture shows
/// all of them thin, and the rows wait within their batches, with less said of each. Pure.
/// </summary>
internal sealed class LaneChart(Timeline timeline, ChartScale scale, RowContent inside)
{
    /// <summary>With more lanes than this, they are drawn thin.</summary>
    public const int MostRows = 150;

    private const int HighestPicture = 600;

    private readonly StringBuilder _page = new();

    private bool IsThin => timeline.Lanes.Length > MostRows;

    /// <summary>The markup.</summary>
    public string Draw()
    {
        _page.Append(Key()).Append("<div class=\"chart\">\n");
        Axis();
        if (IsThin)
            Picture();
        foreach (var (_, draw) in Singles().Concat(Batches()).OrderBy(static r => r.Start))
            draw();
        return _page.Append("</div>\n").ToString();
    }

    /// <summary>What the colours mean.</summary>
    private string Key() => "<p class=\"soft key\">A row opens to its steps. <span><i class=\"bar\"></i>step</span> <span><i class=\"bar2\"></i>the next step</span> <span><i class=\"gate\"></i>gate</span> "
        + $"<span><i class=\"failed\"></i>failed</span>{(scale.Away.Any() ? " <span><i class=\"away\"></i>nobody drove the run</span>" : "")}</p>\n";

    private IEnumerable<(DateTimeOffset Start, Action Draw)> Singles() => timeline.Steps.Where(static s => s.Lane is null).GroupBy(static s => s.Path)
        .Select(s => (s.First().Start, (Action)(() => Row(s.Key.Value, s.Key.Value, s.First().Start, s.Last().End, [.. s], isBrief: false))));

    private IEnumerable<(DateTimeOffset Start, Action Draw)> Batches() => timeline.Lanes.GroupBy(static l => (ForEach: ForEach(l), l.Batch))
        .Select(b => (b.Min(static l => l.Start), (Action)(() => Batch(b.Key.ForEach, b.Key.Batch, [.. b]))));

    private void Batch(string forEach, int batch, IReadOnlyList<TimelineLane> lanes)
    {
        var (start, end) = (lanes.Min(static l => l.Start), lanes.Max(static l => l.End));
        var failed = lanes.Count(static l => HasFailed(l.Steps));
        var title = Invariant($"{forEach}, batch {batch + 1}: {lanes.Count} lane{(lanes.Count == 1 ? "" : "s")}{(failed == 0 ? "" : Invariant($", {failed} failed"))}");
        if (IsThin)
        {
            _page.Append("<details class=\"batch\">");
            Summary(title, title, start, end, failed > 0 ? "✗" : "✓", failed > 0, () => Bar(start, end, failed > 0 ? "failed span" : "span", null));
        }
        else
        {
            _page.Append(Invariant($"<section class=\"batch\"><h3>{Line(title)}</h3> <small>{At(start, end)}</small>\n"));
        }

        foreach (var lane in lanes)
            Row(lane.Path.Value, lane.Path.Value[(forEach.Length + 1)..^1], lane.Start, lane.End, lane.Steps, IsThin);
        _page.Append(IsThin ? "</details>\n" : "</section>\n");
    }

    private void Row(string name, string label, DateTimeOffset start, DateTimeOffset end, IReadOnlyList<TimelineStep> steps, bool isBrief)
    {
        var hasFailed = HasFailed(steps);
        _page.Append(hasFailed ? "<details open=\"open\">" : "<details>");
        Summary(name, label, start, end, hasFailed ? "✗" : steps[^1].Result is null ? "▶" : "✓", hasFailed, () =>
        {
            if (isBrief)
                Bar(start, end, hasFailed ? "failed" : "", null);
            else
                Bars(steps);
        });
        _page.Append(inside(name, steps, isBrief)).Append("</details>\n");
    }

    private void Bars(IReadOnlyList<TimelineStep> steps)
    {
        foreach (var step in steps.Where(static s => s.Took > TimeSpan.Zero || s.Result == StepResult.Failed))
            Bar(step.Start, step.End, step.Result == StepResult.Failed ? "failed" : IsGate(step) ? "gate" : "", step.Path.Value);
    }

    private void Summary(string name, string label, DateTimeOffset start, DateTimeOffset end, string mark, bool hasFailed, Action bars)
    {
        _page.Append(Invariant($"<summary class=\"row\" title=\"{Line(name)}: {At(start, end)}{(hasFailed ? ", failed" : "")}\"><span class=\"mark {(hasFailed ? "bad" : "good")}\">{mark}</span>"))
            .Append(Invariant($"<span class=\"name\">{Line(label)}</span><span class=\"track\">"));
        foreach (var (from, to) in scale.Away)
            _page.Append(Invariant($"<b class=\"away\" style=\"left:{scale.Part(from) * 100:0.##}%;width:{(scale.Part(to) - scale.Part(from)) * 100:0.##}%\"></b>"));
        bars();
        _page.Append(Invariant($"</span><span class=\"took\">{Elapsed.Of(end - start)}</span></summary>"));
    }

    private void Bar(DateTimeOffset start, DateTimeOffset end, string kind, string? name)
    {
        var title = name is null ? "" : $" title=\"{Line(name)}: {At(start, end)}{(kind == "failed" ? ", failed" : "")}\"";
        var (from, to) = (scale.Part(start), scale.Part(end));
        _page.Append(Invariant($"<i{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} style=\"left:{from * 100:0.##}%;width:{(to - from) * 100:0.##}%\"{title}></i>"));
    }

    private void Axis()
    {
        _page.Append("<div class=\"axis\" aria-hidden=\"true\"><div class=\"times\">");
        for (var quarter = 0; quarter < 4; quarter++)
            _page.Append(Invariant($"<span style=\"left:{quarter * 25}%\">{Elapsed.Ticking(scale.At(quarter / 4.0) - timeline.Start)}</span>"));
        _page.Append(Invariant($"<span>{Elapsed.Ticking(timeline.End - timeline.Start)}</span></div></div>\n"));
    }

    /// <summary>All lanes as thin lines; every second batch lies on a band.</summary>
    private void Picture()
    {
        var count = timeline.Lanes.Length;
        _page.Append(Invariant($"<div class=\"row\"><svg class=\"lanes\" viewBox=\"0 0 1000 {count}\" height=\"{Math.Min(HighestPicture, count * 2)}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{count} lanes over time\">\n"));
        var y = 0;
        foreach (var batch in timeline.Lanes.GroupBy(static l => (ForEach(l), l.Batch)))
        {
            if (batch.Key.Batch % 2 == 1)
                _page.Append(Invariant($"<rect x=\"0\" y=\"{y}\" width=\"1000\" height=\"{batch.Count()}\"/>"));
            foreach (var lane in batch)
            {
                var (from, to) = (scale.Part(lane.Start) * 1000, Math.Max(scale.Part(lane.End), scale.Part(lane.Start) + 0.002) * 1000);
                _page.Append(Invariant($"<path{(HasFailed(lane.Steps) ? " class=\"failed\"" : "")} d=\"M{from:0.#} {y + 0.5}H{to:0.#}\"><title>{Line(lane.Path.Value)}: {At(lane.Start, lane.End)}</title></path>\n"));
                y++;
            }
        }

        _page.Append("</svg></div>\n");
    }

    private string At(DateTimeOffset start, DateTimeOffset end) => $"begins at {Elapsed.Ticking(start - timeline.Start)} ({Elapsed.TimeOfDay(start)}), takes {Elapsed.Of(end - start)}";

    private static string ForEach(TimelineLane lane) => lane.Path.Value[..lane.Path.Value.LastIndexOf('[')];

    /// <summary>Whether a step failed and was not done later, in another round.</summary>
    private static bool HasFailed(IReadOnlyList<TimelineStep> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Result == StepResult.Failed && !steps.Skip(i + 1).Any(s => s.Path == steps[i].Path))
                return true;
        }

        return false;
    }

    private static bool IsGate(TimelineStep step) => step.Path.Value.Contains("gate[", StringComparison.Ordinal);
}
