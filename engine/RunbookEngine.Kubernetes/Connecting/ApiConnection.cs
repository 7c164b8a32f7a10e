using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Configuration;
using RunbookEngine.Kubernetes.Credentials;

namespace RunbookEngine.Kubernetes.Connecting;

/// <summary>
/// Sends one request once, with the credentials of now. One HTTP/2 connection carries all; a peer that died is noticed by its silence: it is asked for a sign of life while somebody waits.
/// </summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly ClusterAccess _access;
    private readonly KubernetesOptions _options;
    private readonly ServerTrust _trust;
    private readonly Unreachable _unreachable;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HttpClient> _clients = [];

    public ApiConnection(ClusterAccess access, KubernetesOptions options)
    {
        (_access, _options, _trust) = (access, options, new(access, options.Clock));
        _unreachable = new(access, _trust);
    }

    public ClusterAccess Access => _access;

    /// <summary>Sends it once.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="isStream">Whether the body of an answer that is well is left to be read as it comes; else the whole answer is taken.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LostException">There was no answer.</exception>
    public async Task<Tried> SendAsync(ClusterRequest request, bool isStream, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_options.RequestTimeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var response = await WithCredentialsAsync(request, either.Token);
            if (isStream && response.IsSuccessStatusCode)
                return new(new((int)response.StatusCode, default), null) { Stream = response };
            using (response)
                return new(await AnswerAsync(response, either.Token), response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw late.IsCancellationRequested ? _unreachable.Late(_options.RequestTimeout) : _unreachable.Silent(_options.ConnectTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _unreachable.Of(e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var client in _clients.Values)
                client.Dispose();
            _clients.Clear();
        }

        (_access.Credentials as IDisposable)?.Dispose();
    }

    private async Task<HttpResponseMessage> WithCredentialsAsync(ClusterRequest request, CancellationToken cancellation)
    {
        var credential = await _access.Credentials.GetAsync(cancellation);
        var response = await OnceAsync(request, credential, cancellation);
        // A refused credential means that nothing was done, so any request may be sent again.
        if (response.StatusCode != HttpStatusCode.Unauthorized || !await _access.Credentials.RenewAsync(credential, cancellation))
            return response;
        response.Dispose();
        return await OnceAsync(request, await _access.Credentials.GetAsync(cancellation), cancellation);
    }

    private async Task<HttpResponseMessage> OnceAsync(ClusterRequest request, Credential credential, CancellationToken cancellation)
    {
        using var message = Message(request, credential);
        return await ClientFor(credential.Certificate).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private HttpRequestMessage Message(ClusterRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(new(request.Method), Address(request)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", "runbook-engine");
        // The name to ask for in TLS is taken from here.
        message.Headers.Host = _access.ServerName;
        if (credential.Authorization is { } authorization)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in _access.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }

    private string Address(ClusterRequest request)
    {
        var address = _access.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Path;
        return request.Query.IsDefaultOrEmpty ? address : $"{address}?{string.Join('&', request.Query.Select(static q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"))}";
    }

    /// <summary>Connections belong to the certificate that they were made with.</summary>
    private HttpClient ClientFor(X509Certificate2? certificate)
    {
        lock (_lock)
        {
            var key = certificate?.Thumbprint ?? "";
            return _clients.TryGetValue(key, out var client) ? client : _clients[key] = Create(certificate);
        }
    }

    private HttpClient Create(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = _trust.Options(certificate),
        ConnectTimeout = _options.ConnectTimeout,
        KeepAlivePingDelay = _options.Silence,
        KeepAlivePingTimeout = _options.Silence,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        // Lists shrink to a tenth, and the server compresses only what is long.
        AutomaticDecompression = DecompressionMethods.GZip,
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private async Task<ClusterAnswer> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var answer = new ClusterAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        return answer.Status == 401 ? answer with { Hint = await UnauthorizedAsync(cancellation) } : answer;
    }

    /// <summary>A certificate that expired is the everyday reason: those of kubeadm last a year.</summary>
    private async Task<string> UnauthorizedAsync(CancellationToken cancellation)
    {
        var end = (await _access.Credentials.GetAsync(cancellation)).Certificate?.NotAfter.ToUniversalTime();
        return end < _options.Clock.GetUtcNow()
            ? $"the client certificate of {_access.Origin} expired on {end:yyyy-MM-dd}: `kubeadm certs renew all` on a control-plane node makes new ones; copy its admin.conf again"
            : $"the server does not take the credentials of {_access.Origin}: log in again, or name another context with `--context NAME`";
    }
}

/// <summary>What came of one try.</summary>
/// <param name="Answer">The server's answer; without its body when that is a stream.</param>
/// <param name="RetryAfter">How long it asks to be left alone; null when it does not say.</param>
internal sealed record Tried(ClusterAnswer Answer, TimeSpan? RetryAfter)
{
    /// <summary>The answer whose body comes as it comes; its owner disposes of it.</summary>
    public HttpResponseMessage? Stream { get; init; }
}
