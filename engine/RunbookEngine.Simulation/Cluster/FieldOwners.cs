using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Who manages which fields, in <c>metadata.managedFields</c>. Lists are managed as a whole.</summary>
internal static class FieldOwners
{
    private static readonly string[] s_nobodys =
    [
        "apiVersion", "kind", "status", "metadata\nname", "metadata\nnamespace", "metadata\nuid", "metadata\nresourceVersion", "metadata\ncreationTimestamp", "metadata\ngeneration",
        "metadata\nmanagedFields", "metadata\ndeletionTimestamp", "metadata\ngenerateName",
    ];

    public static void Claim(JsonObject item, JsonObject? old, string manager, string operation, string now, JsonObject? applied = null)
    {
        var before = old is null ? [] : Leaves(old).ToDictionary();
        var after = Leaves(item).ToDictionary();
        var changed = after.Where(l => !before.TryGetValue(l.Key, out var was) || !JsonNode.DeepEquals(was, l.Value)).Select(static l => l.Key).ToHashSet();
        var mine = operation == "Apply" ? Leaves(applied ?? item).Select(static l => l.Key).ToHashSet() : changed;
        var entries = Read(old ?? item);
        foreach (var fields in entries.Values)
            fields.RemoveWhere(f => changed.Contains(f) || !after.ContainsKey(f));
        var key = (manager, operation);
        entries[key] = operation == "Apply" ? mine : [.. entries.GetValueOrDefault(key, []), .. mine];
        Write(item, entries.Where(static e => e.Value.Count > 0), now);
    }

    public static (string Manager, string Field)[] Conflicts(JsonObject old, JsonObject wanted, string manager)
    {
        var now = Leaves(old).ToDictionary();
        return
        [
            .. from leaf in Leaves(wanted)
               where now.TryGetValue(leaf.Key, out var value) && !JsonNode.DeepEquals(value, leaf.Value)
               from entry in Read(old)
               where entry.Key != (manager, "Apply") && entry.Value.Contains(leaf.Key)
               select (entry.Key.Manager, "." + leaf.Key.Replace('\n', '.')),
        ];
    }

    /// <summary>The object without what the manager once applied and applies no more.</summary>
    public static JsonObject WithoutGivenUp(JsonObject old, JsonObject wanted, string manager)
    {
        var entries = Read(old);
        var kept = Leaves(wanted).Select(static l => l.Key).Concat(entries.Where(e => e.Key != (manager, "Apply")).SelectMany(static e => e.Value)).ToHashSet();
        var result = (JsonObject)old.DeepClone();
        foreach (var field in entries.GetValueOrDefault((manager, "Apply"), []).Where(f => !kept.Contains(f)))
        {
            var path = field.Split('\n');
            (path[..^1].Aggregate((JsonNode?)result, static (node, name) => node?[name]) as JsonObject)?.Remove(path[^1]);
        }

        return result;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Leaves(JsonObject item, string under = "")
    {
        foreach (var (name, value) in item)
        {
            var path = under.Length == 0 ? name : $"{under}\n{name}";
            if (s_nobodys.Contains(path))
                continue;
            if (value is not JsonObject { Count: > 0 } map)
                yield return new(path, value);
            else
                foreach (var leaf in Leaves(map, path))
                    yield return leaf;
        }
    }

    private static Dictionary<(string Manager, string Operation), HashSet<string>> Read(JsonObject item) =>
        (item.Meta()["managedFields"] as JsonArray ?? []).ToDictionary(
            static e => ((string)e!["manager"]!, (string)e["operation"]!), static e => Paths((JsonObject)e!["fieldsV1"]!, "").ToHashSet());

    private static IEnumerable<string> Paths(JsonObject fields, string under)
    {
        foreach (var (name, inner) in fields)
        {
            var path = under.Length == 0 ? name[2..] : $"{under}\n{name[2..]}";
            if (inner is not JsonObject { Count: > 0 } map)
                yield return path;
            else
                foreach (var deeper in Paths(map, path))
                    yield return deeper;
        }
    }

    private static void Write(JsonObject item, IEnumerable<KeyValuePair<(string Manager, string Operation), HashSet<string>>> entries, string now) =>
        item.Meta()["managedFields"] = new JsonArray([.. entries.Select(e => new JsonObject
        {
            ["manager"] = e.Key.Manager, ["operation"] = e.Key.Operation, ["apiVersion"] = "v1", ["time"] = now, ["fieldsType"] = "FieldsV1", ["fieldsV1"] = Tree(e.Value),
        })]);

    private static JsonObject Tree(IEnumerable<string> paths)
    {
        var tree = new JsonObject();
        foreach (var path in paths)
        {
            var node = tree;
            foreach (var name in path.Split('\n'))
                node = (JsonObject)(node["f:" + name] ??= new JsonObject());
        }

        return tree;
    }
}
