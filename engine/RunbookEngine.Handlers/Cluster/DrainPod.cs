using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>A pod on a node that is to be drained. Pure.</summary>
internal sealed record DrainPod
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Node { get; init; }

    /// <summary>The kind, name and UID of what brings it back elsewhere; empty when nothing does.</summary>
    public required (string Kind, string Name, string Uid) Owner { get; init; }

    public required bool IsReady { get; init; }

    /// <summary>Whether it is being deleted already.</summary>
    public required bool IsLeaving { get; init; }

    /// <summary>Whether it stands for a static pod, which no drain touches.</summary>
    public required bool IsMirror { get; init; }

    /// <summary>Whether it keeps data in an emptyDir, which is lost when it goes.</summary>
    public required bool HasEmptyDir { get; init; }

    public required Demand Demand { get; init; }

    /// <summary>Which nodes it may go to.</summary>
    public required PodPlacement Placement { get; init; }

    /// <summary>The budgets over it.</summary>
    public required ImmutableArray<DisruptionBudget> Budgets { get; init; }

    public bool IsDaemon => Owner.Kind == "DaemonSet";

    /// <summary>For people.</summary>
    public string Words => $"{Namespace}/{Name}";

    public static DrainPod Of(JsonElement pod, IReadOnlyCollection<DisruptionBudget> budgets)
    {
        var owner = pod.Items("metadata", "ownerReferences").FirstOrDefault(static o => o.Flag("controller"));
        var labels = pod.Texts("metadata", "labels").ToDictionary();
        return new()
        {
            Name = pod.ObjectName(),
            Namespace = pod.ObjectNamespace(),
            Node = pod.Text("spec", "nodeName"),
            Owner = (owner.Text("kind"), owner.Text("name"), owner.Text("uid")),
            IsReady = pod.Items("status", "conditions").Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True"),
            IsLeaving = pod.Has("metadata", "deletionTimestamp"),
            IsMirror = pod.Annotation("kubernetes.io/config.mirror") is not null,
            HasEmptyDir = pod.Items("spec", "volumes").Any(static v => v.Has("emptyDir")),
            Demand = Demand.OfPod(pod),
            Placement = PodPlacement.Of(pod),
            Budgets = [.. budgets.Where(b => b.Covers(pod.ObjectNamespace(), labels))],
        };
    }
}
