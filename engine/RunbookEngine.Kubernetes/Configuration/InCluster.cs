using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Credentials;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>The cluster that the engine runs in, as a pod.</summary>
internal static class InCluster
{
    /// <summary>What the pod was given; null when this is no pod.</summary>
    public static ClusterAccess? Find(KubernetesOptions options)
    {
        var (host, port) = (options.Environment("KUBERNETES_SERVICE_HOST"), options.Environment("KUBERNETES_SERVICE_PORT"));
        var token = Path.Combine(options.ServiceAccount, "token");
        if (host is not { Length: > 0 } || port is not { Length: > 0 } || !File.Exists(token))
            return null;
        var address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return new()
        {
            Name = "in-cluster",
            Origin = "the pod's service account",
            Server = new($"https://{address}:{port}"),
            Authorities = Authorities(Path.Combine(options.ServiceAccount, "ca.crt")),
            Credentials = new TokenFileCredentials(token, options.Clock),
        };
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(File.ReadAllText(file));
            return authorities;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterUnreachableException($"the certificate authority of the pod's service account cannot be read: {e.Message}", "is `automountServiceAccountToken` on?", e);
        }
    }
}
