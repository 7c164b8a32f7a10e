using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What the API shows of the versions in a cluster.</summary>
internal sealed record UpgradeFacts
{
    /// <summary>The version of the API server that answered.</summary>
    public required KubeVersion Answering { get; init; }

    /// <summary>Containers of the control plane and of kube-proxy, as their pods name their images.</summary>
    public ImmutableArray<RunningComponent> Components { get; init; } = [];

    /// <summary>All nodes.</summary>
    public ImmutableArray<NodeVersions> Nodes { get; init; } = [];

    /// <summary>APIs that were asked for although they are deprecated; null when that could not be seen.</summary>
    public ImmutableArray<DeprecatedApi>? DeprecatedApis { get; init; }

    /// <summary>Webhooks that refuse what they do not know (<c>failurePolicy: Fail</c>); null when that could not be seen.</summary>
    public ImmutableArray<string>? StrictWebhooks { get; init; }

    /// <summary>The API servers: those that run as pods, else the one that answered.</summary>
    public ImmutableArray<RunningComponent> ApiServers =>
        Of(RunningComponent.ApiServer) is { IsEmpty: false } pods ? pods : [new(RunningComponent.ApiServer, "", Answering)];

    /// <summary>The versions of the API servers, as far as they are known: the one that answered always is.</summary>
    public IEnumerable<KubeVersion> ApiVersions => ApiServers.Select(static a => a.Version).OfType<KubeVersion>().Append(Answering);

    /// <summary>The components of one name.</summary>
    public ImmutableArray<RunningComponent> Of(string name) => [.. Components.Where(c => c.Name == name)];
}

/// <summary>A component of the control plane, or a kube-proxy.</summary>
/// <param name="Name">As the label <c>component</c> has it.</param>
/// <param name="Node">Where it runs; empty when that is not known.</param>
/// <param name="Version">By the tag of its image; null when the tag tells none.</param>
internal sealed record RunningComponent(string Name, string Node, KubeVersion? Version)
{
    public const string ApiServer = "kube-apiserver";
    public const string ControllerManager = "kube-controller-manager";
    public const string Scheduler = "kube-scheduler";
    public const string Proxy = "kube-proxy";
    public const string Etcd = "etcd";

    /// <summary>Flags that a later etcd does not know: those that begin with <c>--experimental-</c>.</summary>
    public ImmutableArray<string> ExperimentalFlags { get; init; } = [];

    /// <summary>For people.</summary>
    public string Place => Node.Length > 0 ? $"{Name} on {Node}" : Name;
}

/// <summary>What a node says of its versions.</summary>
/// <param name="Name">The node.</param>
/// <param name="IsControlPlane">Whether it carries the control plane's role.</param>
/// <param name="Kubelet">Null when it has not said.</param>
/// <param name="Runtime">Such as <c>containerd://2.1.3</c>.</param>
internal sealed record NodeVersions(string Name, bool IsControlPlane, KubeVersion? Kubelet, string Runtime);

/// <summary>An API that somebody asked for since the API server started.</summary>
/// <param name="Name">Such as <c>flowschemas.v1beta3.flowcontrol.apiserver.k8s.io</c>.</param>
/// <param name="RemovedIn">The minor that no longer serves it, such as <c>1.32</c>; empty when that is not decided.</param>
internal sealed record DeprecatedApi(string Name, string RemovedIn);
