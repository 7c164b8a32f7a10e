using System.Text.Json;

namespace RunbookEngine.Cluster;

/// <summary>Reads fields of API objects, of which any may be missing.</summary>
public static class JsonFacts
{
    /// <summary>The element at the end of a path of names; undefined when any of them is missing.</summary>
    public static JsonElement At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return default;
        }

        return json;
    }

    /// <summary>Whether there is something other than null at the end of the path.</summary>
    public static bool Has(this JsonElement json, params ReadOnlySpan<string> path) => json.At(path).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>The text at the end of the path; empty when there is none.</summary>
    public static string Text(this JsonElement json, params ReadOnlySpan<string> path) => json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>The whole number at the end of the path; null when there is none.</summary>
    public static long? Number(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>Whether there is a true at the end of the path.</summary>
    public static bool Flag(this JsonElement json, params ReadOnlySpan<string> path) => json.At(path).ValueKind == JsonValueKind.True;

    /// <summary>The time at the end of the path; null when there is none.</summary>
    public static DateTimeOffset? Time(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>The items of the list at the end of the path; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The names and texts of the map at the end of the path, such as labels; none when there is no map.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Texts(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Where(static p => p.Value.ValueKind == JsonValueKind.String).Select(static p => new KeyValuePair<string, string>(p.Name, p.Value.GetString()!))
            : [];

    /// <summary>The object's name.</summary>
    public static string ObjectName(this JsonElement json) => json.Text("metadata", "name");

    /// <summary>The object's namespace; empty when it is in none.</summary>
    public static string ObjectNamespace(this JsonElement json) => json.Text("metadata", "namespace");

    /// <summary>The object's UID.</summary>
    public static string ObjectUid(this JsonElement json) => json.Text("metadata", "uid");

    /// <summary>A label's value; null when it has no such label.</summary>
    public static string? Label(this JsonElement json, string name) => json.At("metadata", "labels", name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>An annotation's value; null when it has no such annotation.</summary>
    public static string? Annotation(this JsonElement json, string name) => json.At("metadata", "annotations", name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
