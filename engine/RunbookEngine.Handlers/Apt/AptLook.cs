using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Apt;

/// <summary>Asks dpkg and apt on the target. Only looks.</summary>
internal static class AptLook
{
    /// <exception cref="StepFailureException">They do not answer.</exception>
    public static async Task<AptFacts> AtAsync(StepContext context, AptSettings settings, CancellationToken cancellation) =>
        AptFacts.Parse(await AskAsync(context, AptCommand.Look(context, settings), cancellation));

    /// <summary>What apt-get would do.</summary>
    /// <exception cref="StepFailureException">It sees no way.</exception>
    public static async Task<AptSimulation> SimulateAsync(StepContext context, AptSettings settings, AptPlan plan, CancellationToken cancellation) =>
        AptSimulation.Parse(await AskAsync(context, AptCommand.Simulate(settings, plan), cancellation));

    /// <summary>How long ago the lists were fetched; null when they have to be.</summary>
    public static async Task<TimeSpan?> AgeOfListsAsync(StepContext context, CancellationToken cancellation) =>
        long.TryParse((await AskAsync(context, AptCommand.Age(), cancellation)).Trim(), System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static async Task<string> AskAsync(StepContext context, Command command, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(command, cancellation);
        if (result.Exit is CommandExit.NotStarted(var reason))
            throw new StepFailureException(CommandOutcomes.NotStarted(reason));
        return result.Succeeded
            ? result.Stdout
            : throw new StepFailureException(AptFailures.Of(result, "apt-failed", $"apt on {context.Target} does not answer"));
    }
}
