using System.Text.Json;

namespace RunbookEngine.Tests.Editor;

/// <summary>A word that a schema lets authors write, and what it tells of it.</summary>
internal sealed record SchemaWord(string Path, bool HasDescription, bool HasExample);

/// <summary>Finds the words of a schema.</summary>
internal static class SchemaWords
{
    public static List<SchemaWord> Of(JsonElement root)
    {
        var words = new List<SchemaWord>();
        Look(root, root, "", words);
        return words;
    }

    private static void Look(JsonElement root, JsonElement element, string path, List<SchemaWord> words)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, index) in element.EnumerateArray().Select(static (e, i) => (e, i)))
                Look(root, item, $"{path}[{index}]", words);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        // What holds under a condition says nothing new of its words.
        foreach (var property in element.EnumerateObject().Where(static p => p.Name is not ("if" or "then" or "dependentSchemas")))
        {
            if (property.Name == "properties")
                words.AddRange(property.Value.EnumerateObject().Select(p => Word(root, p.Value, $"{path}/{p.Name}")));
            Look(root, property.Value, $"{path}/{property.Name}", words);
        }
    }

    private static SchemaWord Word(JsonElement root, JsonElement word, string path)
    {
        var target = word.TryGetProperty("$ref", out var to) ? root.GetProperty("$defs").GetProperty(to.GetString()!["#/$defs/".Length..]) : word;
        return new(
            path,
            word.TryGetProperty("description", out var description) && description.GetString() is { Length: > 0 },
            new[] { word, target }.Any(static w => w.TryGetProperty("examples", out var examples) && examples.GetArrayLength() > 0));
    }
}
