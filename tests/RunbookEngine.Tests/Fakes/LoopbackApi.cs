using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A web server over TLS on loopback whose answers the test gives, connection by connection, as broken as it wants.</summary>
public sealed class LoopbackApi : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackCall, Task> _answer;
    private readonly SslServerAuthenticationOptions _tls;
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _serving;
    private bool _isOver;

    /// <summary>Starts it.</summary>
    /// <param name="certificate">Its own.</param>
    /// <param name="answer">Answers one request; one that answers nothing closes the connection.</param>
    /// <param name="port">Where; 0: anywhere.</param>
    public LoopbackApi(X509Certificate2 certificate, Func<LoopbackCall, Task> answer, int port = 0)
    {
        _answer = answer;
        _tls = new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            ClientCertificateRequired = true,
            // Who comes is for the test to judge.
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is null || shown.Subject.Length > 0,
        };
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Without a slash at the end.</summary>
    public string Address => $"https://127.0.0.1:{Port}";

    /// <summary>The requests so far.</summary>
    public ConcurrentQueue<LoopbackCall> Calls { get; } = [];

    /// <summary>The server names that were asked for in TLS.</summary>
    public ConcurrentQueue<string> Names { get; } = [];

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, true))
            return;
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_tls, _stop.Token);
                Names.Enqueue(stream.TargetHostName);
                while (await LoopbackCall.ReadAsync(stream, (stream.RemoteCertificate as X509Certificate2)?.Subject, _stop.Token) is { } call)
                {
                    Calls.Enqueue(call);
                    await _answer(call);
                    if (!call.IsAnswered)
                        return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException or ObjectDisposedException)
            {
                // A client that went away, or the end.
            }
        }
    }
}

/// <summary>One request, and how to answer it.</summary>
public sealed class LoopbackCall
{
    private readonly Stream _stream;
    private readonly CancellationToken _stop;

    private LoopbackCall(Stream stream, string[] head, string body, string? client, CancellationToken stop)
    {
        (_stream, _stop, Body, Client) = (stream, stop, body, client);
        (Method, Target) = head[0].Split(' ') is [var method, var target, ..] ? (method, target) : ("", "");
        Headers = head.Skip(1).Select(static h => h.Split(": ", 2)).Where(static h => h.Length == 2)
            .GroupBy(static h => h[0], StringComparer.OrdinalIgnoreCase).ToDictionary(static h => h.Key, static h => h.Last()[1], StringComparer.OrdinalIgnoreCase);
    }

    public string Method { get; }

    /// <summary>Path and query.</summary>
    public string Target { get; }

    public string Path => Target.Split('?')[0];

    public Dictionary<string, string> Headers { get; }

    public string Body { get; }

    /// <summary>The subject of the certificate that the client showed.</summary>
    public string? Client { get; }

    public CancellationToken Stop => _stop;

    internal bool IsAnswered { get; private set; }

    /// <summary>A whole answer.</summary>
    public async Task AnswerAsync(int status, string body = "{}", string headers = "")
    {
        await WriteAsync($"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");
        IsAnswered = true;
    }

    /// <summary>The beginning of an answer that comes in pieces; without an end it breaks off.</summary>
    public Task BeginAsync() => WriteAsync("HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>A piece.</summary>
    public Task PieceAsync(string text) => WriteAsync($"{Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture)}\r\n{text}\r\n");

    /// <summary>The end.</summary>
    public async Task EndAsync()
    {
        await WriteAsync("0\r\n\r\n");
        IsAnswered = true;
    }

    internal static async Task<LoopbackCall?> ReadAsync(Stream stream, string? client, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var length = lines.FirstOrDefault(static l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } given ? int.Parse(given.Split(':')[1], CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stop);
        return new(stream, lines, Encoding.UTF8.GetString(body), client, stop);
    }

    private async Task WriteAsync(string text)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop);
        await _stream.FlushAsync(_stop);
    }
}
