using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RunbookEngine.Kubernetes.Configuration;

namespace RunbookEngine.Kubernetes.Connecting;

/// <summary>
/// Whether the server's certificate is taken: signed by the kubeconfig's authority, in time, and for this server's name. The package's own check passes a certificate for another name when the
/// authority is a private one, which a cluster's is; so it is not used.
/// </summary>
internal sealed class ServerTrust(ClusterAccess access, TimeProvider clock)
{
    private volatile string? _refusal;

    /// <summary>Why the last certificate was refused; null when none was.</summary>
    public string? Refusal => _refusal;

    /// <summary>For connections to the server.</summary>
    public SslClientAuthenticationOptions Options(X509Certificate2? own) => new()
    {
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors),
        ClientCertificates = own is null ? null : [own],
        // Else a certificate is only shown when the server names its signer among those it takes.
        LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own,
    };

    private X509ChainPolicy? Policy()
    {
        if (access.Authorities is not { } authorities)
            return null;
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private bool IsTrusted(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        _refusal = access.TrustsAnything || errors == SslPolicyErrors.None ? null : Why(shown as X509Certificate2, chain, errors);
        return _refusal is null;
    }

    private string Why(X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "the server showed no certificate";
        if (shown.NotAfter.ToUniversalTime() < clock.GetUtcNow())
            return $"the server's certificate expired on {shown.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        if (shown.NotBefore.ToUniversalTime() > clock.GetUtcNow())
            return $"the server's certificate holds from {shown.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on only; is this machine's clock right?";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return $"the server's certificate is signed by an unknown authority ({shown.Issuer}){Details(chain)}";
        return $"the server's certificate is for another name than {access.ServerName ?? access.Server.Host} ({string.Join(", ", Names(shown))})";
    }

    private static string Details(X509Chain? chain) =>
        chain?.ChainStatus.FirstOrDefault(static s => s.Status is not (X509ChainStatusFlags.NoError or X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot)) is { Status: not X509ChainStatusFlags.NoError } other
            ? $": {other.Status}"
            : "";

    private static IEnumerable<string> Names(X509Certificate2 shown)
    {
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null ? [shown.Subject] : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static a => a.ToString()));
    }
}
