using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The kinds of patches that the server knows.</summary>
internal static class ObjectPatch
{
    /// <summary>By what the items of a list are told apart; lists that are not here are replaced as a whole.</summary>
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["containers"] = "name", ["initContainers"] = "name", ["volumes"] = "name", ["env"] = "name", ["ports"] = "port", ["conditions"] = "type", ["addresses"] = "type",
        ["ownerReferences"] = "uid", ["imagePullSecrets"] = "name", ["secrets"] = "name",
    };

    /// <summary>RFC 7386.</summary>
    public static JsonNode? Merge(JsonNode? old, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = old is JsonObject map ? (JsonObject)map.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name], value);
        }

        return result;
    }

    /// <summary>Kubernetes' own way: as a merge, with some lists merged by a key.</summary>
    public static JsonNode? Strategic(JsonNode? old, JsonNode? patch, string field)
    {
        if (patch is JsonArray items && old is JsonArray before && (Keys.ContainsKey(field) || field == "finalizers"))
            return List(before, items, field);
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = old is JsonObject map ? (JsonObject)map.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else if (!name.StartsWith('$'))
                result[name] = Strategic(result[name], value, name);
        }

        return result;
    }

    /// <summary>RFC 6902; null when it does not fit the object.</summary>
    public static JsonObject? Operations(JsonObject old, JsonArray operations)
    {
        JsonNode result = old.DeepClone();
        foreach (var operation in operations)
        {
            var path = ((string)operation!["path"]!).TrimStart('/').Split('/').Select(static p => p.Replace("~1", "/").Replace("~0", "~")).ToArray();
            var parent = path[..^1].Aggregate(result, static (node, name) => node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : node?[name]!);
            if (!Do((string)operation["op"]!, parent, path[^1], operation["value"]))
                return null;
        }

        return (JsonObject)result;
    }

    private static bool Do(string operation, JsonNode? parent, string name, JsonNode? value)
    {
        if (parent is JsonArray list)
        {
            var index = name == "-" ? list.Count : int.Parse(name, CultureInfo.InvariantCulture);
            if (operation is "test")
                return JsonNode.DeepEquals(list[index], value);
            if (operation is "remove" or "replace")
                list.RemoveAt(index);
            if (operation is "add" or "replace")
                list.Insert(index, value?.DeepClone());
            return true;
        }

        if (parent is not JsonObject map || operation is "remove" or "replace" && !map.ContainsKey(name))
            return false;
        if (operation == "test")
            return JsonNode.DeepEquals(map[name], value);
        map.Remove(name);
        if (operation != "remove")
            map[name] = value?.DeepClone();
        return true;
    }

    private static JsonArray List(JsonArray old, JsonArray changes, string field)
    {
        var result = (JsonArray)old.DeepClone();
        foreach (var change in changes)
        {
            var at = result.Select(static (item, index) => (item, index)).Where(i => IsSame(i.item, change, field)).Select(static i => (int?)i.index).FirstOrDefault();
            var isGone = change is JsonObject map && (string?)map["$patch"] == "delete";
            var now = isGone ? null : at is null ? change?.DeepClone() : Strategic(result[at.Value], change, "");
            if (at is not null)
                result.RemoveAt(at.Value);
            if (!isGone)
                result.Insert(at ?? result.Count, now);
        }

        return result;
    }

    private static bool IsSame(JsonNode? item, JsonNode? change, string field) =>
        Keys.TryGetValue(field, out var key) ? JsonNode.DeepEquals(item?[key], change?[key]) : JsonNode.DeepEquals(item, change);
}
