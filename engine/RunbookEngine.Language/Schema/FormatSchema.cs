using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>Writes the JSON Schemas (2020-12) of worlds and scenarios, for editors. They are made from the same keys that the readers know; every word has a description and an example.</summary>
public static class FormatSchema
{
    /// <summary>The schema of worlds, indented, with a line feed at the end.</summary>
    public static string World() => Write(WorldFormat.Format);

    /// <summary>The schema of scenarios, indented, with a line feed at the end. It holds that of worlds.</summary>
    public static string Scenario() => Write(ScenarioFormat.Format);

    private static string Write(FileFormat format)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new FormatSchemaBody(json).Write(format);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
