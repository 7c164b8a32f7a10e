using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>What the server's answer to an eviction means. The rules are kubectl's (kubectl/pkg/drain/drain.go, <c>evictPods</c>).</summary>
internal enum EvictionAnswer
{
    /// <summary>The pod goes.</summary>
    Granted,

    /// <summary>There is no such pod any more.</summary>
    Gone,

    /// <summary>Not now: a budget allows no more, or the server is busy.</summary>
    Later,

    /// <summary>A budget refused.</summary>
    Budget,

    /// <summary>Its namespace is being deleted, and the pod with it.</summary>
    WithItsNamespace,

    /// <summary>Not, however often it is asked.</summary>
    Failed,
}

/// <summary>Reads answers to evictions. Pure.</summary>
internal static class EvictionAnswers
{
    private const string DisruptionBudget = "DisruptionBudget";
    private const string NamespaceTerminating = "NamespaceTerminating";

    public static EvictionAnswer Read(ClusterAnswer answer) => answer switch
    {
        { Succeeded: true } => EvictionAnswer.Granted,
        { Status: 404 } => EvictionAnswer.Gone,
        // The pod of this name is another one by now.
        { Status: 409 } => EvictionAnswer.Gone,
        { Status: 429 } when Has(answer, DisruptionBudget) => EvictionAnswer.Budget,
        { Status: 429 } => EvictionAnswer.Later,
        { Status: 403 } when Has(answer, NamespaceTerminating) => EvictionAnswer.WithItsNamespace,
        _ => EvictionAnswer.Failed,
    };

    private static bool Has(ClusterAnswer answer, string cause) => ClusterException.CausesOf(answer).Any(c => c.Key == cause);
}
