using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.KubeConfigModels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>
/// Several kubeconfigs taken as one: of entries with the same name the first counts, and so does the first <c>current-context</c>
/// (kubernetes.io, "Organizing Cluster Access Using kubeconfig Files"). Paths start from the folder of the file they stand in.
/// </summary>
internal sealed class KubeConfigSet(ImmutableArray<KubeConfigFile> files, KubernetesOptions options)
{
    /// <summary>The contexts by name, in their order.</summary>
    public IEnumerable<string> Contexts => files.SelectMany(static f => f.Content.Contexts ?? []).Select(static c => c.Name).Where(static n => n is not null).Distinct();

    /// <summary>What a context says.</summary>
    /// <param name="named">Its name; null: the current one.</param>
    /// <exception cref="ClusterUnreachableException">There is no such context, or it cannot be used.</exception>
    public ClusterAccess Open(string? named)
    {
        var name = named ?? files.Select(static f => f.Content.CurrentContext).FirstOrDefault(static c => c is { Length: > 0 }) ?? throw Wrong("has no current context", $"name one with `--context NAME`; {There}");
        var (_, context) = Find(static c => c.Contexts, c => c.Name == name) ?? throw Wrong($"has no context `{name}`", There);
        var details = context.ContextDetails ?? throw Wrong($"says nothing of context `{name}`", "give it a `cluster` and a `user`");
        var (clusterFile, cluster) = Find(static c => c.Clusters, c => c.Name == details.Cluster) ?? throw Wrong($"has no cluster `{details.Cluster}`, which context `{name}` names", "mend `cluster` of that context");
        var endpoint = cluster.ClusterEndpoint ?? throw Wrong($"says nothing of cluster `{details.Cluster}`", "give it a `server`");
        return new()
        {
            Name = name,
            Origin = $"context `{name}` of {clusterFile.Path}",
            Server = Server(endpoint, clusterFile, cluster.Name),
            Authorities = Authorities(endpoint, clusterFile, cluster.Name),
            ServerName = endpoint.TlsServerName is { Length: > 0 } other ? other : null,
            TrustsAnything = endpoint.SkipTlsVerify,
            Credentials = User(details.User, name, endpoint, out var headers),
            Headers = headers,
        };
    }

    private string There => Contexts.ToArray() is { Length: > 0 } all ? $"there are: {string.Join(", ", all)}" : "there are none";

    private Credentials.ICredentials User(string? named, string context, ClusterEndpoint endpoint, out ImmutableArray<KeyValuePair<string, string>> headers)
    {
        headers = [];
        if (named is not { Length: > 0 })
            return Credentials.FixedCredentials.None;
        var (file, user) = Find(static c => c.Users, u => u.Name == named) ?? throw Wrong($"has no user `{named}`, which context `{context}` names", "mend `user` of that context");
        if (user.UserCredentials is not { } given)
            return Credentials.FixedCredentials.None;
        headers = Impersonation(given);
        return new UserReader(file, named, given, endpoint, options).Read();
    }

    private static ImmutableArray<KeyValuePair<string, string>> Impersonation(UserCredentials given) => given.Impersonate is { Length: > 0 } user
        ? [new("Impersonate-User", user), .. (given.ImpersonateGroups ?? []).Select(static g => new KeyValuePair<string, string>("Impersonate-Group", g))]
        : [];

    private (KubeConfigFile File, T Entry)? Find<T>(Func<K8SConfiguration, IEnumerable<T>?> list, Func<T, bool> fits)
        where T : class
    {
        foreach (var file in files)
        {
            if (list(file.Content)?.FirstOrDefault(fits) is { } entry)
                return (file, entry);
        }

        return null;
    }

    private static Uri Server(ClusterEndpoint endpoint, KubeConfigFile file, string cluster) =>
        Uri.TryCreate(endpoint.Server, UriKind.Absolute, out var server) && server.Scheme is "https" or "http"
            ? server
            : throw new ClusterUnreachableException($"{file.Path}: `server` of cluster `{cluster}` is {(endpoint.Server is { Length: > 0 } text ? $"`{text}`, which is no address" : "missing")}", "write it as https://HOST:6443");

    private static X509Certificate2Collection? Authorities(ClusterEndpoint endpoint, KubeConfigFile file, string cluster)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            if (endpoint.CertificateAuthorityData is { Length: > 0 } data)
                authorities.ImportFromPem(Pem.OfBase64(data));
            else if (endpoint.CertificateAuthority is { Length: > 0 } name)
                authorities.ImportFromPem(File.ReadAllText(file.Locate(name)));
            else
                return null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterUnreachableException($"{file.Path}: the certificate authority of cluster `{cluster}` cannot be read: {e.Message}", "copy it from the cluster again: /etc/kubernetes/pki/ca.crt", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new ClusterUnreachableException($"{file.Path}: the certificate authority of cluster `{cluster}` holds no certificate", "copy it from the cluster again: /etc/kubernetes/pki/ca.crt");
    }

    private ClusterUnreachableException Wrong(string what, string hint) =>
        new($"the kubeconfig {string.Join(", ", files.Select(static f => f.Path))} {what}", hint);
}
