using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>
/// The lanes of a <c>for-each</c> on a few lines, however many there are: what failed first, then what is at work, then what is done, folded where there is much of it. Pure.
/// </summary>
internal sealed class LaneText(Plan plan, Ink ink, int columns)
{
    private const int MostFailed = 8;
    private const int MostAtWork = 8;
    private const int MostDone = 5;

    /// <summary>All lanes of one.</summary>
    /// <param name="forEach">The step.</param>
    /// <param name="state">Of the run.</param>
    /// <param name="now">For what is at work; null: nobody drives the run.</param>
    public IEnumerable<string> Lines(PlanNode forEach, RunState state, DateTimeOffset? now)
    {
        var lanes = LaneFacts.Of(forEach, plan, state);
        yield return Head(forEach, state, lanes);
        var width = lanes.Select(static l => TerminalText.Width(l.Target)).DefaultIfEmpty(0).Max();
        foreach (var line in Some(lanes.Where(static l => l.HasFailed), MostFailed, l => Failed(l, width), "failed, too"))
            yield return line;
        foreach (var line in Some(lanes.Where(static l => l.IsAtWork), MostAtWork, l => AtWork(l, width, now), "at work, too"))
            yield return line;
        foreach (var line in Done([.. lanes.Where(static l => l.State.IsDone)], width))
            yield return line;
        foreach (var line in Names("-", "stopped because of these failures", lanes.Where(static l => l.IsStopped)))
            yield return line;
        foreach (var line in Names("·", "not begun", lanes.Where(static l => l.State.Status == StepStatus.Pending)))
            yield return line;
    }

    /// <summary>Those that failed, and why no more were started.</summary>
    public IEnumerable<string> Failures(PlanNode forEach, RunState state)
    {
        var lanes = LaneFacts.Of(forEach, plan, state);
        if (!lanes.Any(static l => l.HasFailed || l.IsStopped))
            yield break;
        yield return "";
        yield return Head(forEach, state, lanes);
        if (state[forEach.Path].Failure is { Code: "max-failures" } tripped)
        {
            foreach (var line in TerminalText.Wrap(TerminalText.Line(tripped.Message), Math.Max(20, columns - 2)))
                yield return "  " + ink.Bad(line);
        }

        var width = lanes.Select(static l => TerminalText.Width(l.Target)).DefaultIfEmpty(0).Max();
        foreach (var line in Some(lanes.Where(static l => l.HasFailed), MostFailed, l => Failed(l, width), "failed, too"))
            yield return line;
    }

    private string Head(PlanNode forEach, RunState state, IReadOnlyList<LaneFact> lanes)
    {
        var batches = forEach.FanOut!.Batches.Length;
        var batch = batches > 1 ? $", batch {LaneFacts.Batch(forEach, state)} of {batches}" : "";
        return $"{ink.Bold(forEach.Path.Value)}  {(lanes.Count == 1 ? "1 lane" : $"{lanes.Count} lanes")}{batch}: {LaneFacts.Counts(lanes)}";
    }

    private string Failed(LaneFact lane, int width)
    {
        var message = (lane.At?.State.Failure ?? lane.State.Failure)?.Message ?? "";
        var step = lane.At is { } at ? $"{Inner(lane, at.Node)}: " : "";
        return Row("✗", StepStatus.Failed, lane, width, step + TerminalText.Line(message));
    }

    private string AtWork(LaneFact lane, int width, DateTimeOffset? now)
    {
        var done = $"{lane.Done} of {lane.Total} steps";
        if (lane.At is not var (node, state))
            return Row(StepWords.Mark(lane.State.Status), lane.State.Status, lane, width, done);
        var what = state switch
        {
            { Status: StepStatus.Running, StartedAt: { } start } => now is { } time ? $"for {Elapsed.Ticking(time - start)}" : $"was in flight, since {Elapsed.Moment(start)}",
            { Status: StepStatus.Failed, Failure: { } failure } => $"failed: {TerminalText.Line(failure.Message)}",
            { Status: StepStatus.Retrying, Failure: { } failure } => $"to be tried again: {TerminalText.Line(failure.Message)}",
            { Wait: { } wait } => StepWords.Of(wait),
            _ => StepWords.Of(state),
        };
        return Row(StepWords.Mark(state.Status), state.Status, lane, width, $"{done}, {Inner(lane, node)} {what}");
    }

    private IEnumerable<string> Done(List<LaneFact> lanes, int width)
    {
        if (lanes.Count <= MostDone)
            return lanes.Select(l => Row(StepWords.Mark(l.State.Status), l.State.Status, l, width, $"{Steps(l)}  {Took(l)}"));
        var slowest = lanes.MaxBy(static l => l.State.EndedAt - l.State.StartedAt)!;
        return [$"  {ink.Good("✓")} {lanes.Count} lanes done, the slowest {slowest.Target} in {Took(slowest)}"];
    }

    private IEnumerable<string> Names(string mark, string what, IEnumerable<LaneFact> lanes)
    {
        var names = lanes.Select(static l => l.Target).ToList();
        if (names.Count > 0)
            yield return TerminalText.Fit($"  {mark} {names.Count} {what}: {string.Join(", ", names)}", columns);
    }

    private IEnumerable<string> Some(IEnumerable<LaneFact> lanes, int most, Func<LaneFact, string> row, string more)
    {
        var all = lanes.ToList();
        foreach (var lane in all.Take(all.Count > most ? most - 1 : most))
            yield return row(lane);
        if (all.Count > most)
            yield return TerminalText.Fit($"    {all.Count - most + 1} {more}: {string.Join(", ", all.Skip(most - 1).Select(static l => l.Target))}", columns);
    }

    private string Row(string mark, StepStatus status, LaneFact lane, int width, string text) =>
        $"  {StepWords.Paint(ink, status, mark)} {lane.Target}{new string(' ', width - TerminalText.Width(lane.Target))}  {TerminalText.Fit(text, Math.Max(20, columns - width - 6))}";

    private static string Inner(LaneFact lane, PlanNode step) => step.Path.Value[(lane.Node.Path.Value.Length + 1)..];

    private static string Steps(LaneFact lane) => lane.Total == 1 ? "1 step" : $"{lane.Total} steps";

    private static string Took(LaneFact lane) => lane.State is { StartedAt: { } start, EndedAt: { } end } ? Elapsed.Of(end - start) : "";
}
