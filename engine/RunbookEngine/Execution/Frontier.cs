using System.Collections.Immutable;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// Which of a set of nodes may start next. It knows the graph and what is over, and counts; so choosing costs the same whether the plan has ten steps or
/// ten thousand. It decides nothing about conditions, failures or limits.
/// </summary>
public sealed class Frontier
{
    private readonly Dictionary<StepPath, Entry> _entries;
    private readonly PriorityQueue<StepPath, int> _ready = new();
    private int _open;

    /// <summary>The frontier of nodes of one section, as the state has them.</summary>
    public Frontier(IReadOnlyCollection<PlanNode> nodes, RunState state)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(state);
        _entries = new(nodes.Count);
        var index = 0;
        foreach (var node in nodes)
            _entries.Add(node.Path, new(node, index++));
        foreach (var entry in _entries.Values)
            Link(entry, state);
        foreach (var entry in _entries.Values)
            Offer(entry, state[entry.Node.Path]);
    }

    /// <summary>Whether every node is over.</summary>
    public bool IsEmpty => _open == 0;

    /// <summary>Takes the next node that nothing stands in the way of, in the order of the plan; null when there is none now.</summary>
    public PlanNode? Take() => _ready.TryDequeue(out var path, out _) ? _entries[path].Node : null;

    /// <summary>Gives a node back that could not start yet.</summary>
    public void Return(PlanNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _ready.Enqueue(node.Path, _entries[node.Path].Index);
    }

    /// <summary>A group has opened: what is in it may start.</summary>
    public void Open(PlanNode group)
    {
        ArgumentNullException.ThrowIfNull(group);
        foreach (var child in group.Children)
            Unblock(_entries[child]);
    }

    /// <summary>A node is over. One that was over already, as what is done in a group that is skipped after a resume, changes nothing.</summary>
    /// <returns>The group around it when this was the last thing open in it; else null.</returns>
    public PlanNode? Close(PlanNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var entry = _entries[node.Path];
        if (entry.IsOver)
            return null;
        entry.IsOver = true;
        _open--;
        foreach (var dependent in entry.Dependents)
            Unblock(_entries[dependent]);
        if (node.Parent is not { } parent || !_entries.TryGetValue(parent, out var group))
            return null;
        return --group.OpenChildren == 0 ? group.Node : null;
    }

    /// <summary>Whether nothing in the group is left to do.</summary>
    public bool IsComplete(PlanNode group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _entries[group.Path].OpenChildren == 0;
    }

    private void Link(Entry entry, RunState state)
    {
        foreach (var before in entry.Node.DependsOn)
        {
            if (!_entries.TryGetValue(before, out var other))
                continue;
            other.Dependents.Add(entry.Node.Path);
            if (!state[before].IsOver)
                entry.Blockers++;
        }

        if (entry.Node.Parent is { } parent && _entries.TryGetValue(parent, out var group))
        {
            if (!state[entry.Node.Path].IsOver)
                group.OpenChildren++;
            if (state[parent].Status == StepStatus.Pending)
                entry.Blockers++;
        }
    }

    private void Offer(Entry entry, StepState state)
    {
        entry.IsOver = state.IsOver;
        if (state.IsOver)
            return;
        _open++;
        if (entry.Blockers == 0)
            _ready.Enqueue(entry.Node.Path, entry.Index);
    }

    private void Unblock(Entry entry)
    {
        if (--entry.Blockers == 0 && !entry.IsOver)
            _ready.Enqueue(entry.Node.Path, entry.Index);
    }

    private sealed class Entry(PlanNode node, int index)
    {
        public PlanNode Node { get; } = node;

        public int Index { get; } = index;

        public bool IsOver { get; set; }

        public int Blockers { get; set; }

        public int OpenChildren { get; set; }

        public List<StepPath> Dependents { get; } = [];
    }
}
