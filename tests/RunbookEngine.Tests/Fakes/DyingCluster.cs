using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A cluster as an engine sees it that dies at one of its requests: before it reaches the server, or after it did and before the answer is known.</summary>
public sealed class DyingCluster(ICluster inner) : ICluster
{
    /// <summary>Dies at so many moments from now; null: never.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>How many moments there were at which it could have died.</summary>
    public int Moments { get; private set; }

    public string Name => inner.Name;

    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        Moment();
        var answer = await inner.SendAsync(request, cancellation);
        Moment();
        return answer;
    }

    public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => inner.WatchAsync(list, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Moment()
    {
        lock (inner)
        {
            Moments++;
            if (DiesAfter-- == 0)
                throw new CrashException();
        }
    }
}
