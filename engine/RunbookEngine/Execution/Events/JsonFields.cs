using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>The fields of a JSON object by name. One that is required and missing is a <see cref="JsonException"/>; null counts as missing.</summary>
internal static class JsonFields
{
    public static JsonElement? Find(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static JsonElement Get(this JsonElement json, string name) => json.Find(name) ?? throw new JsonException($"the field `{name}` is missing");

    public static string Text(this JsonElement json, string name) => json.Get(name).GetString()!;

    public static string? TextOrNull(this JsonElement json, string name) => json.Find(name)?.GetString();

    public static int Int(this JsonElement json, string name) => json.Get(name).GetInt32();

    public static long Long(this JsonElement json, string name) => json.Get(name).GetInt64();

    public static bool Flag(this JsonElement json, string name) => json.Find(name)?.GetBoolean() ?? false;

    public static DateTimeOffset Time(this JsonElement json, string name) => json.Get(name).GetDateTimeOffset();

    public static DateTimeOffset? TimeOrNull(this JsonElement json, string name) => json.Find(name)?.GetDateTimeOffset();

    public static T Word<T>(this JsonElement json, string name)
        where T : struct, Enum => JsonWords<T>.Read(json.Text(name));

    public static Value.Map Map(this JsonElement json, string name) => json.Find(name) is { } map ? ValueJson.ReadMap(map) : new([]);

    public static ImmutableArray<string> Texts(this JsonElement json, string name) =>
        json.Find(name) is { } list ? [.. list.EnumerateArray().Select(static i => i.GetString()!)] : [];
}
