using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// Reads what the tools print with <c>-w json</c>, which differs little from version to version; null when it is something else. Pure.
/// </summary>
internal static class EtcdJson
{
    /// <summary>Of <c>snapshot status</c>.</summary>
    public static SnapshotFacts? Snapshot(string json) => Items(json, static root => [root], static root => new SnapshotFacts(
        root.GetProperty("hash").GetUInt32(),
        root.GetProperty("revision").GetInt64(),
        root.GetProperty("totalKey").GetInt64(),
        root.GetProperty("totalSize").GetInt64()))?[0];

    /// <summary>Of <c>endpoint health</c>.</summary>
    public static ImmutableArray<HealthFacts>? Health(string json) =>
        Items(json, static root => root.EnumerateArray(), static entry => new HealthFacts(
        Text(entry, "endpoint"), Flag(entry, "health"), Text(entry, "took"), Text(entry, "error")));

    /// <summary>Of <c>endpoint status</c>.</summary>
    public static ImmutableArray<MemberFacts>? Status(string json) => Items(json, static root => root.EnumerateArray(), Status);

    /// <summary>Of <c>endpoint hashkv</c>.</summary>
    public static ImmutableArray<HashFacts>? Hashes(string json) => Items(json, static root => root.EnumerateArray(), Hash);

    /// <summary>Of <c>member list</c> and <c>member add</c>.</summary>
    public static ImmutableArray<MemberEntry>? Members(string json) =>
        Items(json, static root => Children(root, "members"), static entry => new MemberEntry(
        Id(entry, "ID"), Text(entry, "name"), Texts(entry, "peerURLs"), Texts(entry, "clientURLs"), Flag(entry, "isLearner")));

    /// <summary>Of <c>alarm list</c> and <c>alarm disarm</c>.</summary>
    public static ImmutableArray<AlarmFacts>? Alarms(string json) =>
        Items(json, static root => Children(root, "alarms"), static entry => new AlarmFacts(
        Id(entry, "memberID"), AlarmName(entry)));

    private static MemberFacts Status(JsonElement entry)
    {
        var status = entry.GetProperty("Status");
        var header = status.GetProperty("header");
        var id = Id(header, "member_id");
        return new(
            Text(entry, "Endpoint"),
            id,
            Text(status, "version"),
            Number(status, "dbSize"),
            Number(status, "dbSizeInUse"),
            Id(status, "leader") == id,
            Flag(status, "isLearner"),
            Number(header, "revision"),
            Number(status, "raftTerm"),
            Texts(status, "errors"),
            Id(header, "cluster_id"));
    }

    private static HashFacts Hash(JsonElement entry)
    {
        var hash = entry.GetProperty("HashKV");
        var header = hash.GetProperty("header");
        return new(
            Text(entry, "Endpoint"),
            Id(header, "cluster_id"),
            Id(header, "member_id"),
            Number(hash, "hash"),
            hash.TryGetProperty("hash_revision", out var at) ? at.GetInt64() : Number(header, "revision"),
            Number(hash, "compact_revision"));
    }

    private static ImmutableArray<T>? Items<T>(string json, Func<JsonElement, IEnumerable<JsonElement>> items, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. items(document.RootElement).Select(read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A list that is empty is left out by the tools.</summary>
    private static IEnumerable<JsonElement> Children(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var children) || children.ValueKind == JsonValueKind.Null)
            yield break;
        foreach (var child in children.EnumerateArray())
            yield return child;
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) ? child.GetString() ?? "" : "";

    private static bool Flag(JsonElement parent, string name) => parent.TryGetProperty(name, out var child) && child.GetBoolean();

    private static long Number(JsonElement parent, string name) => parent.TryGetProperty(name, out var child) ? child.GetInt64() : 0;

    private static ImmutableArray<string> Texts(JsonElement parent, string name) =>
        [.. Children(parent, name).Select(static t => t.GetString() ?? "")];

    /// <summary>In hex, as <c>member remove</c> takes it; the number itself does not fit a signed one.</summary>
    private static string Id(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) ? child.GetUInt64().ToString("x", CultureInfo.InvariantCulture) : "0";

    private static string AlarmName(JsonElement alarm) => alarm.TryGetProperty("alarm", out var kind)
        ? kind.ValueKind == JsonValueKind.String ? kind.GetString()! : AlarmName(kind.GetInt32())
        : "NONE";

    private static string AlarmName(int kind) => kind switch
    {
        1 => "NOSPACE",
        2 => "CORRUPT",
        _ => kind.ToString(CultureInfo.InvariantCulture),
    };
}
