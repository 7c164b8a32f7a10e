using System.Collections.Concurrent;
using Renci.SshNet;
using Renci.SshNet.Common;
using RunbookEngine.Ssh.Configuration;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>Private keys, each read once. A key that cannot be used is said once and passed over: another one may do.</summary>
internal sealed class Identities(SshOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<PrivateKeyFile?>> _files = new(StringComparer.Ordinal);
    private readonly Lock _asking = new();

    /// <summary>The keys to try for a host, each with its name.</summary>
    public List<(string Name, IPrivateKeySource Key)> For(HostSettings host)
    {
        List<(string, IPrivateKeySource)> keys = [];
        foreach (var path in host.IdentityFiles)
        {
            if (Read(host.Name, path) is { } key)
                keys.Add((path, key));
        }

        if (options.AgentSocket is { } socket && !host.IdentitiesOnly)
            keys.AddRange(Agent.Keys(socket).Select(static k => (k.Comment, (IPrivateKeySource)k)));
        return keys;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values.Where(static f => f.IsValueCreated))
            file.Value?.Dispose();
    }

    private PrivateKeyFile? Read(string host, string path) =>
        File.Exists(path) ? _files.GetOrAdd(path, p => new(() => Open(host, p))).Value : null;

    private PrivateKeyFile? Open(string host, string path)
    {
        try
        {
            return new(path);
        }
        catch (SshPassPhraseNullOrEmptyException)
        {
            return OpenWithPassphrase(host, path);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            options.Notice(host, $"the key {path} cannot be used: {Shells.PlainText.Of(e.Message)}");
            return null;
        }
    }

    private PrivateKeyFile? OpenWithPassphrase(string host, string path)
    {
        lock (_asking)
        {
            try
            {
                if (options.Passphrase(path) is { Length: > 0 } passphrase)
                    return new(path, passphrase);
                options.Notice(host, $"the key {path} is encrypted and no passphrase was given");
            }
            catch (Exception e) when (IsUnusable(e))
            {
                options.Notice(host, $"the key {path} cannot be opened with that passphrase");
            }

            return null;
        }
    }

    private static bool IsUnusable(Exception e) =>
        e is SshException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or NotSupportedException or FormatException
            or System.Security.Cryptography.CryptographicException;
}
