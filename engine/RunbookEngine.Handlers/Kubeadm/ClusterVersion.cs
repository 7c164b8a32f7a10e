using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>The version that kubeadm has written down for the whole cluster.</summary>
internal static class ClusterVersion
{
    private const string Key = "kubernetesVersion:";
    private static readonly ApiResource ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    /// <summary>Null when the cluster does not answer, or was not made by kubeadm.</summary>
    public static async Task<string?> OfAsync(ICluster cluster, CancellationToken cancellation)
    {
        try
        {
            return await cluster.FindAsync(ConfigMaps, "kube-system", "kubeadm-config", cancellation) is { } map ? In(map.Text("data", "ClusterConfiguration")) : null;
        }
        catch (Exception e) when (e is ClusterException or ClusterUnreachableException)
        {
            return null;
        }
    }

    /// <summary>kubeadm writes this document itself, one field a line.</summary>
    internal static string? In(string configuration) => configuration.Split('\n')
        .Where(static l => l.StartsWith(Key, StringComparison.Ordinal))
        .Select(static l => l[Key.Length..].Trim().Trim('"', '\''))
        .FirstOrDefault(static v => v.Length > 0);
}
