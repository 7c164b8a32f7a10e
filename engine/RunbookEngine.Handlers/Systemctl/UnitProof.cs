using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>Proves that a unit which was started is up and stays so.</summary>
internal static class UnitProof
{
    /// <summary>Why it does not count as started; null when it does.</summary>
    /// <param name="context">The step.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="before">The invocation before a restart; empty when there was none.</param>
    /// <param name="unit">The unit right after systemctl was done.</param>
    /// <param name="cancellation">Passed on.</param>
    public static async Task<StepFailure?> FailureAsync(
        StepContext context, UnitSettings settings, string before, UnitState unit, CancellationToken cancellation)
    {
        if (unit.EndsByItself && unit.IsStopped)
            return unit.Result is "" or "success" ? null : SystemctlFailures.NotActive(unit, await UnitLook.LogAsync(context, settings, cancellation));
        if (!unit.IsActive)
            return SystemctlFailures.NotActive(unit, await UnitLook.LogAsync(context, settings, cancellation));
        if (settings.Verb == SystemctlDefinition.Restart && before.Length > 0 && unit.InvocationId == before)
            return SystemctlFailures.Missed(
                settings, $"{unit.Id} is still in the invocation that it was in before", await UnitLook.LogAsync(context, settings, cancellation));
        if (unit.EndsByItself || settings.Settle <= TimeSpan.Zero)
            return null;
        await Task.Delay(settings.Settle, context.Clock, cancellation);
        var later = await UnitLook.AtAsync(context, settings, cancellation);
        return later.IsActive && later.InvocationId == unit.InvocationId && later.Restarts == unit.Restarts
            ? null
            : SystemctlFailures.NotLasting(later, await UnitLook.LogAsync(context, settings, cancellation));
    }
}
