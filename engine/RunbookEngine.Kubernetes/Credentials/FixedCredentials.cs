namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>A token or certificate that stands in the kubeconfig.</summary>
internal sealed class FixedCredentials(Credential credential) : ICredentials
{
    /// <summary>Nothing is shown.</summary>
    public static FixedCredentials None { get; } = new(new(null, null));

    public ValueTask<Credential> GetAsync(CancellationToken cancellation) => new(credential);

    public ValueTask<bool> RenewAsync(Credential refused, CancellationToken cancellation) => new(false);
}
