using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>The hosts that runbooks may work on, in the order of the file, with everything inherited already put in its place.</summary>
public sealed record Inventory
{
    /// <summary>No hosts.</summary>
    public static Inventory Empty { get; } = new();

    /// <summary>The file it was read from, absolute; null: none.</summary>
    public string? File { get; init; }

    /// <summary>The hosts.</summary>
    public ImmutableArray<Host> Hosts { get; init; } = [];

    /// <summary>The names of the hosts of each group, those of groups inside it among them; without doubles, in the order of the file.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Groups { get; init; } = [];

    /// <summary>What holds for a host that the inventory does not name, such as a node of a cluster; its name means nothing. Null: nothing is said.</summary>
    public Host? Defaults { get; init; }

    /// <summary>The host of a name, or null.</summary>
    public Host? Find(string name) => Hosts.FirstOrDefault(h => h.Name == name);

    /// <summary>The hosts of a group, or null when there is no such group.</summary>
    public ImmutableArray<string>? Group(string name)
    {
        foreach (var group in Groups)
        {
            if (group.Key == name)
                return group.Value;
        }

        return null;
    }
}

/// <summary>One host. What is null here is left to <c>~/.ssh/config</c>, and then to OpenSSH's own defaults.</summary>
public sealed record Host
{
    /// <summary>As people call it: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is reached; null: its name.</summary>
    public string? Address { get; init; }

    /// <summary>The port of its SSH server.</summary>
    public int? Port { get; init; }

    /// <summary>Who logs in.</summary>
    public string? User { get; init; }

    /// <summary>The private key, absolute.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>The file of known host keys, absolute.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Hosts on the way, the first one first, joined by a comma; each a host of the inventory or <c>[user@]address[:port]</c>; <c>none</c>: none, whatever the configuration says.</summary>
    public string? ProxyJump { get; init; }

    /// <summary>As whom commands run.</summary>
    public Become Become { get; init; }

    /// <summary>What keeps a command while nobody is connected.</summary>
    public Supervision Supervision { get; init; }

    /// <summary>How long one attempt to connect may take. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a host that does not answer is tried again before the step is given up. Default: 2 min.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The author's own values, seen as <c>TARGET.vars.NAME</c>.</summary>
    public Value.Map Vars { get; init; } = new([]);

    /// <summary>The groups that it is in, in the order of the file.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required SourceSpan Span { get; init; }
}

/// <summary>As whom commands run on a host.</summary>
public enum Become
{
    /// <summary>As the user who logs in.</summary>
    None,

    /// <summary>As root, by <c>sudo -n</c>.</summary>
    Sudo,
}

/// <summary>What keeps a command on its host while nobody is connected.</summary>
public enum Supervision
{
    /// <summary>A shell; a transient systemd unit where the host ends a user's processes at logout.</summary>
    Auto,

    /// <summary>A shell in a session of its own.</summary>
    Shell,

    /// <summary>A transient systemd unit.</summary>
    Systemd,
}
