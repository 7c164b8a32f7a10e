using System.CommandLine;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>What a command line says of hosts and time.</summary>
/// <param name="Until">When the window closes, instead of what the runbook says; null: as it says.</param>
/// <param name="AcceptsNewHostKeys">Whether the keys of hosts that are met for the first time are taken.</param>
internal sealed record GivenHosts(string? Until, bool AcceptsNewHostKeys);

/// <summary>The options of commands that drive runs on hosts.</summary>
internal sealed class HostOptions
{
    public Option<string> Until { get; } = new("--until")
    {
        Description = "When the window closes, instead of what the runbook says: 04:00, 2026-11-28T04:00, or after 6h.",
        HelpName = "TIME|DURATION",
    };

    public Option<bool> AcceptNewHostKeys { get; } = new("--accept-new-host-keys")
    {
        Description = "Take and remember the keys of hosts that are met for the first time. A changed key is refused in any case.",
    };

    public GivenHosts Read(ParseResult parsed) => new(parsed.GetValue(Until) is { Length: > 0 } until ? until : null, parsed.GetValue(AcceptNewHostKeys));
}
