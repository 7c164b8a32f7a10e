using System.Collections.Frozen;
using System.Text.Json;

namespace RunbookEngine.Execution;

/// <summary>The words that stand for the members of an enumeration in JSON: their names in snake_case.</summary>
internal static class JsonWords<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, JsonEncodedText> s_words =
        Enum.GetValues<T>().ToFrozenDictionary(static v => v, static v => JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString())));

    private static readonly FrozenDictionary<string, T> s_members = s_words.ToFrozenDictionary(static p => p.Value.Value, static p => p.Key);

    public static JsonEncodedText Of(T member) => s_words[member];

    /// <exception cref="JsonException">The word is none of them.</exception>
    public static T Read(string? word) =>
        word is not null && s_members.TryGetValue(word, out var member) ? member : throw new JsonException($"`{word}` is not a {typeof(T).Name}");
}
