namespace RunbookEngine.Ssh;

/// <summary>What the transports to hosts need from around them. Everything has a default but clock and randomness.</summary>
public sealed record SshOptions
{
    /// <summary>For back-off, grace and patience.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>For the jitter of back-off. Used by one thread at a time.</summary>
    public required Random Random { get; init; }

    /// <summary>The home folder of the person at the engine: where <c>~</c> points to in settings, and keys and known hosts are looked for.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The configuration of OpenSSH's client; null: <c>~/.ssh/config</c>. One that is not there is empty.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The known hosts of the whole machine, read where neither inventory nor configuration names a file.</summary>
    public string SystemKnownHosts { get; init; } = "/etc/ssh/ssh_known_hosts";

    /// <summary>Whether the key of a host that is not known yet is taken and remembered, as OpenSSH's <c>accept-new</c> does. A changed key is refused in any case.</summary>
    public bool AcceptNewHostKeys { get; init; }

    /// <summary>Gives the passphrase of a private key file, or null when there is none to give. Asked once a file.</summary>
    public Func<string, string?> Passphrase { get; init; } = static _ => null;

    /// <summary>The socket of an agent that signs; null: none. Default: what <c>SSH_AUTH_SOCK</c> says.</summary>
    public string? AgentSocket { get; init; } = Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") is { Length: > 0 } socket ? socket : null;

    /// <summary>Is told, by host and sentence, what a person may want to know meanwhile. Called from any thread.</summary>
    public Action<string, string> Notice { get; init; } = static (_, _) => { };

    /// <summary>
    /// How long a connection may be silent while somebody waits on it. It is asked for a sign of life at a third of that; a dead, frozen or cut peer is noticed
    /// after at most so long. Default: 15 s.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The folder on the hosts where commands are kept; null: <c>/var/lib/runbook/commands</c> for root, <c>~/.local/state/runbook/commands</c> for others.</summary>
    public string? StateFolder { get; init; }

    /// <summary>The folder on the hosts where a command runs that says nothing else; null: the home folder of its user.</summary>
    public string? BaseDirectory { get; init; }
}
