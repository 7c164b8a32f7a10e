using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>Asks for a pod to go. A pod of the same name that came after it is never meant.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="version">The version of <c>policy</c>; null: pods are deleted instead.</param>
/// <param name="graceSeconds">How many seconds they get; null: their own time.</param>
internal sealed class Evictor(ICluster cluster, string? version, long? graceSeconds)
{
    public async Task<(EvictionAnswer Answer, ClusterAnswer Raw)> AskAsync(PodFacts pod, CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(version is null ? Delete(pod) : Evict(pod, version), cancellation);
        return (EvictionAnswers.Read(answer), answer);
    }

    /// <summary>Asked twice, it does no more than asked once: the UID is that of this very pod.</summary>
    private ClusterRequest Evict(PodFacts pod, string policy) => new("POST", ApiResource.Pods.PathOf(pod.Space, pod.Name, "eviction"))
    {
        IsRepeatable = true,
        Body = new JsonObject
        {
            ["apiVersion"] = $"policy/{policy}", ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod.Name, ["namespace"] = pod.Space },
            ["deleteOptions"] = Options(pod),
        }.ToJsonString(),
    };

    private ClusterRequest Delete(PodFacts pod) => new("DELETE", ApiResource.Pods.PathOf(pod.Space, pod.Name)) { Body = WholeOptions(pod).ToJsonString() };

    private JsonObject WholeOptions(PodFacts pod)
    {
        var options = Options(pod);
        (options["apiVersion"], options["kind"]) = ("v1", "DeleteOptions");
        return options;
    }

    private JsonObject Options(PodFacts pod)
    {
        var options = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = pod.Uid } };
        if (graceSeconds is { } seconds)
            options["gracePeriodSeconds"] = seconds;
        return options;
    }
}
