using System.Text.Json;
using RunbookEngine.Handlers;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Language;

/// <summary>That the schema checked in is current is a test of the house.</summary>
public class SchemaWriterTests
{
    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var text = SchemaWriter.Write(BuiltInHandlers.Definitions);
        using var schema = JsonDocument.Parse(text);
        var definitions = schema.RootElement.GetProperty("$defs");

        foreach (var reference in text.Split("\"#/$defs/").Skip(1))
            Assert.True(definitions.TryGetProperty(reference[..reference.IndexOf('"', StringComparison.Ordinal)], out _));
    }
}
