using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>One line, or a few, for an event: what a pipe gets, and what scrolls by above the live view. Pure.</summary>
/// <param name="run">The run.</param>
/// <param name="plan">Its plan.</param>
/// <param name="ink">Colours.</param>
/// <param name="brief">Whether a failure takes one line, since the last words of the run tell it in full on the same screen.</param>
internal sealed class EventText(RunId run, Plan plan, Ink ink, bool brief)
{
    private readonly LaneEventText _lanes = new(plan, ink, brief);

    /// <summary>The lines; none for what says nothing to a person.</summary>
    public IEnumerable<string> Of(RunEvent e, RunState state) => e switch
    {
        RunEvent.RunCreated created => [$"run {run} of {ink.Bold(created.Name)} started"],
        RunEvent.RunResumed { Undo: true } => [$"run {run} is being undone"],
        RunEvent.RunResumed { Note: { } note } => [$"run {run} goes on", ink.Warn(TerminalText.Line(note))],
        RunEvent.RunResumed => [$"run {run} goes on"],
        RunEvent.RunMoved moved => [$"run {run} was moved away by {TerminalText.Line(moved.Person)}"],
        RunEvent.RunArrived arrived => [$"run {run} was brought here by {TerminalText.Line(arrived.Person)}"],
        RunEvent.RunbookChanged => ["the changed runbook was accepted"],
        RunEvent.SectionStarted section => plan.Of(section.Section).Any() ? [ink.Bold(StepWords.Of(section.Section) + ":")] : [],
        // An answer tells of itself when it reaches its step.
        RunEvent.RequestTaken { Kind: RequestKind.Approve or RequestKind.Reject } => [],
        RunEvent.RequestTaken request => [$"{Request(request.Kind)} by {TerminalText.Line(request.By)}"],
        RunEvent.StepFinished { Result: StepResult.Failed } failed when !(plan.Find(failed.Step) is { } node && (node.IsLane || node.FanOut is not null)) => Failed(failed, state),
        RunEvent.OfStep step => OfStep(step, state),
        _ => [],
    };

    /// <summary>What a step itself says while it works.</summary>
    public string Word(StepPath step, string line) => $"{_lanes.Name(step)}  {ink.Faint(TerminalText.Line(line))}";

    private IEnumerable<string> OfStep(RunEvent.OfStep e, RunState state)
    {
        if (plan.Find(e.Step) is { } node && (node.IsLane || node.Gate is not null || node.FanOut is not null || (brief && node.Lane is not null)))
            return _lanes.Of(e, node, state);
        return OfOther(e, state);
    }

    private IEnumerable<string> OfOther(RunEvent.OfStep e, RunState state)
    {
        var isGroup = plan.Find(e.Step)?.IsGroup ?? false;
        var step = state[e.Step];
        string? text = e switch
        {
            RunEvent.StepStarted when isGroup || IsMessage(e.Step) => null,
            RunEvent.StepFinished message when IsMessage(e.Step) => Message(message),
            RunEvent.StepStarted { Attempt: 1 } => ink.Busy("started"),
            RunEvent.StepStarted started => ink.Busy($"started, attempt {started.Attempt}"),
            RunEvent.StepFinished when isGroup => null,
            RunEvent.StepFinished finished => Finished(finished, step),
            RunEvent.StepSkipped skipped => ink.Faint($"skipped: {StepWords.Of(skipped.Reason, skipped.Cause)}"),
            RunEvent.StepRetryScheduled retry =>
                $"{ink.Warn("failed")}, again in {Elapsed.Of(retry.NotBefore - retry.At)}: {TerminalText.Line(retry.Failure.Message)}",
            RunEvent.StepWaiting waiting => ink.Warn(StepWords.Of(waiting.Wait)),
            RunEvent.StepAnswered answered => Answered(answered.Answer),
            RunEvent.StepResolved resolved => $"{(resolved.Done ? "is said to be done" : "is to run again")}, by {TerminalText.Line(resolved.By)}",
            _ => null,
        };
        if (text is not null)
            yield return $"{_lanes.Name(e.Step)}  {text}";
    }

    /// <summary>A <c>log</c> step has nothing to tell but its message.</summary>
    private bool IsMessage(StepPath path) => plan.Find(path)?.Step is ActionStep { Tool: "log" };

    private static string? Message(RunEvent.StepFinished finished) => finished.Outputs["message"] is { } message ? TerminalText.Line(message.ToString()) : null;

    private string Finished(RunEvent.StepFinished finished, StepState step)
    {
        var word = finished.Result == StepResult.Succeeded ? "succeeded" : "unchanged";
        var resolution = finished.Resolution is { } how ? $" ({TerminalText.Line(how)})" : "";
        return $"{ink.Good(word)}{StepWords.Took(step)}{resolution}";
    }

    private IEnumerable<string> Failed(RunEvent.StepFinished failed, RunState state)
    {
        // A group fails because of a step in it, which has said so already.
        if (plan.Find(failed.Step)?.IsGroup ?? false)
            yield break;
        var step = state[failed.Step];
        var message = brief && failed.Failure is { } why ? $": {TerminalText.Line(why.Message)}" : "";
        yield return $"{_lanes.Name(failed.Step)}  {ink.Bad("failed")}{StepWords.On(step)}{StepWords.Took(step)}{message}";
        if (failed.Failure is null || brief)
            yield break;
        foreach (var line in new FailureText(ink, int.MaxValue).Lines(failed.Failure))
            yield return "  " + line;
    }

    private string Answered(Answer answer)
    {
        var word = answer.Approved ? ink.Good("approved") : ink.Bad("rejected");
        var note = answer.Note is { Length: > 0 } said ? $": {TerminalText.Line(said)}" : "";
        return $"{word} by {TerminalText.Line(answer.By)}{note}";
    }

    private static string Request(RequestKind kind) => kind switch
    {
        RequestKind.Abort => "abort asked for",
        _ => "pause asked for",
    };
}
