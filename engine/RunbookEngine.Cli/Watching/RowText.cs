using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>The cells of a row.</summary>
/// <param name="Status">For mark and colour.</param>
/// <param name="Name">What it is.</param>
/// <param name="Time">How long it is at it, or took.</param>
/// <param name="Said">How it stands, in words.</param>
internal sealed record RowText(StepStatus Status, string Name, string Time, string Said)
{
    /// <summary>After so long without a line, how long that is.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    /// <summary>Of a row. Pure.</summary>
    public static RowText Of(BoardRow row, WatchScene scene) => row switch
    {
        BoardRow.OfStep(var node, var state) => new(state.Status, node.Path.Value, TimeOf(state, scene), SaidOf(node, state, scene)),
        BoardRow.OfFanOut fanOut => OfFanOut(fanOut, scene),
        BoardRow.OfLane(var lane) => OfLane(lane, scene),
        BoardRow.OfFold fold => OfFold(fold),
        _ => throw new InvalidOperationException($"The row {row.Key} is of no known kind."),
    };

    /// <summary>How a step stands, in words that need no colour.</summary>
    public static string SaidOf(PlanNode node, StepState state, WatchScene scene) => state switch
    {
        { Status: StepStatus.Running } when scene.Driver is null => $"was in flight, since {Elapsed.Moment(state.StartedAt!.Value)}",
        { Status: StepStatus.Running } => Heard(node, scene),
        { Status: StepStatus.Retrying } when node.Gate is not null => $"{GateText.Of(node, state, scene.Now)}: {TerminalText.Line(state.Failure!.Message)}",
        { Status: StepStatus.Retrying, NotBefore: { } next } => $"again in {Elapsed.Ticking(next - scene.Now)}: {TerminalText.Line(state.Failure?.Message ?? "")}",
        { Status: StepStatus.Waiting, Wait: { } wait } => StepWords.Of(wait),
        { Status: StepStatus.Failed } => $"failed: {TerminalText.Line(state.Failure?.Message ?? "")}",
        { Status: StepStatus.Skipped } => $"skipped: {StepWords.Of(state.Skip ?? SkipReason.Condition, state.SkipCause)}",
        { Status: StepStatus.Pending } => "not begun",
        _ => StepWords.Of(state),
    };

    private static RowText OfFanOut(BoardRow.OfFanOut row, WatchScene scene)
    {
        var batches = row.Node.FanOut!.Batches.Length;
        var at = LaneFacts.Batch(row.Node, scene.State);
        var batch = batches > 1 ? $"{(at == 0 ? "" : $"batch {at} of ")}{batches}{(at == 0 ? " batches" : "")}: " : "";
        return new(row.State.Status, row.Node.Path.Value, TimeOf(row.State, scene), batch + LaneFacts.Counts(row.Lanes));
    }

    private static RowText OfLane(LaneFact lane, WatchScene scene)
    {
        var name = "  " + lane.Target;
        if (lane.State.IsDone)
            return new(lane.State.Status, name, TimeOf(lane.State, scene), lane.Total == 1 ? "1 step" : $"{lane.Total} steps");
        if (lane.At is not var (node, state))
            return new(lane.State.Status, name, "", lane.IsAtWork ? $"{lane.Done} of {lane.Total} steps" : SaidOf(lane.Node, lane.State, scene));
        var inner = node.Path == lane.Node.Path ? "" : node.Path.Value[(lane.Node.Path.Value.Length + 1)..] + ": ";
        // Of a lane that failed the steps after are skipped, which would count as if it had come so far.
        var count = lane.HasFailed ? "" : $"{Math.Min(lane.Done + 1, lane.Total)}/{lane.Total} ";
        return new(state.Status, name, TimeOf(state, scene), $"{count}{inner}{SaidOf(node, state, scene)}".TrimEnd(' ', ':'));
    }

    private static RowText OfFold(BoardRow.OfFold fold)
    {
        var slowest = fold.Status == StepStatus.Succeeded ? fold.Lanes.MaxBy(static l => l.State.EndedAt - l.State.StartedAt) : null;
        var took = slowest is { State: { StartedAt: { } start, EndedAt: { } end } } ? $", the slowest {slowest.Target} in {Elapsed.Of(end - start)}" : "";
        var names = fold.Status == StepStatus.Succeeded ? "" : $": {string.Join(", ", fold.Lanes.Take(50).Select(static l => l.Target))}";
        return new(fold.Status, fold.IsOpen ? "  ▾ lanes" : "  ▸ lanes", "", $"{fold.Lanes.Count} {fold.What}{took}{names}");
    }

    private static string Heard(PlanNode node, WatchScene scene)
    {
        if (scene.Voices.Of(node.Path) is not [.., var last])
            return "";
        var quiet = scene.Now - last.At;
        return quiet < s_quiet ? last.Text : $"(quiet for {Elapsed.Ticking(quiet)}) {last.Text}";
    }

    private static string TimeOf(StepState state, WatchScene scene) => state switch
    {
        { Status: StepStatus.Running or StepStatus.Waiting, StartedAt: { } start } => scene.Driver is null ? "" : Elapsed.Ticking(scene.Now - start),
        { IsOver: true, StartedAt: { } start, EndedAt: { } end } when state.Status != StepStatus.Skipped => Elapsed.Of(end - start),
        _ => "",
    };
}
