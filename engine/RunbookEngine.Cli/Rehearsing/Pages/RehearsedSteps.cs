using System.Text;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Rehearsals;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>What stands under a row of a rehearsal's chart: its steps, and why one failed. Pure.</summary>
internal sealed class RehearsedSteps(Timeline timeline)
{
    private readonly StringBuilder _page = new();

    /// <summary>The markup of one row.</summary>
    public static string Of(Timeline timeline, string lane, IReadOnlyList<TimelineStep> steps, bool isBrief) => new RehearsedSteps(timeline).Write(lane, steps, isBrief);

    private string Write(string lane, IReadOnlyList<TimelineStep> steps, bool isBrief)
    {
        if (isBrief)
            _page.Append(Invariant($"<p class=\"steps\">{string.Join(" · ", steps.Select(s => $"{Line(Short(s, lane))} {Elapsed.Of(s.Took)}"))}</p>"));
        else
            Table(steps, lane);
        foreach (var step in steps.Where(static s => s.Failure is not null))
            Failure(step, lane);
        return _page.ToString();
    }

    private void Table(IReadOnlyList<TimelineStep> steps, string lane)
    {
        _page.Append("<div class=\"wide steps\"><table><thead><tr><th scope=\"col\">step</th><th scope=\"col\">begins</th><th scope=\"col\">takes</th><th scope=\"col\">attempts</th><th scope=\"col\">outcome</th></tr></thead><tbody>");
        foreach (var step in steps)
        {
            var hasFailed = step.Result == StepResult.Failed;
            var outcome = step.Result is { } result ? JsonDocuments.Word(result) : "not ended";
            _page.Append(Invariant($"<tr><td>{Line(Short(step, lane))}</td><td class=\"number\">{Elapsed.Ticking(step.Start - timeline.Start)}</td><td class=\"number\">{Elapsed.Of(step.Took)}</td>"))
                .Append(Invariant($"<td class=\"number\">{step.Attempts}</td><td{(hasFailed ? " class=\"bad\"" : "")}>{outcome}</td></tr>"));
        }

        _page.Append("</tbody></table></div>");
    }

    private void Failure(TimelineStep step, string lane)
    {
        _page.Append(Invariant($"<p class=\"steps\"><strong class=\"bad\">{Line(Short(step, lane))} failed</strong>: {Line(step.Failure!.Message)} <code>{Line(step.Failure.Code)}</code>"));
        if (step.Failure.Hint is { Length: > 0 } hint)
            _page.Append(Invariant($"<br/>What to do: {Line(hint)}"));
        _page.Append("</p>");
    }

    private static string Short(TimelineStep step, string lane) => step.Path.Value.StartsWith(lane + "/", StringComparison.Ordinal) ? step.Path.Value[(lane.Length + 1)..] : step.Path.Value;
}
