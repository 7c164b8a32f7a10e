using System.Text.Json;
using RunbookEngine.Handlers;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Language;

/// <summary>That the schema checked in is current is a test of the house.</summary>
public class SchemaWriterTests
{
    [Fact]
    public void Every_word_has_a_description()
    {
        using var schema = JsonDocument.Parse(SchemaWriter.Write(BuiltInHandlers.Definitions));
        var missing = new List<string>();
        Look(schema.RootElement, "", missing);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var text = SchemaWriter.Write(BuiltInHandlers.Definitions);
        using var schema = JsonDocument.Parse(text);
        var definitions = schema.RootElement.GetProperty("$defs");

        foreach (var reference in text.Split("\"#/$defs/").Skip(1))
            Assert.True(definitions.TryGetProperty(reference[..reference.IndexOf('"', StringComparison.Ordinal)], out _));
    }

    private static void Look(JsonElement element, string path, List<string> missing)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Look(item, path + "[]", missing);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name == "properties")
                missing.AddRange(property.Value.EnumerateObject().Where(static p => !p.Value.TryGetProperty("description", out var d) || d.GetString() is null or "").Select(p => $"{path}.{p.Name}"));
            Look(property.Value, $"{path}.{property.Name}", missing);
        }
    }
}
