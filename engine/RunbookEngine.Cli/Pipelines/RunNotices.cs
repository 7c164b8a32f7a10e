using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>What of a run people are told who do not look at it: that it waits for them, the first step that failed, and its end. Pure, but for what was said before.</summary>
internal sealed class RunNotices(RunId run, Plan plan, Func<string, RunId?, string?, string> commandLine)
{
    private bool _failed;

    /// <summary>The notice for an event; null for most.</summary>
    public Notice? Of(RunEvent e, RunState state) => e switch
    {
        RunEvent.StepWaiting waiting => About("waiting", state, StepWords.Of(waiting.Wait), waiting.Step) with
        {
            Command = waiting.Wait.Kind == WaitKind.Approval ? commandLine("approve", run, null) : commandLine("status", run, null),
        },
        RunEvent.StepFinished { Result: StepResult.Failed, Failure: { } failure } failed when !_failed && plan.Find(failed.Step) is { IsGroup: false } node && !node.Step.ContinueOnFailure =>
            First(About("failed", state, $"{failed.Step} failed{StepWords.On(state[failed.Step])}: {failure.Message}", failed.Step) with { Hint = failure.Hint }),
        RunEvent.RunStopped { Reason: StopReason.Waiting, Note: null } => null,
        RunEvent.RunStopped stopped => About(stopped.Reason == StopReason.Window ? "waiting" : "ended", state, stopped.Note ?? "it stopped", null) with { Command = commandLine("resume", run, null) },
        RunEvent.RunFinished => About("ended", state, RunFacts.Counts(state, plan), null) with { Command = state.Status == RunStatus.Failed ? commandLine("resume", run, null) : null },
        _ => null,
    };

    private Notice First(Notice notice)
    {
        _failed = true;
        return notice;
    }

    private Notice About(string what, RunState state, string message, StepPath? step) => new()
    {
        Event = what, Run = run.Value, Runbook = plan.Runbook.Name, Status = StepWords.Of(state.Status), Message = message, Step = step?.Value, Host = step is { } path ? state[path].Target : null,
    };
}
