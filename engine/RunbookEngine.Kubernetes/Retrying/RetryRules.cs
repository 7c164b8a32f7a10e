using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Connecting;

namespace RunbookEngine.Kubernetes.Retrying;

/// <summary>Whether a request is worth another try. Pure.</summary>
internal static class RetryRules
{
    /// <summary>Without an answer: if it certainly did not arrive, or arriving twice does no harm.</summary>
    public static bool IsWorthIt(LostException lost, bool isRepeatable) => !lost.IsFinal && (isRepeatable || !lost.MayHaveArrived);

    /// <summary>
    /// With an answer that only says <em>not now</em>. A server that is too busy (429) did nothing. Behind 502, 503 and 504, and any 5xx with a <c>Retry-After</c>, something may have been done.
    /// A disruption budget's 429 says more than <em>not now</em>, and a plain 500 is a fault that stays, but for one: a server that starts or stops and does not reach itself
    /// (<c>dial tcp [::1]:6443: connect: connection refused</c>, from an admission step that asks the API for a namespace or a budget) has written nothing yet.
    /// </summary>
    public static bool IsWorthIt(Tried tried, bool isRepeatable) => tried.Answer.Status switch
    {
        429 => !ClusterException.CausesOf(tried.Answer).Any(static c => c.Key == "DisruptionBudget"),
        502 or 503 or 504 => isRepeatable,
        500 when DoesNotReachItself(tried.Answer) => true,
        >= 500 => isRepeatable && tried.RetryAfter is not null,
        _ => false,
    };

    private static bool DoesNotReachItself(ClusterAnswer answer) => new ClusterException(answer).Message is var message
        && (message.Contains("dial tcp [::1]:", StringComparison.Ordinal) || message.Contains("dial tcp 127.0.0.1:", StringComparison.Ordinal))
        && message.Contains("connection refused", StringComparison.Ordinal);
}
