using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Exports;

/// <summary>Writes all that a run is into one file: a line of JSON for each event as it is stored, then for what was asked of it, for its long outputs, and one that seals the file.</summary>
internal sealed class ExportWriter(Stream file)
{
    /// <summary>So much of an output stands in one line.</summary>
    private const int ChunkBytes = 192 * 1024;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Sha256 _seal = new();

    /// <summary>Writes the run.</summary>
    /// <returns>The end of its events.</returns>
    /// <exception cref="StoreException">Its journal was changed.</exception>
    public async Task<ChainCheck> WriteAsync(CliSession session, RunId run)
    {
        Line(writer =>
        {
            writer.WriteString("apiVersion", ExportFormat.Version);
            writer.WriteString("run", run.Value);
            writer.WriteString("exported_at", session.Console.Clock.GetUtcNow().UtcDateTime);
            writer.WriteString("engine_version", EngineWiring.Version);
        });
        var (check, outputs) = (new ChainCheck(run), new List<string>());
        await foreach (var e in session.Store.ReadStoredAsync(run, CancellationToken.None))
        {
            if (check.Take(e) is { } wrong)
                throw new StoreException($"the journal of run {run} was changed: {wrong}", $"`{session.CommandLine("verify", run)}` says more; nothing was exported");
            Event(e);
            outputs.AddRange(ExportFormat.OutputsOf(EventJson.Deserialize(e.Body)));
        }

        foreach (var request in await session.Store.ReadRequestsAsync(run, 0, CancellationToken.None))
            Line(writer => RequestJson.Write(writer, request));
        foreach (var name in outputs)
            Output(OutputName.Find(session, name), name);
        End(check);
        return check;
    }

    /// <summary>The event's bytes as they are: what the hash was made of.</summary>
    private void Event(StoredEvent e)
    {
        Add("{\"hash\":\""u8);
        Add(Encoding.ASCII.GetBytes(JournalChain.Text(e.Hash)));
        Add("\",\"event\":"u8);
        Add(e.Body);
        Add("}\n"u8);
    }

    /// <summary>A file that is no longer kept is left out, as it is where it came from.</summary>
    private void Output(string? path, string name)
    {
        if (path is null)
            return;
        using var source = File.OpenRead(path);
        var chunk = new byte[ChunkBytes];
        for (int read; (read = source.ReadAtLeast(chunk, ChunkBytes, throwOnEndOfStream: false)) > 0;)
        {
            var bytes = chunk.AsMemory(0, read);
            Line(writer =>
            {
                writer.WriteString("output", name);
                writer.WriteBase64String("data", bytes.Span);
            });
        }
    }

    private void End(ChainCheck check)
    {
        Span<byte> seal = stackalloc byte[Sha256.Bytes];
        _seal.Finish(seal);
        var text = Convert.ToHexStringLower(seal);
        Line(writer =>
        {
            writer.WriteNumber("events", check.Version);
            writer.WriteString("head", JournalChain.Text(check.Head));
            writer.WriteString("seal", text);
        });
    }

    private void Line(Action<Utf8JsonWriter> fields)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, s_options))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        Add(_buffer.WrittenSpan);
        Add("\n"u8);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _seal.Append(bytes);
        file.Write(bytes);
    }
}
