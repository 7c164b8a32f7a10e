using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Writes the JSON Schema (2020-12) of the language, for editors. It is made from the definitions of the tools and the same words that the reader knows; every word has a
/// description and an example.
/// </summary>
public static class SchemaWriter
{
    /// <summary>The schema, indented, with a line feed at the end.</summary>
    /// <param name="tools">The tools that steps may name.</param>
    public static string Write(ImmutableArray<ToolDefinition> tools)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new SchemaBody(json).Write(tools);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
