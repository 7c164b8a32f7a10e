using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>Objects without what is of no use outside the server. Pure.</summary>
internal static class ObjectText
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>For people and the journal: without who manages which field, and of a Secret without its contents.</summary>
    public static JsonObject Shown(JsonElement item, string kind, string apiVersion)
    {
        var shown = (JsonObject)JsonNode.Parse(item.GetRawText())!;
        (shown["apiVersion"], shown["kind"]) = (apiVersion, kind);
        var meta = shown["metadata"] as JsonObject;
        meta?.Remove("managedFields");
        (meta?["annotations"] as JsonObject)?.Remove(LastApplied);
        if (kind == "Secret")
            Hide(shown);
        return shown;
    }

    /// <summary>What somebody wants an object to be: two objects of the same aim are the same, whatever their versions and what controllers say of them.</summary>
    public static string Aim(JsonElement item, bool withStatus = false)
    {
        var aim = (JsonObject)JsonNode.Parse(item.GetRawText())!;
        var meta = aim["metadata"] as JsonObject;
        foreach (var field in new[] { "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink" })
            meta?.Remove(field);
        if (!withStatus)
            aim.Remove("status");
        aim.Remove("kind");
        aim.Remove("apiVersion");
        return Sorted(aim)!.ToJsonString();
    }

    private static void Hide(JsonObject secret)
    {
        foreach (var field in new[] { "data", "stringData" })
        {
            if (secret[field] is not JsonObject data)
                continue;
            foreach (var name in data.Select(static d => d.Key).ToArray())
                data[name] = "***";
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>How long ago something was, as kubectl writes it: <c>5m</c>, <c>3h</c>, <c>12d</c>.</summary>
    public static string Age(DateTimeOffset? then, DateTimeOffset now) => (now - then) switch
    {
        null => "",
        { TotalSeconds: < 120 } span => $"{(int)span.TotalSeconds}s",
        { TotalMinutes: < 120 } span => $"{(int)span.TotalMinutes}m",
        { TotalHours: < 48 } span => $"{(int)span.TotalHours}h",
        { } span => $"{(int)span.TotalDays}d",
    };
}
