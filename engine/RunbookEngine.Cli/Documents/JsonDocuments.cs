using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Cli.Documents;

/// <summary>What a machine reads: each document begins with its <c>apiVersion</c>; fields are only ever added.</summary>
internal static class JsonDocuments
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions s_indented = s_options with { Indented = true };

    /// <summary>Prints one document, indented.</summary>
    public static void Print(TextWriter output, string apiVersion, Action<Utf8JsonWriter> fields) => output.WriteLine(Compose(s_indented, apiVersion, fields));

    /// <summary>Prints one document on one line.</summary>
    public static void PrintLine(TextWriter output, string apiVersion, Action<Utf8JsonWriter> fields) => output.WriteLine(Compose(s_options, apiVersion, fields));

    /// <summary>Writes a list of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> fields)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            fields(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a text, or nothing when there is none.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    /// <summary>An enumeration's member as JSON spells it.</summary>
    public static string Word<T>(T member)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());

    private static string Compose(JsonWriterOptions options, string apiVersion, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", apiVersion);
            fields(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
