using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>What makes the pods of a workload, and makes them anew.</summary>
public enum WorkloadKind
{
    /// <summary>A Deployment with its ReplicaSet.</summary>
    Deployment,

    /// <summary>Pods with names of their own, one after the other.</summary>
    StatefulSet,

    /// <summary>One pod on each node that it tolerates, cordoned ones too.</summary>
    DaemonSet,

    /// <summary>Pods that run once.</summary>
    Job,

    /// <summary>Bare pods that nothing makes anew.</summary>
    Pod,
}

/// <summary>A workload of a world.</summary>
public sealed record WorldWorkload
{
    /// <summary>What makes its pods.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>Default: <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Unique in its namespace and kind.</summary>
    public required string Name { get; init; }

    /// <summary>How many pods; for a DaemonSet the nodes decide. Default: 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The labels of its pods. Default: <c>app: NAME</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>What a pod asks for, in thousandths of a processor. Default: 0.</summary>
    public int Cpu { get; init; }

    /// <summary>What a pod asks for, in bytes. Default: 0.</summary>
    public long Memory { get; init; }

    /// <summary>From a pod's being bound to a node until it is ready. Default: 3 s.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a pod takes to end once it is told to. Default: 1 s; never longer than <see cref="TerminationGrace"/>.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After which a pod that has not ended is killed. Default: 30 s.</summary>
    public TimeSpan TerminationGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a Job: how long each pod works. Default: 10 min.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether its pods keep data in an <c>emptyDir</c>.</summary>
    public bool HasEmptyDir { get; init; }

    /// <summary>Labels that a node must have for its pods.</summary>
    public ImmutableArray<KeyValuePair<string, string>> NodeSelector { get; init; } = [];

    /// <summary>Whether its pods tolerate every taint. A DaemonSet tolerates cordons and nodes that are not ready by itself.</summary>
    public bool ToleratesAll { get; init; }

    /// <summary>Whether no two of its pods are put on the same node (anti-affinity by host name).</summary>
    public bool IsSpread { get; init; }

    /// <summary>For bare pods: the node they are on; null: the scheduler chooses.</summary>
    public string? Node { get; init; }

    /// <summary>Where it stands in its file.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;

    /// <summary>As scenarios and faults name it: <c>namespace/name</c>.</summary>
    public string Path => $"{Namespace}/{Name}";
}

/// <summary>A PodDisruptionBudget of a world. Exactly one of the two limits is set.</summary>
public sealed record WorldBudget
{
    /// <summary>Default: <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Unique in its namespace.</summary>
    public required string Name { get; init; }

    /// <summary>The labels that its pods have. Default: <c>app: NAME</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Selector { get; init; } = [];

    /// <summary>How many pods must stay available.</summary>
    public WorldAmount? MinAvailable { get; init; }

    /// <summary>How many pods may be away.</summary>
    public WorldAmount? MaxUnavailable { get; init; }

    /// <summary>Whether pods that are not ready may always be evicted (<c>unhealthyPodEvictionPolicy: AlwaysAllow</c>).</summary>
    public bool EvictsUnhealthy { get; init; }

    /// <summary>Where it stands in its file.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;

    /// <summary>As faults name it: <c>namespace/name</c>.</summary>
    public string Path => $"{Namespace}/{Name}";
}

/// <summary>A number, or a percentage of the pods.</summary>
/// <param name="Number">The number, or how many of a hundred.</param>
/// <param name="IsPercent">Whether it is a percentage; Kubernetes rounds it up.</param>
public readonly record struct WorldAmount(int Number, bool IsPercent)
{
    /// <summary>As Kubernetes writes it: <c>2</c> or <c>25%</c>.</summary>
    public override string ToString() => IsPercent ? $"{Number}%" : $"{Number}";

    /// <summary>How many of so many pods this is; a percentage is rounded up, as Kubernetes does for both limits.</summary>
    public int Of(int pods) => IsPercent ? (int)(((long)Number * pods + 99) / 100) : Number;
}

/// <summary>A PersistentVolumeClaim and its volume.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">The claim.</param>
/// <param name="Size">In bytes.</param>
/// <param name="StorageClass">The class.</param>
public sealed record WorldVolume(string Namespace, string Name, long Size, string StorageClass);

/// <summary>A VolumeSnapshot that is ready to use.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">The snapshot.</param>
/// <param name="Claim">The claim it was taken of.</param>
public sealed record WorldSnapshot(string Namespace, string Name, string Claim);
