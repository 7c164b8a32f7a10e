using Polly;
using Polly.Retry;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Connecting;

namespace RunbookEngine.Kubernetes.Retrying;

/// <summary>Tries until there is an answer or the patience is at its end: ever more rarely, never all at once, and not before the server wants it.</summary>
internal sealed class Patience(KubernetesOptions options)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    /// <summary>A person is told of the third retry: an API server that restarts is back before.</summary>
    private const int TellAt = 3;

    private readonly Lock _lock = new();

    /// <summary>What came of it at last.</summary>
    /// <exception cref="ClusterUnreachableException">There was no answer.</exception>
    public async Task<Tried> TryAsync(bool isRepeatable, Func<CancellationToken, Task<Tried>> attempt, CancellationToken cancellation)
    {
        var began = options.Clock.GetTimestamp();
        var retries = new ResiliencePipelineBuilder<Tried> { TimeProvider = options.Clock }.AddRetry(Strategy(isRepeatable, began)).Build();
        try
        {
            return await retries.ExecuteAsync(async token => await attempt(token), cancellation);
        }
        catch (LostException lost)
        {
            throw Unreachable(lost, options.Clock.GetElapsedTime(began));
        }
    }

    private RetryStrategyOptions<Tried> Strategy(bool isRepeatable, long began) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        Delay = s_first,
        MaxDelay = s_longest,
        UseJitter = true,
        Randomizer = Random,
        ShouldHandle = given => new(IsWorthIt(given.Outcome, isRepeatable) && options.Clock.GetElapsedTime(began) < options.Patience),
        DelayGenerator = given => new(given.Outcome.Result?.RetryAfter),
        OnRetry = given =>
        {
            if (given.AttemptNumber == TellAt)
                options.Notice($"{(given.Outcome.Exception is LostException lost ? lost.Message : "the API server is too busy")}; trying again for up to {options.Patience.TotalSeconds:0} s");
            return default;
        },
    };

    private static bool IsWorthIt(Outcome<Tried> outcome, bool isRepeatable) => outcome switch
    {
        { Exception: LostException lost } => RetryRules.IsWorthIt(lost, isRepeatable),
        { Result: { } tried } => RetryRules.IsWorthIt(tried, isRepeatable),
        _ => false,
    };

    private double Random()
    {
        lock (_lock)
            return options.Random.NextDouble();
    }

    private static ClusterUnreachableException Unreachable(LostException lost, TimeSpan after) =>
        after < TimeSpan.FromSeconds(1) ? lost.Why : new($"{lost.Message} (tried for {after.TotalSeconds:0} s)", lost.Why.Hint, lost.Why);
}
