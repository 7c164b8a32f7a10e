using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>A token in a file that the kubelet renews: read again every minute, as client-go does.</summary>
internal sealed class TokenFileCredentials(string file, TimeProvider clock) : ICredentials
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(1);
    private volatile Read? _read;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellation)
    {
        var read = _read;
        if (read is null || clock.GetUtcNow() - read.At >= s_fresh)
            _read = read = await ReadAsync(cancellation);
        return read.Credential;
    }

    public async ValueTask<bool> RenewAsync(Credential refused, CancellationToken cancellation)
    {
        var read = await ReadAsync(cancellation);
        _read = read;
        return read.Credential != refused;
    }

    private async Task<Read> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return new(new($"Bearer {(await File.ReadAllTextAsync(file, cancellation)).Trim()}", null), clock.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterUnreachableException($"the token {file} cannot be read: {e.Message}", "is `automountServiceAccountToken` on?", e);
        }
    }

    private sealed record Read(Credential Credential, DateTimeOffset At);
}
