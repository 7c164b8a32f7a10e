using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.KubeConfigModels;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Credentials;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>Reads what a user of a kubeconfig shows to the server. As kubectl does, it prefers a token to a program, and takes a certificate with either.</summary>
internal sealed class UserReader(KubeConfigFile file, string user, UserCredentials given, ClusterEndpoint endpoint, KubernetesOptions options)
{
    public ICredentials Read()
    {
        var certificate = Certificate();
        if (given.Token is { Length: > 0 } token)
            return new FixedCredentials(new($"Bearer {token}", certificate));
        if (given.UserName is { Length: > 0 } name)
            return new FixedCredentials(new($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{given.Password}"))}", certificate));
        if (given.ExternalExecution is { } plugin)
            return new ExecCredentials(ExecPlugin.Of(plugin, file, user, endpoint), certificate, options.Clock);
        if (given.AuthProvider is { } provider)
            throw Wrong($"`auth-provider: {provider.Name}` was removed from Kubernetes in 1.26", "use the cloud's credential plugin: `exec`");
        if (certificate is null && file.Text.Contains("tokenFile:", StringComparison.Ordinal))
            throw Wrong("has no credentials that the engine reads; `tokenFile` is not read", "write `token`, or an `exec` that prints the file as an ExecCredential");
        return new FixedCredentials(new(null, certificate));
    }

    private X509Certificate2? Certificate()
    {
        try
        {
            var certificate = Text(given.ClientCertificateData, given.ClientCertificate);
            var key = Text(given.ClientKeyData, given.ClientKey);
            if (certificate is null && key is null)
                return null;
            if (certificate is null || key is null)
                throw Wrong($"has a client {(key is null ? "certificate without its key" : "key without its certificate")}", "copy both from where the kubeconfig came from");
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw Wrong($"has a client certificate or key that cannot be read: {e.Message}", "copy both from where the kubeconfig came from");
        }
    }

    /// <summary>Data overrides a file.</summary>
    private string? Text(string? data, string? name) => data is { Length: > 0 } ? Pem.OfBase64(data) : name is { Length: > 0 } ? File.ReadAllText(file.Locate(name)) : null;

    private ClusterUnreachableException Wrong(string what, string hint) => new($"{file.Path}: user `{user}` {what}", hint);
}
