using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Reads and writes what all objects of the API have in common.</summary>
internal static class ObjectJson
{
    public static JsonObject Meta(this JsonObject item) => (JsonObject)(item["metadata"] ??= new JsonObject());

    public static JsonObject Spec(this JsonObject item) => (JsonObject)(item["spec"] ??= new JsonObject());

    public static JsonObject Status(this JsonObject item) => (JsonObject)(item["status"] ??= new JsonObject());

    /// <summary>With its namespace in front where it has one.</summary>
    public static string FullName(this JsonObject item) => item.Meta()["namespace"] is { } space ? $"{space}/{item.Meta()["name"]}" : (string)item.Meta()["name"]!;

    public static bool IsReady(this JsonObject item) =>
        (item["status"] as JsonObject)?["conditions"] is JsonArray conditions && conditions.Any(static c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True");

    public static long? Number(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>As Leases have it.</summary>
    public static string MicroStamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static JsonObject Texts(IEnumerable<KeyValuePair<string, string>> entries) =>
        new(entries.Select(static e => new KeyValuePair<string, JsonNode?>(e.Key, JsonValue.Create(e.Value))));

    /// <summary>As read from the wire, so that a number is a number of any size; without fields that are null, which the server does not show.</summary>
    public static JsonObject AsRead(this JsonObject item)
    {
        var read = (JsonObject)JsonNode.Parse(JsonBytes(item))!;
        Prune(read);
        return read;
    }

    public static byte[] JsonBytes(this JsonNode node)
    {
        using var stream = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(stream))
            node.WriteTo(writer);
        return stream.ToArray();
    }

    private static void Prune(JsonObject item)
    {
        foreach (var (name, value) in item.ToArray())
        {
            if (value is null)
                item.Remove(name);
            else if (value is JsonObject inner)
                Prune(inner);
        }
    }
}
