using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Ssh.Configuration;

/// <summary>How a host is reached, with everything looked up: the inventory first, then the configuration of OpenSSH's client, then its defaults.</summary>
internal sealed record HostSettings
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    /// <summary>Private keys to try, in this order; those that are not there are passed over.</summary>
    public required ImmutableArray<string> IdentityFiles { get; init; }

    /// <summary>Whether only these keys are tried, not others that an agent has.</summary>
    public bool IdentitiesOnly { get; init; }

    /// <summary>The files of known hosts; the first one takes what is new.</summary>
    public required ImmutableArray<string> KnownHosts { get; init; }

    /// <summary>The name under which the host's key is known, when that is not its address.</summary>
    public string? HostKeyAlias { get; init; }

    /// <summary>The hosts on the way, the first one first.</summary>
    public ImmutableArray<HostSettings> Jumps { get; init; } = [];

    public Become Become { get; init; }

    public Supervision Supervision { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>As known_hosts files name it.</summary>
    public string KeyName => HostKeyAlias ?? (Port == 22 ? Address : $"[{Address}]:{Port}");
}
