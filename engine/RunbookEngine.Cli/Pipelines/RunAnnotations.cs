using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>What of a run is worth an annotation at its step: errors for what failed for good, warnings for what may, notices for what waits. Pure, but for what it said before.</summary>
/// <param name="plan">The plan.</param>
/// <param name="place">A place in a runbook as the repository has it.</param>
internal sealed class RunAnnotations(Plan plan, Func<SourceSpan, SourceSpan> place)
{
    private readonly HashSet<StepPath> _retried = [];
    private readonly HashSet<string> _lost = [];

    /// <summary>Those for an event.</summary>
    public Annotation? Of(RunEvent e, RunState state) => e switch
    {
        RunEvent.OfStep step when plan.Find(step.Step) is { IsGroup: false, Gate: null } node => OfStep(step, node, state),
        RunEvent.StepFinished { Result: StepResult.Failed } gate when plan.Find(gate.Step) is { Gate: not null } node => Failed(gate, node, state),
        RunEvent.RunStopped { Note: { } note } stopped => new(AnnotationLevel.Warning, SourceSpan.None, $"the run is {StepWords.Of(state.Status)}", note),
        _ => null,
    };

    /// <summary>For a word on a host; null when that host had one.</summary>
    public Annotation? OfHost(string host, string line) => _lost.Add(host) ? new(AnnotationLevel.Warning, SourceSpan.None, host, line) : null;

    private Annotation? OfStep(RunEvent.OfStep e, PlanNode node, RunState state) => e switch
    {
        RunEvent.StepFinished { Result: StepResult.Failed } failed => Failed(failed, node, state),
        RunEvent.StepRetryScheduled retry when _retried.Add(retry.Step) => new(
            AnnotationLevel.Warning, place(node.Step.Span), $"{retry.Step} failed{StepWords.On(state[retry.Step])}, and is tried again", retry.Failure.Message),
        RunEvent.StepWaiting { Wait.Kind: WaitKind.Doubt } doubt => new(AnnotationLevel.Warning, place(node.Step.Span), $"{doubt.Step} is in doubt", StepWords.Of(doubt.Wait)),
        RunEvent.StepWaiting waiting => new(AnnotationLevel.Notice, place(node.Step.Span), $"{waiting.Step} waits", StepWords.Of(waiting.Wait)),
        _ => null,
    };

    private Annotation Failed(RunEvent.StepFinished failed, PlanNode node, RunState state)
    {
        var level = node.Step.ContinueOnFailure ? AnnotationLevel.Warning : AnnotationLevel.Error;
        var why = failed.Failure is { } failure ? $"{failure.Message} ({failure.Code}){(failure.Hint is { } hint ? $"\ntry: {hint}" : "")}" : "it failed";
        return new(level, place(node.Step.Span), $"{failed.Step} failed{StepWords.On(state[failed.Step])}", why);
    }
}
