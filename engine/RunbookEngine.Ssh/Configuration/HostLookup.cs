using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Ssh.Configuration;

/// <summary>Looks up how the hosts of an inventory are reached.</summary>
internal sealed class HostLookup(Inventory inventory, SshOptions options, SshConfig config)
{
    private const int MostJumps = 8;
    private static readonly string[] s_keys = ["id_ed25519", "id_ecdsa", "id_rsa"];

    /// <exception cref="TargetLostException">The hosts on the way cannot be made out.</exception>
    public HostSettings Of(Host host) => Of(host, []);

    private HostSettings Of(Host host, ImmutableArray<string> passed)
    {
        var found = config.For(host.Name);
        var address = host.Address ?? found.HostName ?? host.Name;
        var port = host.Port ?? found.Port ?? 22;
        var user = host.User ?? found.User ?? Environment.UserName;
        return new()
        {
            Name = host.Name,
            Address = address,
            Port = port,
            User = user,
            IdentityFiles = host.IdentityFile is { } key ? [key] : Identities(found, address, user),
            IdentitiesOnly = host.IdentityFile is not null || found.IdentitiesOnly,
            KnownHosts = host.KnownHosts is { } known ? [known] : KnownHosts(found, address, user),
            HostKeyAlias = found.HostKeyAlias,
            Jumps = Jumps(host.Name, host.ProxyJump ?? found.ProxyJump, passed.Add(host.Name)),
            Become = host.Become,
            Supervision = host.Supervision,
            ConnectTimeout = found.ConnectTimeout is { } patience && host.ConnectTimeout == TimeSpan.FromSeconds(10) ? patience : host.ConnectTimeout,
            ReconnectTimeout = host.ReconnectTimeout,
        };
    }

    /// <summary>All on the way, in order; what stands before the first of them comes first.</summary>
    private ImmutableArray<HostSettings> Jumps(string name, string? list, ImmutableArray<string> passed)
    {
        if (list is null || list.Trim() is "" or "none")
            return [];
        if (passed.Length > MostJumps)
            throw Wrong(name, $"the way to it goes over more than {MostJumps} hosts, or in a circle");
        var hops = list.Split(',', StringSplitOptions.TrimEntries).Select(word => Hop(name, word, passed)).ToImmutableArray();
        return [.. hops[0].Jumps, .. hops.Select(static h => h with { Jumps = [] })];
    }

    private HostSettings Hop(string name, string word, ImmutableArray<string> passed)
    {
        if (inventory.Find(word) is { } host)
            return passed.Contains(word) ? throw Wrong(name, $"the way to it goes over `{word}` in a circle") : Of(host, passed);
        var text = word.StartsWith("ssh://", StringComparison.Ordinal) ? word[6..] : word;
        var at = text.LastIndexOf('@');
        var (address, port) = Split(text[(at + 1)..]);
        if (address.Length == 0)
            throw Wrong(name, $"`{PlainWord(word)}` in its proxy-jump is no host");
        var loose = new Host { Name = address, Port = port, User = at > 0 ? text[..at] : null, Span = SourceSpan.None };
        return passed.Contains(address) ? throw Wrong(name, $"the way to it goes over `{PlainWord(address)}` in a circle") : Of(loose, passed);
    }

    private static (string Address, int? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
            return (text[1..end], PortOf(text[(end + 1)..]));
        var colon = text.LastIndexOf(':');
        return colon > 0 && text.IndexOf(':', StringComparison.Ordinal) == colon ? (text[..colon], PortOf(text[colon..])) : (text, null);
    }

    private static int? PortOf(string text) =>
        text.StartsWith(':') && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;

    private ImmutableArray<string> Identities(SshConfig.Entry found, string address, string user)
    {
        var files = found.IdentityFiles.Select(f => Expand(f, address, user)).ToImmutableArray();
        return files.Length > 0 ? files : [.. s_keys.Select(k => $"{options.Home}/.ssh/{k}")];
    }

    private ImmutableArray<string> KnownHosts(SshConfig.Entry found, string address, string user)
    {
        var files = found.KnownHosts.Select(f => Expand(f, address, user)).ToImmutableArray();
        return files.Length > 0 ? [.. files, options.SystemKnownHosts] : [$"{options.Home}/.ssh/known_hosts", options.SystemKnownHosts];
    }

    private string Expand(string path, string address, string user)
    {
        var expanded = path
            .Replace("%%", "\0", StringComparison.Ordinal)
            .Replace("%d", options.Home, StringComparison.Ordinal)
            .Replace("%h", address, StringComparison.Ordinal)
            .Replace("%r", user, StringComparison.Ordinal)
            .Replace("%u", Environment.UserName, StringComparison.Ordinal)
            .Replace('\0', '%');
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
            return options.Home + expanded[1..];
        return Path.IsPathRooted(expanded) ? expanded : $"{options.Home}/.ssh/{expanded}";
    }

    private static string PlainWord(string word) => Shells.PlainText.Of(word);

    private static TargetLostException Wrong(string host, string what) =>
        new(host, "host-unreachable", $"{host} cannot be reached: {what}", "correct `proxy-jump` in the inventory or ProxyJump in ~/.ssh/config");
}
