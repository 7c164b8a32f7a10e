using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>Reads the pods of a node and decides over each.</summary>
internal static class PodList
{
    public static async Task<DrainPlan> PlanAsync(StepContext context, DrainSettings settings, CancellationToken cancellation)
    {
        List<PodFacts> pods = [];
        await foreach (var pod in context.Cluster.ListAsync(ApiResource.Pods, null, Query(settings), cancellation))
            pods.Add(PodFacts.Of(pod));
        var sets = await DaemonSetsAsync(context.Cluster, pods, cancellation);
        var now = context.Clock.GetUtcNow();
        // A page that was listed anew repeats its pods.
        return new(
        [
            .. pods.DistinctBy(static p => p.Uid).OrderBy(static p => p.FullName, StringComparer.Ordinal)
                .Select(p => (p, PodFilters.Decide(p, settings.Rules, p.Controller is { } owner && sets.Contains((p.Space, owner.Name)), now))),
        ]);
    }

    private static ImmutableArray<KeyValuePair<string, string>> Query(DrainSettings settings)
    {
        var node = KeyValuePair.Create("fieldSelector", $"spec.nodeName={settings.Name}");
        return settings.PodSelector.Length == 0 ? [node] : [node, KeyValuePair.Create("labelSelector", settings.PodSelector)];
    }

    /// <summary>Those of the DaemonSets that pods name which are really there.</summary>
    private static async Task<HashSet<(string Space, string Name)>> DaemonSetsAsync(ICluster cluster, IEnumerable<PodFacts> pods, CancellationToken cancellation)
    {
        var there = new HashSet<(string, string)>();
        foreach (var name in pods.Where(static p => p.Controller?.Kind == PodFilters.DaemonSet).Select(static p => (p.Space, p.Controller!.Name)).Distinct())
        {
            if (await cluster.FindAsync(ApiResource.DaemonSets, name.Space, name.Name, cancellation) is not null)
                there.Add(name);
        }

        return there;
    }
}
