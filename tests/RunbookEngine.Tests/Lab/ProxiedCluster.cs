using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Lab;

/// <summary>The lab's real API server, reached through <c>kubectl proxy</c> on a socket of the file system: only processes in the lab's own network can reach the server itself.</summary>
internal sealed class ProxiedCluster : ICluster
{
    private readonly Process _proxy;
    private readonly HttpClient _http;

    private ProxiedCluster(Process proxy, HttpClient http) => (_proxy, _http) = (proxy, http);

    public string Name => "lab";

    public static async Task<ProxiedCluster> StartAsync(CancellationToken cancellation)
    {
        var socket = Path.Combine(Directory.CreateTempSubdirectory("proxy").FullName, "api");
        var proxy = LabScript.Start("kubernetes", "kubectl", "proxy", $"--unix-socket={socket}");
        while (!File.Exists(socket))
        {
            Assert.False(proxy.HasExited, "kubectl proxy ended");
            await Task.Delay(50, cancellation);
        }

        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        return new(proxy, new(handler) { BaseAddress = new("http://localhost") });
    }

    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        var query = string.Join('&', request.Query.Select(static q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        using var message = new HttpRequestMessage(new(request.Method), query.Length == 0 ? request.Path : $"{request.Path}?{query}");
        if (request.Body is not null)
            message.Content = new StringContent(request.Body, Encoding.UTF8, request.ContentType);
        using var answer = await _http.SendAsync(message, cancellation);
        return new((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        _proxy.Kill(entireProcessTree: true);
        await _proxy.WaitForExitAsync();
        _proxy.Dispose();
        _http.Dispose();
    }
}
