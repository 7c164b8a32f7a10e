using System.Globalization;
using System.Text;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>
/// The lanes of a rehearsal over virtual time, in HTML: a row for each lane and for each step outside of lanes, which opens to its steps. When there are too many rows to look at, one picture shows
/// all of them thin, and the rows wait within their batches, with less said of each. Pure.
/// </summary>
internal sealed class LaneChart(Timeline timeline)
{
    /// <summary>With more lanes than this, they are drawn thin.</summary>
    public const int MostRows = 150;

    private const int HighestPicture = 600;

    private readonly StringBuilder _page = new();

    private bool IsThin => timeline.Lanes.Length > MostRows;

    /// <summary>The markup.</summary>
    public string Draw()
    {
        _page.Append("<div class=\"chart\">\n");
        Axis();
        if (IsThin)
            Picture();
        foreach (var (_, draw) in Singles().Concat(Batches()).OrderBy(static r => r.Start))
            draw();
        return _page.Append("</div>\n").ToString();
    }

    private IEnumerable<(DateTimeOffset Start, Action Draw)> Singles() => timeline.Steps.Where(static s => s.Lane is null)
        .Select(s => (s.Start, (Action)(() => Row(s.Path.Value, s.Start, s.End, [s], isBrief: false))));

    private IEnumerable<(DateTimeOffset Start, Action Draw)> Batches() => timeline.Lanes.GroupBy(static l => (ForEach: ForEach(l), l.Batch))
        .Select(b => (b.Min(static l => l.Start), (Action)(() => Batch(b.Key.ForEach, b.Key.Batch, [.. b]))));

    private void Batch(string forEach, int batch, IReadOnlyList<TimelineLane> lanes)
    {
        var (start, end) = (lanes.Min(static l => l.Start), lanes.Max(static l => l.End));
        var title = string.Create(CultureInfo.InvariantCulture, $"{forEach}, batch {batch + 1}: {lanes.Count} lane{(lanes.Count == 1 ? "" : "s")}{Failed(lanes.Count(static l => l.HasFailed))}");
        if (IsThin)
        {
            _page.Append("<details class=\"batch\">");
            Summary(title, start, end, () => Bar(start, end, lanes.Any(static l => l.HasFailed) ? "failed" : "span", null));
        }
        else
        {
            _page.Append(Invariant($"<section class=\"batch\"><h3>{Markup.Text(title)}</h3> <small>{At(start, end)}</small>\n"));
        }

        foreach (var lane in lanes)
            Row(lane.Path.Value, lane.Start, lane.End, lane.Steps, IsThin);
        _page.Append(IsThin ? "</details>\n" : "</section>\n");
    }

    private void Row(string name, DateTimeOffset start, DateTimeOffset end, IReadOnlyList<TimelineStep> steps, bool isBrief)
    {
        _page.Append(steps.Any(IsFailed) ? "<details open=\"open\">" : "<details>");
        Summary(name, start, end, () =>
        {
            if (isBrief)
                Bar(start, end, steps.Any(IsFailed) ? "failed" : "", null);
            else
                Bars(steps);
        });
        if (isBrief)
            _page.Append(Invariant($"<p class=\"steps\">{string.Join(" · ", steps.Select(s => $"{Markup.Text(Short(s, name))} {Elapsed.Of(s.Took)}"))}</p>"));
        else
            Table(steps, name);
        foreach (var step in steps.Where(static s => s.Failure is not null))
            Failure(step, name);
        _page.Append("</details>\n");
    }

    private void Bars(IReadOnlyList<TimelineStep> steps)
    {
        foreach (var step in steps)
            Bar(step.Start, step.End, IsFailed(step) ? "failed" : IsGate(step) ? "gate" : "", step.Path.Value);
    }

    private void Summary(string name, DateTimeOffset start, DateTimeOffset end, Action bars)
    {
        var label = Markup.Text(name);
        _page.Append(Invariant($"<summary class=\"row\" title=\"{label}: {At(start, end)}\"><span class=\"name\">{label}</span><span class=\"track\">"));
        bars();
        _page.Append(Invariant($"</span><span class=\"took\">{Elapsed.Of(end - start)}</span></summary>"));
    }

    private void Bar(DateTimeOffset start, DateTimeOffset end, string kind, string? name)
    {
        var title = name is null ? "" : $" title=\"{Markup.Text(name)}: {At(start, end)}{(kind == "failed" ? ", failed" : "")}\"";
        _page.Append(Invariant($"<i{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} style=\"left:{Part(start) * 100:0.##}%;width:{(Part(end) - Part(start)) * 100:0.##}%\"{title}></i>"));
    }

    private void Table(IReadOnlyList<TimelineStep> steps, string lane)
    {
        _page.Append("<div class=\"wide steps\"><table><thead><tr><th scope=\"col\">step</th><th scope=\"col\">begins</th><th scope=\"col\">takes</th><th scope=\"col\">attempts</th><th scope=\"col\">outcome</th></tr></thead><tbody>");
        foreach (var step in steps)
        {
            var outcome = step.Result is { } result ? JsonDocuments.Word(result) : "not ended";
            _page.Append(Invariant($"<tr><td>{Markup.Text(Short(step, lane))}</td><td class=\"number\">{Elapsed.Ticking(step.Start - timeline.Start)}</td><td class=\"number\">{Elapsed.Of(step.Took)}</td>"))
                .Append(Invariant($"<td class=\"number\">{step.Attempts}</td><td{(IsFailed(step) ? " class=\"bad\"" : "")}>{outcome}</td></tr>"));
        }

        _page.Append("</tbody></table></div>");
    }

    private void Failure(TimelineStep step, string lane)
    {
        _page.Append(Invariant($"<p class=\"steps\"><strong class=\"bad\">{Markup.Text(Short(step, lane))} failed</strong>: {Markup.Text(step.Failure!.Message)} <code>{Markup.Text(step.Failure.Code)}</code>"));
        if (step.Failure.Hint is { Length: > 0 } hint)
            _page.Append(Invariant($"<br/>What to do: {Markup.Text(hint)}"));
        _page.Append("</p>");
    }

    private void Axis()
    {
        _page.Append("<div class=\"axis\" aria-hidden=\"true\"><div class=\"times\">");
        for (var quarter = 0; quarter < 4; quarter++)
            _page.Append(Invariant($"<span style=\"left:{quarter * 25}%\">{Elapsed.Ticking((timeline.End - timeline.Start) * quarter / 4)}</span>"));
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
                var (from, to) = (Part(lane.Start) * 1000, Math.Max(Part(lane.End), Part(lane.Start) + 0.002) * 1000);
                _page.Append(Invariant($"<path{(lane.HasFailed ? " class=\"failed\"" : "")} d=\"M{from:0.#} {y + 0.5}H{to:0.#}\"><title>{Markup.Text(lane.Path.Value)}: {At(lane.Start, lane.End)}</title></path>\n"));
                y++;
            }
        }

        _page.Append("</svg></div>\n");
    }

    private double Part(DateTimeOffset at) => timeline.End <= timeline.Start ? 0 : (at - timeline.Start) / (timeline.End - timeline.Start);

    private string At(DateTimeOffset start, DateTimeOffset end) => $"begins at {Elapsed.Ticking(start - timeline.Start)} ({Elapsed.TimeOfDay(start)}), takes {Elapsed.Of(end - start)}";

    private static string ForEach(TimelineLane lane) => lane.Path.Value[..lane.Path.Value.LastIndexOf('[')];

    private static string Failed(int count) => count == 0 ? "" : Invariant($", {count} failed");

    private static string Short(TimelineStep step, string lane) => step.Path.Value.StartsWith(lane + "/", StringComparison.Ordinal) ? step.Path.Value[(lane.Length + 1)..] : step.Path.Value;

    private static bool IsFailed(TimelineStep step) => step.Result == StepResult.Failed;

    private static bool IsGate(TimelineStep step) => step.Path.Value.Contains("gate[", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
