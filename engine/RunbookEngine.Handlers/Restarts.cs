using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>What a new start of the target's kernel tells a step that was in flight.</summary>
internal static class Restarts
{
    /// <summary>Whether this look is there to resolve a doubt: the attempt had begun, so the journal has its boot id. False before the step begins, and in a plan.</summary>
    public static bool IsInDoubt(StepContext context) => context.BootId is not null;

    /// <summary>Whether the target was started anew since the attempt began; false before it began.</summary>
    /// <exception cref="TargetLostException">It does not answer.</exception>
    public static async ValueTask<bool> SinceAttemptAsync(StepContext context, CancellationToken cancellation) =>
        context.BootId is { } before && await context.Commands.GetBootIdAsync(cancellation) != before;
}
