namespace RunbookEngine.Simulation.Cluster;

/// <summary>The objects of one kind, in the order of their names; pods also by the node that they are on.</summary>
internal sealed class ObjectShelf
{
    private static readonly SortedObjects s_none = new();

    private readonly Dictionary<string, ApiObject> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedObjects> _byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<ApiObject, string> _nodes = [];

    public SortedObjects All { get; } = new();

    public ApiObject? Find(string fullName) => _byName.GetValueOrDefault(fullName);

    public SortedObjects On(string node) => _byNode.GetValueOrDefault(node, s_none);

    public void Add(ApiObject item)
    {
        _byName[item.FullName] = item;
        All.Add(item);
        Place(item);
    }

    public void Remove(ApiObject item)
    {
        _byName.Remove(item.FullName);
        All.Remove(item);
        if (_nodes.Remove(item, out var node))
            _byNode[node].Remove(item);
    }

    /// <summary>To be called when a pod may be on another node than before.</summary>
    public void Place(ApiObject item)
    {
        if (item.Kind.Plural != "pods" || _nodes.GetValueOrDefault(item, "") == item.Node)
            return;
        if (_nodes.Remove(item, out var before))
            _byNode[before].Remove(item);
        if (item.Node.Length == 0)
            return;
        _nodes[item] = item.Node;
        if (!_byNode.TryGetValue(item.Node, out var there))
            _byNode[item.Node] = there = new();
        there.Add(item);
    }
}

/// <summary>Objects in the order of their names.</summary>
internal sealed class SortedObjects
{
    private readonly List<ApiObject> _items = [];

    public IReadOnlyList<ApiObject> Items => _items;

    public void Add(ApiObject item) => _items.Insert(FirstFrom(item.FullName), item);

    public void Remove(ApiObject item) => _items.RemoveAt(FirstFrom(item.FullName));

    /// <summary>Those of a namespace.</summary>
    public IEnumerable<ApiObject> In(string space) => From(space, null);

    /// <summary>Those of a namespace, or all, that come after a name.</summary>
    public IEnumerable<ApiObject> From(string? space, string? after)
    {
        var prefix = space is null ? "" : space + "/";
        // What follows a name directly is the name with the least of letters behind it.
        for (var i = FirstFrom(after is null ? prefix : after + '\0'); i < _items.Count && _items[i].FullName.StartsWith(prefix, StringComparison.Ordinal); i++)
            yield return _items[i];
    }

    private int FirstFrom(string fullName)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_items[middle].FullName, fullName) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
