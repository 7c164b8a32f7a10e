using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A web server on loopback that gives each request to the test and sends the answer as it stands, one a connection.</summary>
public sealed class TinyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _serving;

    /// <summary>Starts it.</summary>
    /// <param name="answer">From the head of a request to the whole answer; an empty one closes the connection.</param>
    /// <param name="certificate">For https.</param>
    /// <param name="askForClient">Whether a client has to show a certificate.</param>
    public TinyServer(Func<string, string> answer, X509Certificate2? certificate = null, bool askForClient = false)
    {
        _answer = answer;
        _tls = certificate is null ? null : new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            ClientCertificateRequired = askForClient,
            RemoteCertificateValidationCallback = (_, shown, _, _) => Note(shown, askForClient),
        };
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The heads of the requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Subjects of the certificates that clients showed.</summary>
    public ConcurrentQueue<string> Clients { get; } = [];

    /// <summary>An answer with a body.</summary>
    public static string Answer(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} Said\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private bool Note(X509Certificate? shown, bool required)
    {
        if (shown is not null)
            Clients.Enqueue(shown.Subject);
        return shown is not null || !required;
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException)
            {
                // A client that went away, or the end.
            }
        }
    }

    private async Task TalkAsync(Stream connection)
    {
        var stream = connection;
        if (_tls is not null)
        {
            var tls = new SslStream(connection);
            await tls.AuthenticateAsServerAsync(_tls, _stop.Token);
            stream = tls;
        }

        await using (stream)
        {
            Requests.Enqueue(await HeadAsync(stream));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(Requests.Last())), _stop.Token);
        }
    }

    private async Task<string> HeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
            head.Append((char)one[0]);
        return head.ToString();
    }
}
