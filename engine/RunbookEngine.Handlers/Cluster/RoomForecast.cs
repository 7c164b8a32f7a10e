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
        var nodes = facts.Nodes.Where(n => n.TakesPods && !batch.Contains(n.Name)).ToArray();
        var room = Array.ConvertAll(nodes, n => n.Capacity - facts.Used.GetValueOrDefault(n.Name));
        var homeless = new List<DrainPod>();
        foreach (var pod in batch.SelectMany(n => DrainForecast.Moving(n, facts)).Where(static p => p.Owner.Kind.Length > 0).OrderByDescending(static p => p.Demand.Memory).ThenByDescending(static p => p.Demand.Processors))
        {
            var home = HomeOf(pod, nodes, room);
            if (home < 0)
                homeless.Add(pod);
            else
                room[home] -= pod.Demand;
        }

        return homeless;
    }

    /// <summary>The place of the node with the most room that takes a pod; -1 when none does. Asked for each pod of all nodes, so it is a plain loop with the cheap questions first.</summary>
    private static int HomeOf(DrainPod pod, DrainNode[] nodes, Demand[] room)
    {
        var home = -1;
        for (var i = 0; i < nodes.Length; i++)
        {
            if ((home < 0 || room[i].Memory > room[home].Memory) && pod.Demand.FitsIn(room[i]) && pod.Placement.Takes(nodes[i]))
                home = i;
        }

        return home;
    }
}
