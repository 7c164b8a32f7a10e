using Stateless;
using Stateless.Graph;

namespace RunbookEngine.Execution;

/// <summary>What moves a step from one status to the next.</summary>
public enum StepTrigger
{
    /// <summary>An attempt starts.</summary>
    Start,

    /// <summary>It ended well and changed something.</summary>
    Succeed,

    /// <summary>It ended well and changed nothing.</summary>
    FindUnchanged,

    /// <summary>It ended badly for good.</summary>
    Fail,

    /// <summary>It ended badly and is tried again.</summary>
    ScheduleRetry,

    /// <summary>It needs a person.</summary>
    Wait,

    /// <summary>The person answered.</summary>
    Answer,

    /// <summary>It is not run.</summary>
    Skip,

    /// <summary>The run is resumed, and what failed or was skipped gets another chance.</summary>
    Reset,

    /// <summary>The run is resumed, and an attempt that was given up because its host was lost goes on.</summary>
    TakeUp,
}

/// <summary>The life of a step. An event that does not fit is refused: then the journal is damaged, or the engine is wrong.</summary>
public sealed class StepLifecycle
{
    private readonly StateMachine<StepStatus, StepTrigger> _machine;
    private StepStatus _status;

    /// <summary>One machine serves many steps, one after the other; it is not for several threads.</summary>
    public StepLifecycle()
    {
        _machine = new(() => _status, status => _status = status);
        Configure(_machine);
    }

    /// <summary>The status that follows.</summary>
    /// <exception cref="InvalidOperationException">The trigger does not fit the status.</exception>
    public StepStatus Next(StepStatus status, StepTrigger trigger)
    {
        _status = status;
        _machine.Fire(trigger);
        return _status;
    }

    /// <summary>The machine's own drawing, in Mermaid.</summary>
    public static string Draw() => MermaidGraph.Format(new StepLifecycle()._machine.GetInfo());

    private static void Configure(StateMachine<StepStatus, StepTrigger> machine)
    {
        machine.Configure(StepStatus.Pending)
            .Permit(StepTrigger.Start, StepStatus.Running)
            .Permit(StepTrigger.Skip, StepStatus.Skipped)
            .PermitReentry(StepTrigger.Reset);
        machine.Configure(StepStatus.Running)
            .Permit(StepTrigger.Succeed, StepStatus.Succeeded)
            .Permit(StepTrigger.FindUnchanged, StepStatus.Unchanged)
            .Permit(StepTrigger.Fail, StepStatus.Failed)
            .Permit(StepTrigger.ScheduleRetry, StepStatus.Retrying)
            .Permit(StepTrigger.Wait, StepStatus.Waiting);
        machine.Configure(StepStatus.Retrying)
            .Permit(StepTrigger.Start, StepStatus.Running)
            .Permit(StepTrigger.Skip, StepStatus.Skipped)
            .PermitReentry(StepTrigger.Reset);
        machine.Configure(StepStatus.Waiting)
            .Permit(StepTrigger.Answer, StepStatus.Running)
            .PermitReentry(StepTrigger.Wait)
            .Permit(StepTrigger.Succeed, StepStatus.Succeeded)
            .Permit(StepTrigger.FindUnchanged, StepStatus.Unchanged)
            .Permit(StepTrigger.ScheduleRetry, StepStatus.Retrying)
            .Permit(StepTrigger.Fail, StepStatus.Failed)
            .Permit(StepTrigger.Skip, StepStatus.Skipped);
        machine.Configure(StepStatus.Succeeded).Permit(StepTrigger.Reset, StepStatus.Pending);
        machine.Configure(StepStatus.Unchanged).Permit(StepTrigger.Reset, StepStatus.Pending);
        machine.Configure(StepStatus.Failed)
            .Permit(StepTrigger.Reset, StepStatus.Pending)
            .Permit(StepTrigger.TakeUp, StepStatus.Running);
        machine.Configure(StepStatus.Skipped).Permit(StepTrigger.Reset, StepStatus.Pending);
    }
}
