using System.Collections.Immutable;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>The decisions over all pods of a node, and in which order they go. Pure.</summary>
/// <param name="Pods">Each with its decision.</param>
internal sealed record DrainPlan(ImmutableArray<(PodFacts Pod, PodDecision Decision)> Pods)
{
    /// <summary>Those that go.</summary>
    public IEnumerable<PodFacts> ToEvict => Pods.Where(static p => p.Decision is PodDecision.Evict).Select(static p => p.Pod);

    /// <summary>Those that are waited for.</summary>
    public IEnumerable<PodFacts> ToAwait => Pods.Where(static p => p.Decision is PodDecision.Await).Select(static p => p.Pod);

    /// <summary>Those that keep the node from being empty.</summary>
    public IEnumerable<PodFacts> Pending => ToEvict.Concat(ToAwait);

    /// <summary>Those that stay.</summary>
    public int Left => Pods.Count(static p => p.Decision is PodDecision.Leave);

    /// <summary>What is wrong, a line a pod with what would allow it.</summary>
    public ImmutableArray<string> Refusals =>
    [
        .. Pods.Select(static p => (p.Pod, Refusal: p.Decision as PodDecision.Refuse)).Where(static p => p.Refusal is not null)
            .Select(static p => $"{p.Pod.FullName}: {p.Refusal!.Reason}{(p.Refusal.Setting is { } setting ? $" (`{setting}` allows it)" : "")}"),
    ];

    /// <summary>What would be done, for <c>plan</c>.</summary>
    public IEnumerable<string> Lines => Pods.Select(static p => p.Decision switch
    {
        PodDecision.Evict { Warning: { } warning } => $"evict {p.Pod.FullName}: {warning}",
        PodDecision.Evict => $"evict {p.Pod.FullName}",
        PodDecision.Await => $"wait for the end of {p.Pod.FullName}",
        PodDecision.Leave leave => $"leave {p.Pod.FullName}: {leave.Reason}",
        PodDecision.Refuse refuse => $"refuse because of {p.Pod.FullName}: {refuse.Reason}{(refuse.Setting is { } setting ? $" (`{setting}` allows it)" : "")}",
        _ => "",
    });

    /// <summary>
    /// Those whose turn it is: pods go group after group, each group when all of the one before are gone. The first group is what the first selector fits, and so on; what none fits is the last.
    /// </summary>
    public ImmutableArray<PodFacts> Turn(ImmutableArray<LabelSelector> order)
    {
        var pending = Pending.ToArray();
        if (pending.Length == 0)
            return [];
        var first = pending.Min(p => Rank(p, order));
        return [.. pending.Where(p => Rank(p, order) == first)];
    }

    private static int Rank(PodFacts pod, ImmutableArray<LabelSelector> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i].Matches(pod.Labels))
                return i;
        }

        return order.Length;
    }
}
