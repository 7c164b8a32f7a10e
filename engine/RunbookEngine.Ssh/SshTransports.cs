using System.Collections.Concurrent;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Configuration;
using RunbookEngine.Ssh.Connecting;

namespace RunbookEngine.Ssh;

/// <summary>The hosts of an inventory, reached by SSH: one connection a host, made when it is first needed.</summary>
public sealed class SshTransports : ITransports
{
    private readonly ConcurrentDictionary<string, Lazy<SshTransport>> _transports = new(StringComparer.Ordinal);
    private readonly Inventory _inventory;
    private readonly SshOptions _options;
    private readonly Identities _identities;
    private readonly Lazy<HostLookup> _lookup;

    /// <summary>Reads nothing and connects to nothing yet.</summary>
    public SshTransports(Inventory inventory, SshOptions options)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(options);
        (_inventory, _options, _identities) = (inventory, options, new(options));
        _lookup = new(ReadConfig);
    }

    /// <inheritdoc/>
    public ITransport? Find(string host) => Open(host);

    /// <summary>Connects to a host, looks around, starts a command as a run does, and lets go of it again. What stands in the way is thrown.</summary>
    /// <exception cref="TargetLostException">It cannot be reached, or lets nobody in; tried once.</exception>
    /// <exception cref="ArgumentException">The inventory has no such host.</exception>
    public async Task<HostReport> CheckAsync(string host, CancellationToken cancellation)
    {
        if (_inventory.Find(host) is not { } known)
            throw new ArgumentException($"the inventory has no host `{host}`", nameof(host));
        using HostLink link = new(host, () => _lookup.Value.Of(known) with { ReconnectTimeout = TimeSpan.Zero }, _options, _identities);
        var report = await HostCheck.RunAsync(link, _options.Clock, cancellation).ConfigureAwait(false);
        await using SshTransport transport = new(host, () => _lookup.Value.Of(known) with { ReconnectTimeout = TimeSpan.Zero }, _options, _identities);
        await HostCheck.TryAsync(transport, cancellation).ConfigureAwait(false);
        return report;
    }

    /// <summary>Ends all connections. Commands that run go on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports.Values.Where(static t => t.IsValueCreated))
            await transport.Value.DisposeAsync().ConfigureAwait(false);
        _identities.Dispose();
    }

    private SshTransport? Open(string name) =>
        _inventory.Find(name) is { } host ? _transports.GetOrAdd(name, _ => new(() => new(name, () => _lookup.Value.Of(host), _options, _identities))).Value : null;

    private HostLookup ReadConfig()
    {
        var config = SshConfig.Read(_options.ConfigFile ?? $"{_options.Home}/.ssh/config", _options.Home);
        foreach (var place in config.NotUnderstood)
            _options.Notice("ssh", $"Match is not understood; what stands under it at {place} was passed over");
        return new(_inventory, _options, config);
    }
}
