using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What of a DaemonSet or a Deployment tells whether it is well. Pure.</summary>
/// <param name="Name">The object.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Wanted">How many pods there should be.</param>
/// <param name="Ready">How many are ready.</param>
/// <param name="IsSeen">Whether its controller has seen its newest version; else the numbers are old.</param>
/// <param name="Selector">Its pods, as a selector of labels.</param>
internal sealed record WorkloadHealth(string Name, string Namespace, long Wanted, long Ready, bool IsSeen, string Selector)
{
    public bool IsWell => IsSeen && Ready >= Wanted;

    /// <summary>For people.</summary>
    public string Words => IsSeen ? $"{Ready} of {Wanted} ready" : "its controller has not seen its newest version yet";

    public static WorkloadHealth OfDaemonSet(JsonElement set) => Of(set, set.Number("status", "desiredNumberScheduled") ?? 0, set.Number("status", "numberReady") ?? 0);

    public static WorkloadHealth OfDeployment(JsonElement deployment) => Of(deployment, deployment.Number("spec", "replicas") ?? 1, deployment.Number("status", "readyReplicas") ?? 0);

    private static WorkloadHealth Of(JsonElement workload, long wanted, long ready) => new(
        workload.ObjectName(), workload.ObjectNamespace(), wanted, ready,
        (workload.Number("status", "observedGeneration") ?? 0) >= (workload.Number("metadata", "generation") ?? 0),
        string.Join(',', workload.Texts("spec", "selector", "matchLabels").Select(static l => $"{l.Key}={l.Value}")));
}
