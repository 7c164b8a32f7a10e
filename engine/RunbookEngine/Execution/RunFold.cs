using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What each event does to the state.</summary>
internal static class RunFold
{
    [ThreadStatic]
    private static StepLifecycle? s_steps;

    [ThreadStatic]
    private static RunLifecycle? s_runs;

    public static RunState Apply(RunState state, RunEvent e)
    {
        if (state.Moved is not null && e is not RunEvent.RunArrived)
            throw new InvalidOperationException("The run had moved away when this was written.");
        var next = e switch
        {
            RunEvent.OfStep step => state with { Steps = state.Steps.SetItem(step.Step, OfStep(state, state[step.Step], step)) },
            RunEvent.RunCreated created => Create(state, created),
            RunEvent.RunResumed resumed => Resume(state, resumed),
            RunEvent.RunMoved moved => state with { Moved = moved },
            RunEvent.RunArrived => state with { Moved = null, Steps = FromElsewhere(state.Steps) },
            RunEvent.RunbookChanged changed => state with { Sources = changed.Sources, Hash = changed.Hash },
            RunEvent.RunStopped stopped => state with { Status = Runs.Next(state.Status, TriggerOf(stopped.Reason)), StopNote = stopped.Note },
            RunEvent.SectionStarted section => state with { Section = section.Section },
            RunEvent.RunFinished finished => state with { Status = Runs.Next(state.Status, TriggerOf(finished.Result)), Outputs = finished.Outputs },
            RunEvent.RequestTaken request => Take(state, request),
            _ => throw new InvalidOperationException($"The event {e.GetType().Name} is unknown to this version."),
        };
        return next with { Version = state.Version + 1, UpdatedAt = e.At };
    }

    private static StepLifecycle Steps => s_steps ??= new();

    private static RunLifecycle Runs => s_runs ??= new();

    private static RunState Create(RunState state, RunEvent.RunCreated created)
    {
        if (state.Created is not null)
            throw new InvalidOperationException("The run was created twice.");
        return state with { Created = created, Sources = created.Sources, Hash = created.Hash, ClosesAt = created.ClosesAt, SecretMarks = created.SecretMarks };
    }

    private static RunState Take(RunState state, RunEvent.RequestTaken request) => state with
    {
        LastRequest = request.Number,
        AbortRequested = state.AbortRequested || request.Kind == RequestKind.Abort,
        PauseRequested = state.PauseRequested || request.Kind == RequestKind.Pause,
    };

    /// <summary>
    /// A crash leaves the section as it was, and the steps in it go on. After a failure the main section is taken up again: what failed or was skipped for
    /// it is pending, and so is everything in the later sections. What failed for a lost host is in flight again.
    /// </summary>
    private static RunState Resume(RunState state, RunEvent.RunResumed resumed)
    {
        var next = state with
        {
            Status = Runs.Next(state.Status, resumed.Undo ? RunTrigger.Undo : RunTrigger.Resume),
            Resumes = state.Resumes + 1,
            PauseRequested = false,
            ClosesAt = resumed.ClosesAt,
            StopNote = null,
            SecretMarks = resumed.SecretMarks.Entries.IsEmpty ? state.SecretMarks : resumed.SecretMarks,
            IsUndoRequested = resumed.Undo || state.Section == RunSection.Undo,
        };
        if (state.Status == RunStatus.Failed && !resumed.Undo)
            next = next with { Section = state.Section == RunSection.Undo ? RunSection.Undo : RunSection.Main, Steps = RetryFailed(state) };
        if (resumed.Undo && state.Section == RunSection.Undo)
            next = next with { Steps = RetryFailed(next) };
        return next;
    }

    private static ImmutableDictionary<StepPath, StepState> RetryFailed(RunState state)
    {
        var steps = state.Steps.ToBuilder();
        foreach (var (path, step) in state.Steps)
        {
            if (NeedsAnotherChance(path, step))
            {
                steps[path] = step with
                {
                    Status = Steps.Next(step.Status, step.IsUnsettled ? StepTrigger.TakeUp : StepTrigger.Reset),
                    IsUnsettled = false,
                    FailedAttempts = 0,
                    Skip = null,
                    SkipCause = null,
                    NotBefore = null,
                    EndedVersion = 0,
                };
            }
        }

        return steps.ToImmutable();
    }

    private static ImmutableDictionary<StepPath, StepState> FromElsewhere(ImmutableDictionary<StepPath, StepState> steps) => steps.SetItems(
        steps.Where(static s => s.Value is { Status: StepStatus.Running, Target: null }).Select(static s => KeyValuePair.Create(s.Key, s.Value with { IsFromElsewhere = true })));

    private static bool NeedsAnotherChance(StepPath path, StepState step) =>
        step.Status is StepStatus.Failed or StepStatus.Skipped || (step.IsOver && RunSections.IsClosing(path));

    private static StepState OfStep(RunState state, StepState step, RunEvent.OfStep e)
    {
        var status = Steps.Next(step.Status, TriggerOf(e, step));
        return e switch
        {
            RunEvent.StepStarted started => step with
            {
                Status = status,
                Attempt = started.Attempt,
                StartedAt = started.At,
                EndedAt = null,
                BootId = started.BootId,
                Claims = started.Claims,
                IsFromElsewhere = false,
                Target = started.Target,
                Found = started.Found,
                BeganAt = step.Status == StepStatus.Pending ? started.At : step.BeganAt,
                Streak = step.Status == StepStatus.Pending ? 0 : step.Streak,
                NotBefore = null,
                Failure = null,
                Wait = null,
                Resolution = null,
            },
            RunEvent.StepFinished finished => step with
            {
                Status = status,
                EndedAt = finished.At,
                Outputs = finished.Outputs,
                Failure = finished.Failure,
                Stdout = finished.Stdout,
                Stderr = finished.Stderr,
                Resolution = finished.Resolution,
                IsUnsettled = finished.Unsettled,
                EndedVersion = state.Version + 1,
                Wait = null,
                Answer = null,
                FailedAttempts = step.FailedAttempts + (finished.Result == StepResult.Failed ? 1 : 0),
            },
            RunEvent.StepSkipped skipped => step with
            {
                Status = status,
                Skip = skipped.Reason,
                SkipCause = skipped.Cause,
                EndedVersion = state.Version + 1,
                Wait = null,
                NotBefore = null,
            },
            RunEvent.StepRetryScheduled retry => step with
            {
                Status = status,
                Failure = retry.Failure,
                NotBefore = retry.NotBefore,
                EndedAt = retry.At,
                FailedAttempts = step.FailedAttempts + (retry.Good ? 0 : 1),
                Streak = retry.Good ? step.Streak + 1 : 0,
            },
            RunEvent.StepWaiting waiting => step with { Status = status, Wait = waiting.Wait },
            RunEvent.StepAnswered answered => step with { Status = status, Answer = answered.Answer, Wait = null },
            RunEvent.StepResolved { Done: true } resolved => step with
            {
                Status = status,
                EndedAt = resolved.At,
                EndedVersion = state.Version + 1,
                Wait = null,
                Resolution = $"said to be done by {resolved.By}",
            },
            RunEvent.StepResolved resolved => step with { Status = status, Wait = null, NotBefore = resolved.At, Resolution = $"run again on the word of {resolved.By}" },
            _ => throw new InvalidOperationException($"The event {e.GetType().Name} is unknown to this version."),
        };
    }

    private static StepTrigger TriggerOf(RunEvent.OfStep e, StepState step) => e switch
    {
        RunEvent.StepStarted => StepTrigger.Start,
        RunEvent.StepFinished { Result: StepResult.Succeeded } => StepTrigger.Succeed,
        RunEvent.StepFinished { Result: StepResult.Unchanged } => StepTrigger.FindUnchanged,
        RunEvent.StepFinished => StepTrigger.Fail,
        RunEvent.StepSkipped => StepTrigger.Skip,
        RunEvent.StepRetryScheduled => StepTrigger.ScheduleRetry,
        RunEvent.StepWaiting => StepTrigger.Wait,
        RunEvent.StepAnswered => StepTrigger.Answer,
        RunEvent.StepResolved { Done: true } => StepTrigger.Succeed,
        RunEvent.StepResolved => StepTrigger.ScheduleRetry,
        _ => throw new InvalidOperationException($"The event {e.GetType().Name} does not fit a step that is {step.Status}."),
    };

    private static RunTrigger TriggerOf(StopReason reason) => reason switch
    {
        StopReason.Waiting => RunTrigger.Wait,
        StopReason.Paused or StopReason.Window => RunTrigger.Pause,
        _ => RunTrigger.Interrupt,
    };

    private static RunTrigger TriggerOf(RunResult result) => result switch
    {
        RunResult.Succeeded => RunTrigger.Succeed,
        RunResult.Failed => RunTrigger.Fail,
        RunResult.Aborted => RunTrigger.Abort,
        _ => RunTrigger.FinishUndo,
    };
}
