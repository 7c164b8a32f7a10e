using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Watching;

/// <summary>What a watch has told of, so that a list after a gap shows what went meanwhile. Keeps each object as it was last: watch what is needed, by selectors.</summary>
internal sealed class Watched
{
    private readonly Dictionary<string, JsonElement> _known = [];

    /// <summary>Takes a change in; what is told of it.</summary>
    public ClusterChange Take(ClusterChangeKind kind, JsonElement item)
    {
        if (kind == ClusterChangeKind.Deleted)
            _known.Remove(KeyOf(item));
        else
            _known[KeyOf(item)] = item;
        return new(kind, item);
    }

    /// <summary>After a new list: those that are not in it any more. An object of the same name that was made anew is another one.</summary>
    public IReadOnlyList<ClusterChange> Gone(IReadOnlySet<string> listed)
    {
        var gone = _known.Where(k => !listed.Contains(k.Key)).ToArray();
        foreach (var (key, _) in gone)
            _known.Remove(key);
        return [.. gone.Select(static g => new ClusterChange(ClusterChangeKind.Deleted, g.Value))];
    }

    /// <summary>What tells an object from all others.</summary>
    public static string KeyOf(JsonElement item) => item.ObjectUid() is { Length: > 0 } uid ? uid : $"{item.ObjectNamespace()}/{item.ObjectName()}";
}
