using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>A collector on loopback that takes OTLP as protobuf over HTTP, and keeps it.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int> _answer;

    /// <param name="answer">The status of every answer; 0: none is ever given.</param>
    public Collector(Func<int>? answer = null)
    {
        _answer = answer ?? (static () => 200);
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<(string Path, string? Key, byte[] Body)> Requests { get; } = [];

    public IReadOnlyList<ReceivedSpan> Spans => [.. Of("/v1/traces").SelectMany(ReceivedSpan.Read).OrderBy(static s => s.Start)];

    public IReadOnlyList<ReceivedPoint> Points => [.. Of("/v1/metrics").SelectMany(ReceivedPoint.Read)];

    /// <summary>All that came, as text: a secret in it stands there in the clear.</summary>
    public string Text => string.Concat(Requests.Select(static r => Encoding.UTF8.GetString(r.Body)));

    public void Dispose() => _listener.Close();

    private IEnumerable<byte[]> Of(string path) => Requests.Where(r => r.Path == path).Select(static r => r.Body);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Requests.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["x-key"], body.ToArray()));
                var status = _answer();
                if (status == 0)
                    continue;
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
