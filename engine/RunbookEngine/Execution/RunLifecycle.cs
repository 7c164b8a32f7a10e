using Stateless;
using Stateless.Graph;

namespace RunbookEngine.Execution;

/// <summary>Where a run is in its life, as the journal tells it. Whether an engine is really at work is the lease's word.</summary>
public enum RunStatus
{
    /// <summary>Steps are being run, or were when the engine died.</summary>
    Running,

    /// <summary>Stopped until a person's word.</summary>
    Waiting,

    /// <summary>Stopped because somebody asked for a pause.</summary>
    Paused,

    /// <summary>Stopped by a signal; its commands went on.</summary>
    Interrupted,

    /// <summary>All is done.</summary>
    Succeeded,

    /// <summary>A step failed; it can be resumed.</summary>
    Failed,

    /// <summary>Ended for good.</summary>
    Aborted,

    /// <summary>What it did was taken back.</summary>
    Undone,
}

/// <summary>What moves a run from one status to the next.</summary>
public enum RunTrigger
{
    /// <summary>An engine goes on.</summary>
    Resume,

    /// <summary>A person is needed.</summary>
    Wait,

    /// <summary>A pause was asked for.</summary>
    Pause,

    /// <summary>A signal came.</summary>
    Interrupt,

    /// <summary>All is done.</summary>
    Succeed,

    /// <summary>A step failed.</summary>
    Fail,

    /// <summary>Somebody ended it.</summary>
    Abort,

    /// <summary>The undo is complete.</summary>
    FinishUndo,

    /// <summary>An engine goes on to take back what was done.</summary>
    Undo,
}

/// <summary>The life of a run. An event that does not fit is refused.</summary>
public sealed class RunLifecycle
{
    private readonly StateMachine<RunStatus, RunTrigger> _machine;
    private RunStatus _status;

    /// <summary>One machine serves many runs, one after the other; it is not for several threads.</summary>
    public RunLifecycle()
    {
        _machine = new(() => _status, status => _status = status);
        Configure(_machine);
    }

    /// <summary>The status that follows.</summary>
    /// <exception cref="InvalidOperationException">The trigger does not fit the status.</exception>
    public RunStatus Next(RunStatus status, RunTrigger trigger)
    {
        _status = status;
        _machine.Fire(trigger);
        return _status;
    }

    /// <summary>The machine's own drawing, in Mermaid.</summary>
    public static string Draw() => MermaidGraph.Format(new RunLifecycle()._machine.GetInfo());

    private static void Configure(StateMachine<RunStatus, RunTrigger> machine)
    {
        machine.Configure(RunStatus.Running)
            .PermitReentry(RunTrigger.Resume)
            .PermitReentry(RunTrigger.Undo)
            .Permit(RunTrigger.Wait, RunStatus.Waiting)
            .Permit(RunTrigger.Pause, RunStatus.Paused)
            .Permit(RunTrigger.Interrupt, RunStatus.Interrupted)
            .Permit(RunTrigger.Succeed, RunStatus.Succeeded)
            .Permit(RunTrigger.Fail, RunStatus.Failed)
            .Permit(RunTrigger.Abort, RunStatus.Aborted)
            .Permit(RunTrigger.FinishUndo, RunStatus.Undone);
        foreach (var stopped in new[] { RunStatus.Waiting, RunStatus.Paused, RunStatus.Interrupted, RunStatus.Failed })
        {
            machine.Configure(stopped)
                .Permit(RunTrigger.Resume, RunStatus.Running)
                .Permit(RunTrigger.Undo, RunStatus.Running);
        }

        machine.Configure(RunStatus.Failed).Permit(RunTrigger.Abort, RunStatus.Aborted);
        machine.Configure(RunStatus.Succeeded).Permit(RunTrigger.Undo, RunStatus.Running);
        machine.Configure(RunStatus.Aborted).Permit(RunTrigger.Undo, RunStatus.Running);
    }
}
