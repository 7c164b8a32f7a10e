using System.Runtime.CompilerServices;
using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The cluster as one engine reaches it: it dies with the engine, and the moments before and after each request that changes something are those at which it may die.</summary>
internal sealed class LifeCluster(ICluster cluster, Life life, Disturbance disturbance) : ICluster
{
    public string Name => cluster.Name;

    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        life.Check();
        if (!IsAct(request))
            return await cluster.SendAsync(request, cancellation);
        disturbance.Moment(life, $"before {request.Method} {request.Path}");
        var answer = await cluster.SendAsync(request, cancellation);
        disturbance.Moment(life, $"after {request.Method} {request.Path}");
        return answer;
    }

    public async IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        life.Check();
        await foreach (var change in cluster.WatchAsync(list, cancellation))
            yield return change;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The renewal of a Lease goes on all the time, and changes nothing that anybody could miss.</summary>
    private static bool IsAct(ClusterRequest request) =>
        request.Method != "GET" && !(request.Method is "PUT" or "PATCH" && request.Path.StartsWith("/apis/coordination.k8s.io/", StringComparison.Ordinal));
}
