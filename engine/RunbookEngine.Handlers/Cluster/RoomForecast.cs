using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// Whether the pods that must move find room on the nodes that stay. Pure. The greatest pods are placed first, each on the node with the most room left, by what they ask for, their node
/// selectors and tolerations. An estimate: the scheduler knows more rules, and may also put other pods out.
/// </summary>
internal static class RoomForecast
{
    public static ImmutableArray<DrainFinding> Of(DrainFacts facts, DrainFlags flags)
    {
        var findings = ImmutableArray.CreateBuilder<DrainFinding>();
        foreach (var batch in facts.Leaving.Chunk(Math.Max(1, flags.AtOnce)))
        {
            var homeless = Homeless(batch, facts);
            if (homeless.Count == 0)
                continue;
            var all = homeless.Aggregate(default(Demand), static (sum, p) => sum + p.Demand);
            findings.Add(DrainFinding.Blocker(DrainFinding.NoRoom, Sentences.Names(batch, 2), $"no room elsewhere for {Sentences.Count(homeless.Count, "pod")} ({all.Words}): {Sentences.Names(homeless.Select(static p => p.Words))}",
                "add a node, or drain fewer at once"));
        }

        return findings.ToImmutable();
    }

    private static List<DrainPod> Homeless(string[] batch, DrainFacts facts)
    {
        var room = facts.Nodes.Where(n => n.TakesPods && !batch.Contains(n.Name)).ToDictionary(static n => n, n => n.Capacity - facts.Used.GetValueOrDefault(n.Name));
        var homeless = new List<DrainPod>();
        foreach (var pod in batch.SelectMany(n => DrainForecast.Moving(n, facts)).Where(static p => p.Owner.Kind.Length > 0).OrderByDescending(static p => p.Demand.Memory).ThenByDescending(static p => p.Demand.Processors))
        {
            var home = room.Where(r => pod.Demand.FitsIn(r.Value) && pod.Placement.Takes(r.Key)).Select(static r => r.Key).MaxBy(n => room[n].Memory);
            if (home is null)
                homeless.Add(pod);
            else
                room[home] -= pod.Demand;
        }

        return homeless;
    }
}
