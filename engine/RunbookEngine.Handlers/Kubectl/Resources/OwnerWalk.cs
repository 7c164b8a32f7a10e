using RunbookEngine.Cluster;
using RunbookEngine.Handlers.Kubectl.Draining;

namespace RunbookEngine.Handlers.Kubectl.Resources;

/// <summary>Finds who is behind an object: a pod's ReplicaSet belongs to a Deployment, and that may belong to an operator's own object.</summary>
internal sealed class OwnerWalk(ICluster cluster, ApiCatalog catalog)
{
    /// <summary>Enough for any real chain, and an end for owners in a circle.</summary>
    private const int Deepest = 8;

    private readonly Dictionary<string, OwnerFacts> _tops = [];

    /// <summary>The owner at the top, as far as it may be read; null for a pod that nobody owns.</summary>
    public async Task<OwnerFacts?> TopAsync(PodFacts pod, CancellationToken cancellation)
    {
        if (pod.Controller is not { } owner)
            return null;
        if (_tops.TryGetValue(owner.Uid, out var known))
            return known;
        var top = owner;
        for (var i = 0; i < Deepest && await AboveAsync(top, pod.Space, cancellation) is { } above; i++)
            top = above;
        return _tops[owner.Uid] = top;
    }

    private async Task<OwnerFacts?> AboveAsync(OwnerFacts owner, string space, CancellationToken cancellation)
    {
        if (await catalog.OfKindAsync(owner.ApiVersion, owner.Kind, cancellation) is not { } resource)
            return null;
        var answer = await cluster.SendAsync(new("GET", resource.PathOf(space, owner.Name)), cancellation);
        return answer.Succeeded && answer.Json.ObjectUid() == owner.Uid ? OwnerFacts.Of(answer.Json) : null;
    }
}
