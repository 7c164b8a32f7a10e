using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>What a simulated node is.</summary>
/// <param name="Name">Its name.</param>
public sealed record NodeSpec(string Name)
{
    /// <summary>Whether it carries the control plane, with its static pods and its taint.</summary>
    public bool IsControlPlane { get; init; }

    /// <summary>Whether an etcd member runs beside the control plane.</summary>
    public bool HasEtcd { get; init; } = true;

    /// <summary>The version of its kubelet and, on a control plane, of its components: <c>v1.36.4</c>.</summary>
    public string Version { get; init; } = "v1.36.4";

    /// <summary>The version of its etcd.</summary>
    public string EtcdVersion { get; init; } = "3.6.5-0";

    /// <summary>Its container runtime.</summary>
    public string Runtime { get; init; } = "containerd://2.1.3";

    /// <summary>Labels besides those that every node has.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Its InternalIP; made up when left out.</summary>
    public string? Address { get; init; }

    /// <summary>What it has for pods.</summary>
    public string Cpu { get; init; } = "8";

    /// <summary>What it has for pods.</summary>
    public string Memory { get; init; } = "32Gi";

    /// <summary>How many pods it takes.</summary>
    public int Pods { get; init; } = 110;

    /// <summary>Its taints; null: a control plane's usual one, and none on a worker.</summary>
    public ImmutableArray<WorldTaint>? Taints { get; init; }

    /// <summary>Whether somebody cordoned it before.</summary>
    public bool IsCordoned { get; init; }
}

/// <summary>What a simulated workload is: a Deployment, a StatefulSet, a DaemonSet, a Job or a pod without an owner.</summary>
/// <param name="Namespace">Its namespace, which is created when it is missing.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkloadSpec(string Namespace, string Name)
{
    /// <summary>How many pods there are of it; a DaemonSet has one on each node.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The labels of its pods; <c>app: NAME</c> when left out.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What each pod asks for; empty: nothing.</summary>
    public string Cpu { get; init; } = "100m";

    /// <summary>What each pod asks for; empty: nothing.</summary>
    public string Memory { get; init; } = "128Mi";

    /// <summary>The image of its one container.</summary>
    public string Image { get; init; } = "registry.example/app:1";

    /// <summary>Whether its pods keep data in an emptyDir.</summary>
    public bool HasEmptyDir { get; init; }

    /// <summary>The labels of nodes that its pods may go to.</summary>
    public ImmutableSortedDictionary<string, string> NodeSelector { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether its pods go to the control plane and to nodes in trouble too; DaemonSets always do.</summary>
    public bool ToleratesAll { get; init; }

    /// <summary>How long its pods may take to stop.</summary>
    public int GraceSeconds { get; init; } = 30;

    /// <summary>How long its pods take to stop; 1 to 5 s when left out.</summary>
    public TimeSpan? StopsIn { get; init; }

    /// <summary>How long its pods take to be ready; 2 to 8 s when left out.</summary>
    public TimeSpan? StartsIn { get; init; }

    /// <summary>How long a Job's pod works.</summary>
    public TimeSpan Work { get; init; } = TimeSpan.FromMinutes(10);

    internal ImmutableSortedDictionary<string, string> PodLabels => Labels.IsEmpty ? Labels.Add("app", Name) : Labels;
}
