using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Orders nodes so that each stands after its parent and after what it depends on; otherwise the order of the text is kept.</summary>
internal static class PlanOrder
{
    /// <exception cref="InvalidOperationException">There is a cycle, which the language should have reported.</exception>
    public static ImmutableArray<PlanNode> Sort(ImmutableArray<PlanNode> nodes)
    {
        var index = new Dictionary<StepPath, int>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
            index[nodes[i].Path] = i;
        var (blockers, dependents) = Edges(nodes, index);
        var free = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (blockers[i] == 0)
                free.Enqueue(i, i);
        }

        var sorted = ImmutableArray.CreateBuilder<PlanNode>(nodes.Length);
        while (free.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var dependent in dependents[next])
            {
                if (--blockers[dependent] == 0)
                    free.Enqueue(dependent, dependent);
            }
        }

        return sorted.Count == nodes.Length ? sorted.MoveToImmutable() : throw new InvalidOperationException("The steps wait for each other in a circle.");
    }

    private static (int[] Blockers, List<int>[] Dependents) Edges(ImmutableArray<PlanNode> nodes, Dictionary<StepPath, int> index)
    {
        var blockers = new int[nodes.Length];
        var dependents = new List<int>[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
            dependents[i] = [];
        for (var i = 0; i < nodes.Length; i++)
        {
            foreach (var before in Before(nodes[i]))
            {
                blockers[i]++;
                dependents[index[before]].Add(i);
            }
        }

        return (blockers, dependents);
    }

    private static IEnumerable<StepPath> Before(PlanNode node) => node.Parent is { } parent ? node.DependsOn.Append(parent) : node.DependsOn;
}
