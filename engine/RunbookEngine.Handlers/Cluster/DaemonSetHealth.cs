using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Whether a DaemonSet that misses pods misses them where it matters. Pure.</summary>
internal static class DaemonSetHealth
{
    /// <summary>What is not well; null when all that it misses is on nodes that do not count.</summary>
    public static HealthFinding? Judge(WorkloadHealth set, IReadOnlyCollection<PodHealth> pods, ImmutableHashSet<string> ignoredNodes)
    {
        var name = $"DaemonSet {set.Namespace}/{set.Name}";
        if (!set.IsSeen)
            return new(HealthFinding.DaemonSets, name, set.Words);
        PodHealth[] ill = [.. pods.Where(static p => !p.IsReady && !p.IsLeaving)];
        PodHealth[] counting = [.. ill.Where(p => !ignoredNodes.Contains(p.Node))];
        var absent = Math.Max(0, set.Wanted - set.Ready - ill.Length);
        // A pod that is not there cannot say which node it misses; as many as there are nodes that do not count are put down to those.
        var uncovered = Math.Max(0, absent - ignoredNodes.Count(n => pods.All(p => p.Node != n)));
        if (counting.Length == 0 && uncovered == 0)
            return null;
        string[] parts = [.. counting.OrderBy(static p => p.Node, StringComparer.Ordinal).Select(static p => $"{p.Node} ({p.State})")];
        var where = parts.Length > 0 ? $"; not on {Sentences.Names(parts)}" : "";
        var missing = uncovered > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Sentences.Count(uncovered, "pod")} not there yet") : "";
        return new(HealthFinding.DaemonSets, name, $"{set.Words}{where}{missing}");
    }
}
