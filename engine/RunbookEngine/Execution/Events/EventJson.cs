using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Execution;

/// <summary>
/// Events as JSON: what the journal keeps and what <c>run --output json</c> prints. The names are a file format: they are only ever added to. What is
/// null or empty is left out; fields that are unknown are passed over when reading. Written by hand rather than generated, since it is smaller on disk, and
/// costs nothing at the start of a process.
/// </summary>
public static class EventJson
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 1000 };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? s_scratch;

    /// <summary>One event as UTF-8, on one line.</summary>
    public static byte[] Serialize(RunEvent e)
    {
        var (buffer, writer) = s_scratch ??= NewScratch();
        buffer.ResetWrittenCount();
        writer.Reset();
        Write(writer, e);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes one event as an object.</summary>
    public static void Write(Utf8JsonWriter writer, RunEvent e)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteFields(writer, e);
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields of one event into an object that the caller began, so that it may add its own.</summary>
    public static void WriteFields(Utf8JsonWriter writer, RunEvent e) => EventWriting.Fields(writer, e);

    /// <summary>Reads one event.</summary>
    /// <exception cref="JsonException">It is not JSON, or not an event that this version knows.</exception>
    public static RunEvent Deserialize(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, s_reading);
        try
        {
            return EventReading.Read(document.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"a field has the wrong type: {e.Message}", e);
        }
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewScratch()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new(buffer, s_writing));
    }
}
