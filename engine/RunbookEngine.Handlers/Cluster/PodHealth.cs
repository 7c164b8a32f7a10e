using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What of a pod tells whether it is well. Pure.</summary>
/// <param name="Name">The pod.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Node">Where it is; empty while it is nowhere.</param>
/// <param name="Component">Its label <c>component</c>; empty when it has none.</param>
/// <param name="IsReady">Whether its condition says so.</param>
/// <param name="IsLeaving">Whether it is being deleted.</param>
/// <param name="State">Why it is not ready, in a few words.</param>
internal sealed record PodHealth(string Name, string Namespace, string Node, string Component, bool IsReady, bool IsLeaving, string State)
{
    /// <summary>Takes it out of the API's object.</summary>
    public static PodHealth Of(JsonElement pod)
    {
        var ready = ConditionOf(pod, "Ready");
        return new(pod.ObjectName(), pod.ObjectNamespace(), pod.Text("spec", "nodeName"), pod.Label("component") ?? "", ready.Text("status") == "True", pod.Has("metadata", "deletionTimestamp"), StateOf(pod, ready.Text("status") == "True"));
    }

    /// <summary>Why a pending pod has no place; empty when the scheduler has not said that there is none, or when it waits for one certain node only.</summary>
    public static string NoPlace(JsonElement pod)
    {
        var scheduled = ConditionOf(pod, "PodScheduled");
        var isDaemon = pod.Items("metadata", "ownerReferences").Any(static o => o.Text("kind") == "DaemonSet");
        return !isDaemon && !pod.Has("metadata", "deletionTimestamp") && scheduled.Text("status") == "False" && scheduled.Text("reason") == "Unschedulable"
            ? Sentences.OneLine(scheduled.Text("message")) is { Length: > 0 } message ? message : "Unschedulable"
            : "";
    }

    private static JsonElement ConditionOf(JsonElement pod, string type) => pod.Items("status", "conditions").FirstOrDefault(c => c.Text("type") == type);

    /// <summary>What kubectl shows as status, with the number of restarts when there were some.</summary>
    private static string StateOf(JsonElement pod, bool isReady)
    {
        JsonElement[] containers = [.. pod.Items("status", "initContainerStatuses"), .. pod.Items("status", "containerStatuses")];
        var reasons = containers.Select(static c => c.Text("state", "waiting", "reason") is { Length: > 0 } waiting ? waiting : c.Text("state", "terminated", "reason"));
        var reason = reasons.FirstOrDefault(static r => r is not ("" or "Completed")) ?? pod.Text("status", "reason");
        var word = pod.Has("metadata", "deletionTimestamp") ? "Terminating" : reason.Length > 0 ? reason : pod.Text("status", "phase");
        var restarts = containers.Sum(static c => c.Number("restartCount") ?? 0);
        var words = word is "Running" ? isReady ? "running" : "running, but not ready" : Sentences.OneLine(word);
        return restarts == 0 ? words : string.Create(CultureInfo.InvariantCulture, $"{words}, {restarts} restarts");
    }
}
