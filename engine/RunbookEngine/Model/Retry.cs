using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>How often and when a failed step is tried again.</summary>
/// <param name="Attempts">All tries together, the first among them; at least 1.</param>
/// <param name="Delay">Before the second try. Default 1 s.</param>
/// <param name="Backoff">What the delay is multiplied with for every further try; 1 keeps it. Default 2.</param>
/// <param name="MaxDelay">The delay never grows past this. Default 5 min.</param>
/// <param name="On">Failure codes that are tried again; empty: all that are retryable.</param>
public sealed record Retry(int Attempts, TimeSpan Delay, double Backoff, TimeSpan MaxDelay, ImmutableArray<string> On)
{
    /// <summary>One try.</summary>
    public static Retry Never { get; } = new(1, TimeSpan.Zero, 1, TimeSpan.Zero, []);

    /// <summary>The wait after a number of failed tries.</summary>
    public TimeSpan DelayAfter(int failedAttempts)
    {
        var factor = Math.Pow(Backoff, Math.Max(0, failedAttempts - 1));
        var milliseconds = Math.Min(Delay.TotalMilliseconds * factor, MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(milliseconds);
    }
}
