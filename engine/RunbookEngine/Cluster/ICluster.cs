namespace RunbookEngine.Cluster;

/// <summary>
/// The API of one Kubernetes cluster, as plain requests and JSON. What lies behind it keeps connections, presents credentials, and tries again what the network or a server
/// that restarts lost; what an answer means is for those who ask. One instance is shared by all steps of a run.
/// </summary>
public interface ICluster : IAsyncDisposable
{
    /// <summary>No cluster is configured: every request says so.</summary>
    static ICluster None { get; } = new NoCluster();

    /// <summary>What people call it: the context, or <c>in-cluster</c>. Safe to show.</summary>
    string Name { get; }

    /// <summary>
    /// Sends a request and returns the server's answer, whatever its status. Connections that are lost or refused, and answers 429 and 5xx that only say <em>not now</em>, are tried again
    /// until the patience is at its end: always when the request can be repeated, else only when it certainly did not arrive. What says more than that is returned at once: a refusal by a
    /// disruption budget (429 with the cause <c>DisruptionBudget</c>), and a plain 500.
    /// </summary>
    /// <exception cref="ClusterUnreachableException">There was no answer.</exception>
    Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation);

    /// <summary>
    /// Follows a list from its present state on: first each object as <see cref="ClusterChangeKind.Added"/>, then one <see cref="ClusterChangeKind.Synced"/>, then every change. Survives lost
    /// connections and expired versions by listing anew, which repeats objects as Added, and reports those that went meanwhile as Deleted. Ends only when cancelled.
    /// </summary>
    /// <exception cref="ClusterUnreachableException">There was no answer for as long as the patience lasts.</exception>
    /// <exception cref="ClusterException">The server refused the list.</exception>
    IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation);

    private sealed class NoCluster : ICluster
    {
        public string Name => "none";

        public Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation) => throw Missing();

        public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => throw Missing();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static ClusterUnreachableException Missing() =>
            new("no cluster is configured", "set KUBECONFIG, or name a file with `--kubeconfig FILE` and a context in it with `--context NAME`");
    }
}
