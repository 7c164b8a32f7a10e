using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>What a program gives: called when it is first needed, shortly before it expires, and when the server refuses what it gave. One call serves all who wait.</summary>
internal sealed class ExecCredentials(ExecPlugin plugin, X509Certificate2? certificate, TimeProvider clock) : ICredentials, IDisposable
{
    /// <summary>How long before its end a credential is no longer used: a request takes its time to arrive.</summary>
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Issued? _issued;

    public void Dispose() => _one.Dispose();

    public async ValueTask<Credential> GetAsync(CancellationToken cancellation)
    {
        if (_issued is { } issued && IsFresh(issued))
            return issued.Credential;
        await _one.WaitAsync(cancellation);
        try
        {
            if (_issued is not { } other || !IsFresh(other))
                _issued = other = await IssueAsync(cancellation);
            return other.Credential;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask<bool> RenewAsync(Credential refused, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_issued is { } issued && ReferenceEquals(issued.Credential, refused))
                _issued = await IssueAsync(cancellation);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool IsFresh(Issued issued) => issued.Expires is not { } end || clock.GetUtcNow() < end - s_before;

    private async Task<Issued> IssueAsync(CancellationToken cancellation)
    {
        var json = Parse(await new ExecCall(plugin, clock).RunAsync(cancellation));
        if (json.Text("apiVersion") != plugin.ApiVersion)
            throw Wrong($"answered with the version `{json.Text("apiVersion")}`, not {plugin.ApiVersion}", "mend `apiVersion` of the `exec`, or update the program");
        var status = json.At("status");
        var token = status.Text("token") is { Length: > 0 } text ? $"Bearer {text}" : null;
        var own = Certificate(status) ?? certificate;
        return token is null && own is null
            ? throw Wrong("gave neither a token nor a certificate", "try it by hand: it must print an ExecCredential")
            : new(new(token, own), status.Time("expirationTimestamp"));
    }

    private X509Certificate2? Certificate(JsonElement status)
    {
        if (status.Text("clientCertificateData") is not { Length: > 0 } shown)
            return null;
        try
        {
            return X509Certificate2.CreateFromPem(shown, status.Text("clientKeyData"));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Wrong($"gave a certificate that cannot be read: {e.Message}", "try it by hand: it must print an ExecCredential");
        }
    }

    private JsonElement Parse(ReadOnlyMemory<byte> output)
    {
        try
        {
            var reader = new Utf8JsonReader(output.Span);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // What it printed may be half a secret: it is not repeated.
            throw Wrong("did not print JSON", "try it by hand: it must print an ExecCredential");
        }
    }

    private ClusterUnreachableException Wrong(string what, string hint) => new($"{plugin.Origin}: `{plugin.Command}` {what}", hint);

    private sealed record Issued(Credential Credential, DateTimeOffset? Expires);
}
