using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>Waits for a host to come back in a new boot. The time counts from the start of the attempt, over crashes of the engine.</summary>
internal sealed class RebootWait(StepContext context, string before)
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A reboot that was refused shows by the host still being up after so long.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _timeout = context.Arguments.DurationOrNull(RebootDefinition.Timeout) ?? UsualTimeout;
    private string _lastWords = "";

    /// <summary>Whether the host itself is not the one that was asked for: waiting does not mend that.</summary>
    public static bool IsFinal(TargetLostException e) => e.Code.StartsWith("host-key-", StringComparison.Ordinal);

    /// <summary>Whether the host is in a new boot; null when it does not answer.</summary>
    public async Task<bool?> IsNewAsync(CancellationToken cancellation)
    {
        try
        {
            return await context.Commands.GetBootIdAsync(cancellation) != before;
        }
        catch (TargetLostException e) when (!IsFinal(e))
        {
            _lastWords = e.Message;
            return null;
        }
    }

    /// <summary>Waits for the new boot.</summary>
    /// <param name="result">What became of the command, or null.</param>
    /// <param name="cancellation">Passed on.</param>
    /// <returns>Why it did not come; null when it did.</returns>
    public async Task<StepFailure?> ForNewBootAsync(CommandResult? result, CancellationToken cancellation)
    {
        var refused = result is { ExitStatus: > 0 and < 128 } || result?.Exit is CommandExit.NotStarted;
        var asked = context.Clock.GetUtcNow();
        while (true)
        {
            var isNew = await IsNewAsync(cancellation);
            if (isNew == true)
                return null;
            var now = context.Clock.GetUtcNow();
            if (isNew == false && refused && now - asked > Refusal)
                return RebootFailures.Refused(context.Target, result!);
            if (now - context.StartedAt > _timeout)
                return isNew == false ? RebootFailures.NotDown(context.Target, _timeout) : RebootFailures.NotBack(context.Target, _timeout, _lastWords);
            await PauseAsync(isNew == false ? $"{context.Target} is going down" : $"{context.Target} does not answer yet", cancellation);
        }
    }

    /// <summary>Waits until systemd has started what it starts; a unit that failed does not keep it from that.</summary>
    /// <returns>Why it did not come so far; null when it did.</returns>
    public async Task<StepFailure?> ForServicesAsync(CancellationToken cancellation)
    {
        while (await StateOrNullAsync(cancellation) is var state && state is null or "initializing" or "starting" or "stopping")
        {
            if (context.Clock.GetUtcNow() - context.StartedAt > _timeout)
                return RebootFailures.NotBack(context.Target, _timeout, state is null ? _lastWords : $"systemd is still {state}");
            await PauseAsync(state is null ? $"{context.Target} does not answer yet" : $"systemd is {state}", cancellation);
        }

        return null;
    }

    /// <summary>What systemd says of the whole machine; <c>unknown</c> where there is none.</summary>
    public static async Task<string> SystemStateAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(new() { Arguments = ["systemctl", "is-system-running"] }, cancellation);
        return result.Stdout.Trim() is { Length: > 0 } state ? state : "unknown";
    }

    private async Task<string?> StateOrNullAsync(CancellationToken cancellation)
    {
        try
        {
            return await SystemStateAsync(context, cancellation);
        }
        catch (TargetLostException e) when (!IsFinal(e))
        {
            _lastWords = e.Message;
            return null;
        }
    }

    private Task PauseAsync(string progress, CancellationToken cancellation)
    {
        context.Progress(progress);
        return Task.Delay(Interval, context.Clock, cancellation);
    }
}
