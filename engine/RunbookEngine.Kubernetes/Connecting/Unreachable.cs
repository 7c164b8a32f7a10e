using System.Net.Sockets;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Configuration;

namespace RunbookEngine.Kubernetes.Connecting;

/// <summary>Says why there was no answer, and what to do. Decided by kinds of errors, never by their text.</summary>
internal sealed class Unreachable(ClusterAccess access, ServerTrust trust)
{
    private string Server => access.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private string MendServer => $"is the API server up there, and is `server` right in {access.Origin}?";

    /// <summary>The try took too long.</summary>
    public LostException Late(TimeSpan limit) =>
        new(new($"{Server} did not answer within {limit.TotalSeconds:0} s", "is the API server well? look at its log and at etcd"), mayHaveArrived: true, isFinal: false);

    /// <summary>There was no connection in time.</summary>
    public LostException Silent(TimeSpan limit) => new(new($"no connection to {Server} within {limit.TotalSeconds:0} s", MendServer), mayHaveArrived: false, isFinal: false);

    /// <summary>The connection failed.</summary>
    public LostException Of(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            Lost($"the name {access.Server.Host} cannot be resolved", $"mend `server` in {access.Origin}, or the name service", e),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } when Socket(e) is SocketError.ConnectionRefused =>
            Lost($"{Server} refuses connections", MendServer, e),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Lost($"no connection to {Server}: {e.GetBaseException().Message}", MendServer, e),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Secure(e),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            Lost($"the proxy makes no connection to {Server}", "mend HTTPS_PROXY, or name the server in NO_PROXY; `proxy-url` of a kubeconfig is not read", e),
        _ => new(new($"the connection to {Server} broke: {e.GetBaseException().Message}", MendServer, e), mayHaveArrived: true, isFinal: false),
    };

    private LostException Secure(Exception e) => trust.Refusal is { } refusal
        ? new(new($"{Server}: {refusal}", $"copy the certificate authority again into {access.Origin} if the cluster's was renewed; `kubeadm certs check-expiration` shows what expired", e), mayHaveArrived: false, isFinal: true)
        : Lost($"{Server} makes no secure connection: {e.GetBaseException().Message}", MendServer, e);

    private static LostException Lost(string message, string hint, Exception e) => new(new(message, hint, e), mayHaveArrived: false, isFinal: false);

    private static SocketError? Socket(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }
}
