using System.Security.Cryptography.X509Certificates;

namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>What is shown to the server.</summary>
/// <param name="Authorization">The header; null: none.</param>
/// <param name="Certificate">The certificate of the client with its key; null: none.</param>
internal sealed record Credential(string? Authorization, X509Certificate2? Certificate)
{
    // Never shown: a record would print its header.
    public override string ToString() => "***";
}

/// <summary>As whom we come.</summary>
internal interface ICredentials
{
    /// <summary>What to show now.</summary>
    ValueTask<Credential> GetAsync(CancellationToken cancellation);

    /// <summary>After the server refused a credential: whether there is another to show now.</summary>
    ValueTask<bool> RenewAsync(Credential refused, CancellationToken cancellation);
}
