using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What a drain of nodes would meet, found before it begins. Pure. Pods are filtered as <c>kubectl drain</c> filters them: the first reason counts.</summary>
internal static class DrainForecast
{
    public static ImmutableArray<DrainFinding> Of(DrainFacts facts, DrainFlags flags) =>
    [
        .. facts.Leaving.SelectMany(node => OfNode(node, facts, flags)).OrderByDescending(static f => f.IsBlocker),
        .. RoomForecast.Of(facts, flags),
    ];

    /// <summary>The pods that would be evicted from a node.</summary>
    public static IEnumerable<DrainPod> Moving(string node, DrainFacts facts) => facts.On(node).Where(static p => !p.IsLeaving && !p.IsMirror && !p.IsDaemon);

    private static IEnumerable<DrainFinding> OfNode(string node, DrainFacts facts, DrainFlags flags)
    {
        var moving = Moving(node, facts).ToArray();
        return [.. Refusals(node, facts, flags), .. Budgets(node, moving), .. Singles(node, moving, facts)];
    }

    /// <summary>What kubectl would refuse without a flag, before it evicts anything.</summary>
    private static IEnumerable<DrainFinding> Refusals(string node, DrainFacts facts, DrainFlags flags)
    {
        var daemons = facts.On(node).Where(static p => p.IsDaemon && !p.IsLeaving).ToArray();
        if (daemons.Length > 0 && !flags.IgnoreDaemonSets)
            yield return DrainFinding.Blocker(DrainFinding.DaemonSet, node, $"pods of DaemonSets: {Names(daemons)}", "drain with `ignore-daemonsets: true`, which leaves them");
        var moving = Moving(node, facts).ToArray();
        var scratch = moving.Where(static p => p.HasEmptyDir).ToArray();
        if (scratch.Length > 0)
        {
            yield return flags.DeleteEmptyDir
                ? new(DrainFinding.EmptyDir, node, $"lose what they keep in an emptyDir: {Names(scratch)}")
                : DrainFinding.Blocker(DrainFinding.EmptyDir, node, $"keep data in an emptyDir: {Names(scratch)}", "if that may be lost, drain with `delete-emptydir-data: true`");
        }

        var unmanaged = moving.Where(static p => p.Owner.Kind.Length == 0).ToArray();
        if (unmanaged.Length > 0)
        {
            yield return flags.Force
                ? new(DrainFinding.Unmanaged, node, $"are gone for good, since nothing brings them back: {Names(unmanaged)}")
                : DrainFinding.Blocker(DrainFinding.Unmanaged, node, $"no controller brings back {Names(unmanaged)}", "if they may be gone for good, drain with `force: true`");
        }
    }

    private static IEnumerable<DrainFinding> Budgets(string node, IReadOnlyCollection<DrainPod> moving)
    {
        foreach (var pod in moving.Where(static p => p.Budgets.Length > 1))
        {
            yield return DrainFinding.Blocker(DrainFinding.BudgetOverlap, node, $"{pod.Words} is under {pod.Budgets.Length} budgets ({Sentences.Names(pod.Budgets.Select(static b => b.Words))}), so the server refuses to evict it",
                "narrow the selectors until one budget is over it");
        }

        var single = moving.Where(static p => p.Budgets.Length == 1).GroupBy(static p => p.Budgets[0].Words);
        foreach (var group in single)
        {
            var budget = group.First().Budgets[0];
            var held = group.Where(p => !budget.LetsGo(p.IsReady)).ToArray();
            if (held.Length > 0)
            {
                yield return DrainFinding.Blocker(DrainFinding.BudgetAtZero, node, $"budget {budget.Words} lets no pod go ({budget.Healthy.Current} healthy, {budget.Healthy.Desired} needed): {Names(held)}",
                    held.All(static p => p.IsReady)
                        ? $"give the application one more replica, or let its budget allow one: `kubectl -n {budget.Namespace} describe pdb {budget.Name}`"
                        : "mend the pods that are not ready, or set `unhealthyPodEvictionPolicy: AlwaysAllow` in the budget");
            }
            else if (group.Count() is var count && count > budget.Allowed && budget.Allowed > 0)
            {
                yield return new(DrainFinding.BudgetFew, node, $"budget {budget.Words} lets {budget.Allowed} of {count} go at a time; the others wait for replacements");
            }
        }
    }

    private static IEnumerable<DrainFinding> Singles(string node, IReadOnlyCollection<DrainPod> moving, DrainFacts facts)
    {
        var alone = moving.Where(p => p.Owner.Uid.Length > 0 && facts.Replicas.GetValueOrDefault(p.Owner.Uid) == 1).ToArray();
        if (alone.Length > 0)
            yield return new(DrainFinding.SingleReplica, node, $"the only pod of its kind, down while it moves: {Names(alone)}");
    }

    private static string Names(IEnumerable<DrainPod> pods) => Sentences.Names(pods.Select(static p => p.Words).Order(StringComparer.Ordinal));
}
