using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Http;

/// <summary>Whom a client trusts and how it shows who it is.</summary>
internal sealed record HttpTrust(X509Certificate2Collection? Authorities, X509Certificate2? Certificate, bool Insecure) : IDisposable
{
    private const long LongestFile = 1024 * 1024;

    /// <summary>Reads the PEM files.</summary>
    /// <exception cref="SettingException">One of them is not PEM, or the key does not fit the certificate.</exception>
    public static async Task<HttpTrust> ReadAsync(ITargetFiles files, HttpSettings settings, CancellationToken cancellation)
    {
        async Task<string?> Pem(string? path) => path is null ? null : Encoding.UTF8.GetString(await files.ReadAsync(path, LongestFile, cancellation));
        var authorities = await Pem(settings.CaCertificate);
        var (certificate, key) = (await Pem(settings.Certificate), await Pem(settings.Key));
        return new(
            authorities is null ? null : Parse($"`cacert` {settings.CaCertificate}", () => AuthoritiesOf(authorities)),
            certificate is null ? null : Parse($"`cert` {settings.Certificate} with `key` {settings.Key}", () => X509Certificate2.CreateFromPem(certificate, key)),
            settings.Insecure);
    }

    /// <summary>The options of a connection.</summary>
    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions();
        if (Certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(Certificate, additionalCertificates: null, offline: true);
#pragma warning disable CA5359 // The author asked for it in so many words, and the setting's description says what it means.
        if (Insecure)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (Authorities is not null)
            options.CertificateChainPolicy = OnlyTrust(Authorities);
        return options;
    }

    public void Dispose()
    {
        Certificate?.Dispose();
        foreach (var authority in Authorities ?? [])
            authority.Dispose();
    }

    private static X509ChainPolicy OnlyTrust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection AuthoritiesOf(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    private static T Parse<T>(string what, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new SettingException($"{what} cannot be used: {exception.Message.TrimEnd('.')}", "check with `openssl x509 -noout -text -in FILE` that it is PEM");
        }
    }
}
