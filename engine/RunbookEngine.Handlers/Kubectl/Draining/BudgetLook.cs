using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Handlers.Kubectl.Resources;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>Finds out why a pod may not go: which budgets watch over it, what they allow, and who owns it. Only explains; what cannot be read is left out.</summary>
internal sealed class BudgetLook(ICluster cluster, string version, OwnerWalk owners)
{
    /// <summary>The reason for people.</summary>
    public async Task<(string Words, int Count)> ReasonAsync(PodFacts pod, CancellationToken cancellation)
    {
        var budgets = await OfAsync(pod, cancellation);
        var owner = await owners.TopAsync(pod, cancellation);
        var of = owner is null ? "" : $"; the pod belongs to {owner}";
        var words = budgets.IsEmpty ? "a disruption budget that cannot be read" : string.Join(" and ", budgets.Select(static b => $"PDB {b.Words}"));
        return (words + of, budgets.Length);
    }

    /// <summary>The budgets that watch over a pod.</summary>
    public async Task<ImmutableArray<BudgetFacts>> OfAsync(PodFacts pod, CancellationToken cancellation)
    {
        var resource = new ApiResource("policy", version, "poddisruptionbudgets", "PodDisruptionBudget", true);
        var answer = await cluster.SendAsync(new("GET", resource.PathOf(pod.Space)), cancellation);
        return answer.Succeeded ? [.. answer.Json.Items("items").Select(b => BudgetFacts.Of(b, version)).Where(b => b.Covers(pod))] : [];
    }
}
