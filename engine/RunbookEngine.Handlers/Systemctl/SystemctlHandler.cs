using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>Brings units of systemd into a state. What the state of a unit tells is looked at first; a restart proves itself by a new invocation.</summary>
internal sealed class SystemctlHandler : IStepHandler
{
    public ToolDefinition Definition => SystemctlDefinition.Tool;

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (!context.Verb.HasSideEffect)
            return ProbeResult.Unknown;
        if (context.Verb.Name == SystemctlDefinition.DaemonReload)
            return new ProbeResult.Needed("read all unit files anew");
        var settings = UnitSettings.From(context);
        var unit = await UnitLook.AtAsync(context, settings, cancellation);
        if (UnitGoal.IsReached(settings, unit))
            return new ProbeResult.Satisfied(UnitLook.Outputs(unit));
        return Restarts.IsInDoubt(context) && !LeavesState(settings, unit)
            ? await AfterDoubtAsync(context, unit, cancellation)
            : new ProbeResult.Needed(UnitGoal.Change(settings, unit));
    }

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => context.Verb.Name switch
    {
        SystemctlDefinition.IsActive => IsActiveAsync(context, cancellation),
        SystemctlDefinition.DaemonReload => DaemonReloadAsync(context, cancellation),
        _ => ChangeAsync(context, UnitSettings.From(context), cancellation),
    };

    /// <summary>Whether the state of the unit would tell that the verb was done; of a restart, a reload and a unit that has ended by itself it does not.</summary>
    private static bool LeavesState(UnitSettings settings, UnitState unit) => settings.Verb switch
    {
        SystemctlDefinition.Restart or SystemctlDefinition.Reload => false,
        SystemctlDefinition.Start => !unit.EndsByItself,
        _ => true,
    };

    /// <summary>A machine that was started anew has started its units anew too, with the files as they are now.</summary>
    private static async Task<ProbeResult> AfterDoubtAsync(StepContext context, UnitState unit, CancellationToken cancellation) =>
        unit.IsActive && await Restarts.SinceAttemptAsync(context, cancellation) ? new ProbeResult.Satisfied(UnitLook.Outputs(unit)) : ProbeResult.Unknown;

    private static async Task<StepOutcome> IsActiveAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = UnitSettings.From(context);
        var unit = await UnitLook.AtAsync(context, settings, cancellation);
        return unit.IsActive
            ? new StepOutcome.Unchanged(UnitLook.Outputs(unit))
            : new StepOutcome.Failed(SystemctlFailures.NotActive(unit, await UnitLook.LogAsync(context, settings, cancellation)), UnitLook.Outputs(unit));
    }

    private static async Task<StepOutcome> DaemonReloadAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.ExecuteAsync("daemon-reload", UnitCommand.Of(["daemon-reload"]), cancellation);
        return CommandOutcomes.OfMissingExit(result)
            ?? (result.Succeeded ? new StepOutcome.Succeeded(OutputMap.Of()) : new StepOutcome.Failed(SystemctlFailures.Unreadable(result)));
    }

    private static async Task<StepOutcome> ChangeAsync(StepContext context, UnitSettings settings, CancellationToken cancellation)
    {
        if (settings.DaemonReload && await DaemonReloadAsync(context, cancellation) is var reloaded and not StepOutcome.Succeeded)
            return reloaded;
        await UnitLook.AtAsync(context, settings, cancellation);
        var result = await context.Commands.ExecuteAsync(settings.Verb, UnitCommand.Acting(settings), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        var unit = await UnitLook.AtAsync(context, settings, cancellation);
        if (!result.Succeeded)
            return new StepOutcome.Failed(SystemctlFailures.Refused(settings, result, unit, await UnitLook.LogAsync(context, settings, cancellation)));
        if (settings.NoBlock)
            return new StepOutcome.Succeeded(UnitLook.Outputs(unit));
        var failure = UnitGoal.Missed(settings, unit) is { } missed
            ? SystemctlFailures.Missed(settings, missed, await UnitLook.LogAsync(context, settings, cancellation))
            : settings.Starts ? await UnitProof.FailureAsync(context, settings, UnitCommand.InvocationBefore(result), unit, cancellation) : null;
        return failure is null
            ? new StepOutcome.Succeeded(UnitLook.Outputs(unit))
            : new StepOutcome.Failed(failure, UnitLook.Outputs(unit));
    }
}
