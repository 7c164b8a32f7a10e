using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Watching;

/// <summary>The lines of one watch, each a change as JSON.</summary>
/// <param name="response">The answer whose body is read; disposed with this.</param>
/// <param name="clock">For the limit.</param>
/// <param name="limit">A peer that is silent longer than the server keeps a watch is dead.</param>
internal sealed class WatchStream(HttpResponseMessage response, TimeProvider clock, TimeSpan limit) : IDisposable
{
    private readonly CancellationTokenSource _late = new(limit, clock);
    private PipeReader? _reader;

    public void Dispose()
    {
        response.Dispose();
        _late.Dispose();
    }

    /// <summary>The next change; null when the watch is over, however it ended.</summary>
    public async Task<JsonElement?> NextAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _late.Token);
        try
        {
            _reader ??= PipeReader.Create(await response.Content.ReadAsStreamAsync(either.Token));
            return await ReadAsync(_reader, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    private static async Task<JsonElement?> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var change = Parse(buffer.Slice(0, end));
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return change;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            // What is left without an end is the half of a line that broke off.
            if (read.IsCompleted)
                return null;
        }
    }

    private static JsonElement Parse(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        return JsonElement.ParseValue(ref reader);
    }
}
