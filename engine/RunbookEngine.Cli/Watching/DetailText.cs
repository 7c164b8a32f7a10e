using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>More of the chosen row: what it is, and the last lines of its output, or why it failed. Pure.</summary>
internal static class DetailText
{
    /// <summary>The title and at most so many lines.</summary>
    public static (string Title, IReadOnlyList<string> Lines) Of(BoardRow? row, WatchScene scene, int rows) => row switch
    {
        null => ("no steps", []),
        BoardRow.OfFold fold => ($"{fold.ForEach.Path}: {fold.Lanes.Count} lanes {fold.What}", Names(fold, scene, rows)),
        BoardRow.OfFanOut fanOut => OfFanOut(fanOut, scene, rows),
        { Step: var (node, state) } => (Title(node, state), Step(node, state, scene, rows)),
        BoardRow.OfLane(var lane) => ($"{lane.Node.Path}", [RowText.Of(row, scene).Said]),
        _ => (row.Key, []),
    };

    private static string Title(PlanNode node, StepState state)
    {
        var attempt = state.Attempt > 1 ? $", attempt {state.Attempt}" : "";
        return $"{node.Path}  {StepWords.Verb(node.Step)}{StepWords.On(state)}{attempt}";
    }

    private static List<string> Names(BoardRow.OfFold fold, WatchScene scene, int rows) =>
        [.. TerminalText.Wrap(string.Join(", ", fold.Lanes.Select(static l => l.Target)), scene.Width).Take(rows)];

    private static (string Title, IReadOnlyList<string> Lines) OfFanOut(BoardRow.OfFanOut row, WatchScene scene, int rows)
    {
        var allowed = row.Node.FanOut!.MaxFailures;
        var lines = new List<string> { LaneFacts.Counts(row.Lanes), $"the run stops when {(allowed == 0 ? "a lane fails" : $"more than {allowed} lanes fail")}" };
        if (row.State.Failure is { } failure)
            lines.Add(TerminalText.Line(failure.Message));
        return ($"{row.Node.Path}  {StepWords.Verb(row.Node.Step)}", [.. lines.SelectMany(l => TerminalText.Wrap(l, scene.Width)).Take(rows)]);
    }

    private static List<string> Step(PlanNode node, StepState state, WatchScene scene, int rows) => state switch
    {
        { Status: StepStatus.Running } when scene.Driver is not null => Running(node, state, scene, rows),
        { Status: StepStatus.Failed or StepStatus.Retrying, Failure: { } failure } => Failure(RowText.SaidOf(node, state, scene), failure, state.Status, scene, rows),
        { Status: StepStatus.Waiting, Wait: { } wait } => [.. TerminalText.Wrap(StepWords.Of(wait), scene.Width).Take(rows)],
        { IsDone: true } => Done(node, state, rows),
        _ => [.. TerminalText.Wrap(RowText.SaidOf(node, state, scene), scene.Width).Take(rows)],
    };

    private static List<string> Running(PlanNode node, StepState state, WatchScene scene, int rows)
    {
        var lines = scene.Voices.Of(node.Path).TakeLast(rows).Select(static l => l.Text).ToList();
        if (lines.Count < rows)
            lines.Insert(0, Clock(node, state, scene) + (lines.Count == 0 ? ", nothing said yet" : ""));
        return lines;
    }

    private static string Clock(PlanNode node, StepState state, WatchScene scene)
    {
        var end = node.Gate is null && GateText.Timeout(node.Step.Timeout, null) is { } timeout ? $", is ended in {Elapsed.Ticking(state.StartedAt!.Value + timeout - scene.Now)}" : "";
        return $"running for {Elapsed.Ticking(scene.Now - state.StartedAt!.Value)}{end}";
    }

    private static List<string> Failure(string said, StepFailure failure, StepStatus status, WatchScene scene, int rows) =>
        [.. (status == StepStatus.Retrying ? TerminalText.Wrap(said, scene.Width) : []).Concat(new FailureText(new(false), scene.Width).Lines(failure)).Take(rows)];

    private static List<string> Done(PlanNode node, StepState state, int rows)
    {
        var resolution = state.Resolution is { } how ? $" ({TerminalText.Line(how)})" : "";
        var lines = Following.StepOutput.Of(node.Path, state).SelectMany(static o => o.Excerpted()).ToList();
        return [$"{StepWords.Of(state)}{StepWords.Took(state)}{resolution}", .. lines.TakeLast(rows - 1)];
    }
}
