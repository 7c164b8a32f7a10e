using System.Runtime.CompilerServices;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What Kubernetes' own parts are called.</summary>
internal static class KubeSystem
{
    public const string Namespace = "kube-system";

    /// <summary>kubeadm and most others give it to the static pods of the control plane.</summary>
    private const string OfControlPlane = "tier=control-plane";

    private const string ControlPlaneRole = "node-role.kubernetes.io/control-plane";

    /// <summary>The pods of the control plane; none where it does not run in pods.</summary>
    public static IAsyncEnumerable<JsonElement> ControlPlaneAsync(ICluster cluster, CancellationToken cancellation) => PodsAsync(cluster, OfControlPlane, cancellation);

    /// <summary>The pods of <c>kube-system</c> with certain labels.</summary>
    public static async IAsyncEnumerable<JsonElement> PodsAsync(ICluster cluster, string selector, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var pod in cluster.ListAsync(ApiResource.Pods, Namespace, [new("labelSelector", selector)], cancellation))
            yield return pod;
    }

    /// <summary>Whether a node carries the role of the control plane.</summary>
    public static bool IsControlPlane(JsonElement node) => node.Has("metadata", "labels", ControlPlaneRole);
}
