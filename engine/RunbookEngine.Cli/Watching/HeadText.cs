using RunbookEngine.Cli.Commands;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>The head of the board: which run, how far it is, when its window closes, and what a person is wanted for. Pure.</summary>
internal static class HeadText
{
    public static IEnumerable<string> Lines(WatchScene scene)
    {
        yield return Title(scene);
        yield return TerminalText.Fit(Facts(scene), scene.Width);
        if (scene.State is { ClosesAt: { } close, IsOver: false })
            yield return TerminalText.Fit(Window(close, scene.Now), scene.Width);
        if (Wanted(scene) is var (text, paint))
            yield return paint(TerminalText.Fit(text, scene.Width));
        if (scene.Board.FanOut is { } fanOut)
            yield return LaneStrip.Of(fanOut, scene.Ink, scene.Width);
    }

    /// <summary>The run, and at the right edge its status.</summary>
    private static string Title(WatchScene scene)
    {
        var (mark, word) = Status(scene);
        var status = $"{mark} {word}";
        var room = scene.Width - TerminalText.Width(status) - 2;
        var title = TerminalText.Fit($"{TerminalText.Line(scene.State.Created!.Name)}  {scene.Run.Run}", room);
        var painted = scene.IsCutOff ? scene.Ink.Bad(status) : StepWords.Paint(scene.Ink, scene.State.Status, status);
        return $"{scene.Ink.Bold(title)}{new string(' ', Math.Max(2, scene.Width - TerminalText.Width(title) - TerminalText.Width(status)))}{painted}";
    }

    private static (string Mark, string Word) Status(WatchScene scene) => scene.State.Status switch
    {
        _ when scene.IsCutOff => ("✗", "CUT OFF"),
        RunStatus.Running when scene.State.Section == RunSection.Undo => ("▶", "BEING UNDONE"),
        RunStatus.Running => ("▶", "RUNNING"),
        RunStatus.Waiting => ("?", "WAITING"),
        RunStatus.Paused => ("‖", "PAUSED"),
        RunStatus.Interrupted => ("‖", "INTERRUPTED"),
        RunStatus.Succeeded => ("✓", "SUCCEEDED"),
        RunStatus.Undone => ("✓", "UNDONE"),
        RunStatus.Failed => ("✗", "FAILED"),
        _ => ("✗", "ABORTED"),
    };

    private static string Facts(WatchScene scene)
    {
        var (state, board) = (scene.State, scene.Board);
        var isDriven = scene.Driver is not null;
        var elapsed = (isDriven ? scene.Now : state.UpdatedAt) - state.Created!.At;
        var driver = scene.Driver is { } holder ? $"driven by {Requests.Name(holder)}" : "driven by nobody";
        return $"{board.Over} of {board.Total} steps · {Elapsed.Ticking(elapsed)} · last event {Elapsed.Ticking(scene.Now - state.UpdatedAt)} ago · {driver}";
    }

    private static string Window(DateTimeOffset close, DateTimeOffset now) => close > now
        ? $"window closes in {Elapsed.Ticking(close - now)}, at {Elapsed.TimeOfDay(close)}Z"
        : $"window closed at {Elapsed.TimeOfDay(close)}Z: no lane begins any more";

    /// <summary>What a person is wanted for, or should know; null: nothing.</summary>
    private static (string Text, Func<string, string> Paint)? Wanted(WatchScene scene)
    {
        var (state, ink) = (scene.State, scene.Ink);
        if (scene.IsCutOff)
            return ($"✗ its engine is gone; to go on: {scene.CommandLine("resume", null)}", ink.Bad);
        if (scene.Driver is not null && state.AbortRequested)
            return ("! abort asked for: the running steps end, then `finally` runs", ink.Warn);
        if (scene.Board.Approvals is [var (path, message), ..])
            return ($"? `{path}` waits for your word (a, r): {TerminalText.Line(message.Trim())}", ink.Warn);
        if (scene.Driver is not null)
            return state.PauseRequested ? ("! pause asked for: the running steps end, then the run stops", ink.Warn) : null;
        var why = state.StopNote is { } note ? $"{TerminalText.Line(note)}; " : "";
        var hasDoubt = scene.Board.Rows.Any(static r => r.Step is { State.Wait.Kind: WaitKind.Doubt });
        return state.Status switch
        {
            RunStatus.Waiting when hasDoubt => ($"? a step is in doubt; {scene.CommandLine("status", null)} says how to go on", ink.Warn),
            RunStatus.Failed => ($"✗ {why}to go on: {scene.CommandLine(state.Section == RunSection.Undo ? "undo" : "resume", null)}", ink.Bad),
            RunStatus.Waiting or RunStatus.Paused or RunStatus.Interrupted => ($"‖ {why}to go on: {scene.CommandLine("resume", null)}", ink.Warn),
            _ => null,
        };
    }
}
