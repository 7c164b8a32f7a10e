using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>A cluster that could not be asked yet who it is: it is asked before the first request of a step, and refused when it is not the one that the run began on.</summary>
/// <param name="inner">The cluster.</param>
/// <param name="uid">The UID of <c>kube-system</c> as the run knows it.</param>
/// <param name="run">The run.</param>
internal sealed class KnownCluster(ICluster inner, string uid, RunId run) : ICluster
{
    private volatile bool _isKnown;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        await KnowAsync(cancellation);
        return await inner.SendAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await KnowAsync(cancellation);
        await foreach (var change in inner.WatchAsync(list, cancellation))
            yield return change;
    }

    /// <summary>The inner one is its owner's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task KnowAsync(CancellationToken cancellation)
    {
        if (_isKnown)
            return;
        if ((await inner.FindAsync(ApiResource.Namespaces, null, ClusterHold.Namespace, cancellation))?.ObjectUid() != uid)
            throw new ClusterUnreachableException(new WrongClusterException(run, inner.Name).Message, WrongClusterException.Hint);
        _isKnown = true;
    }
}
