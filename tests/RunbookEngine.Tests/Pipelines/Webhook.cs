using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>A webhook on loopback that keeps what it is told.</summary>
internal sealed class Webhook : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int, int> _answer;

    /// <param name="answer">From the number of a request, from 1, to the status that it gets.</param>
    public Webhook(Func<int, int> answer)
    {
        _answer = answer;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook/very-secret/";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<string> Bodies { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var request = await _listener.GetContextAsync();
                using var reader = new StreamReader(request.Request.InputStream);
                Bodies.Enqueue(await reader.ReadToEndAsync());
                request.Response.StatusCode = _answer(Bodies.Count);
                request.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
