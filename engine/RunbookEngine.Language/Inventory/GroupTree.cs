using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>Which groups hold which hosts and groups, at any depth.</summary>
internal sealed class GroupTree
{
    private const int Most = 2_000;

    private readonly InventoryReading _reading;
    private readonly InventoryDraft _draft;
    private readonly Dictionary<string, HashSet<string>> _inside = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    public GroupTree(InventoryReading reading, InventoryDraft draft)
    {
        _reading = reading;
        _draft = draft;
        if (draft.Groups.Count > Most)
            reading.Bag.Error(Codes.BadRange, $"an inventory has at most {Most} groups", draft.Groups[Most].Span, "split it into several");
        foreach (var group in draft.Groups.Take(Most))
        {
            Visit(group);
            var members = new List<string>();
            Collect(group, members, new(StringComparer.Ordinal), new(StringComparer.Ordinal));
            Members[group.Name] = [.. members];
            foreach (var host in members)
            {
                if (!Around.TryGetValue(host, out var around))
                    Around[host] = around = [];
                around.Add(group);
            }
        }
    }

    /// <summary>The hosts of each group: its own first, then those of the groups inside it.</summary>
    public Dictionary<string, ImmutableArray<string>> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups that hold a host, in the order of the file.</summary>
    public Dictionary<string, List<GroupDraft>> Around { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a group holds another, at any depth.</summary>
    public bool Holds(GroupDraft outer, GroupDraft inner) => outer != inner && _inside.TryGetValue(outer.Name, out var inside) && inside.Contains(inner.Name);

    /// <summary>Notes all groups inside one, and reports circles. No path is longer than there are groups.</summary>
    private HashSet<string> Visit(GroupDraft group)
    {
        if (_path.Count >= Most)
            return [];
        if (_inside.TryGetValue(group.Name, out var known))
            return known;
        _inside[group.Name] = known = new(StringComparer.Ordinal);
        _path.Add(group.Name);
        foreach (var (name, span) in group.Groups)
        {
            if (_path.IndexOf(name) is var at and >= 0)
            {
                _reading.Bag.Error(
                    Codes.GroupCycle, $"a group cannot hold itself: {string.Join(" -> ", _path.Skip(at).Append(name).Select(Shown.Word))}", span, "take one of them out");
                continue;
            }

            known.Add(name);
            if (_draft.FindGroup(name) is { } inner)
                known.UnionWith(Visit(inner));
        }

        _path.RemoveAt(_path.Count - 1);
        return known;
    }

    private void Collect(GroupDraft group, List<string> members, HashSet<string> seen, HashSet<string> visited)
    {
        if (!visited.Add(group.Name))
            return;
        members.AddRange(group.Hosts.Select(static h => h.Name).Where(h => _draft.FindHost(h) is not null && seen.Add(h)));
        foreach (var (name, _) in group.Groups)
        {
            if (_draft.FindGroup(name) is { } inner)
                Collect(inner, members, seen, visited);
        }
    }
}
