using System.Runtime.CompilerServices;
using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>
/// The cluster as one engine reaches it: it dies with the engine, and the moments before and after each request that changes something are those at which it may die. A request that is refused, such as an
/// eviction that a budget does not allow, and is made again counts once until it succeeds: else a drain that waits would have thousands of moments between which nothing is different.
/// </summary>
internal sealed class LifeCluster(ICluster cluster, Life life, Disturbance disturbance) : ICluster
{
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public string Name => cluster.Name;

    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        life.Check();
        if (!IsAct(request))
            return await cluster.SendAsync(request, cancellation);
        var what = $"{request.Method} {request.Path}";
        var isAgain = _refused.Remove(what);
        if (!isAgain)
            disturbance.Moment(life, $"before {what}");
        var answer = await cluster.SendAsync(request, cancellation);
        if (!answer.Succeeded)
            _refused.Add(what);
        if (!isAgain || answer.Succeeded)
            disturbance.Moment(life, $"after {what}");
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
