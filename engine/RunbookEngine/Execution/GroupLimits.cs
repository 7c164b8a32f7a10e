using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Holds back the steps of a <c>parallel</c> group that has as many at work as it allows.</summary>
internal sealed class GroupLimits(Plan plan)
{
    private readonly Dictionary<StepPath, Group> _groups = [];

    /// <summary>Counts what is at work already.</summary>
    public void Reset(IEnumerable<PlanNode> nodes, RunState state)
    {
        _groups.Clear();
        foreach (var node in nodes.Where(n => state[n.Path].Status is StepStatus.Running or StepStatus.Waiting or StepStatus.Retrying))
        {
            if (Of(node) is { } group)
                group.AtWork.Add(node.Path);
        }
    }

    /// <summary>Whether the step may start now; if not, it is held until another one leaves.</summary>
    public bool TryEnter(PlanNode node)
    {
        if (Of(node) is not { } group)
            return true;
        if (group.AtWork.Count >= group.Limit)
        {
            group.Held.Enqueue(node);
            return false;
        }

        group.AtWork.Add(node.Path);
        return true;
    }

    /// <summary>The step is over.</summary>
    /// <returns>One that was held and may try again; or null.</returns>
    public PlanNode? Leave(PlanNode node) =>
        Of(node) is { } group && group.AtWork.Remove(node.Path) && group.Held.TryDequeue(out var held) ? held : null;

    private Group? Of(PlanNode node)
    {
        if (node.Parent is not { } parent || plan[parent].Step is not GroupStep { Parallel: > 0 and var limit })
            return null;
        if (!_groups.TryGetValue(parent, out var group))
            _groups[parent] = group = new(limit);
        return group;
    }

    private sealed class Group(int limit)
    {
        public int Limit { get; } = limit;

        public HashSet<StepPath> AtWork { get; } = [];

        public Queue<PlanNode> Held { get; } = new();
    }
}
