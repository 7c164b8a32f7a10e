using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>Writes the JSON Schema (2020-12) of inventories, for editors. It is made from the same words that the reader knows; every word has a description and an example.</summary>
public static class InventorySchema
{
    /// <summary>The schema, indented, with a line feed at the end.</summary>
    public static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new InventorySchemaBody(json).Write();
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
