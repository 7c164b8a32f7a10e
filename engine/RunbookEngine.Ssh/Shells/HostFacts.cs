using System.Globalization;

namespace RunbookEngine.Ssh.Shells;

/// <summary>What a host says of itself when a connection is made. True as long as the connection lives.</summary>
/// <param name="BootId">New after every start of its kernel.</param>
/// <param name="BootedAt">When its kernel started, in seconds since 1970 by its own clock.</param>
/// <param name="UserId">As whom commands run.</param>
/// <param name="Uptime">Seconds since its start, when it was asked.</param>
/// <param name="EndsProcesses">Whether it ends a user's processes at logout.</param>
/// <param name="HasSystemd">Whether systemd is its first process.</param>
/// <param name="Lingers">Whether the user's own systemd outlives a logout.</param>
/// <param name="Home">The home folder of the user.</param>
internal sealed record HostFacts(
    string BootId, long BootedAt, int UserId, long Uptime, bool EndsProcesses, bool HasSystemd, bool Lingers, string Home)
{
    /// <summary>Begins the line, so that what a login prints before it is told apart.</summary>
    public const string Mark = "runbook-hello ";

    /// <summary>Reads the line; null when it is not one.</summary>
    public static HostFacts? Parse(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal) || line[Mark.Length..].Split(' ', 8) is not { Length: 8 } words)
            return null;
        return IsBootId(words[0]) && Number(words[1]) is { } booted && Number(words[2]) is { } user && Number(words[3]) is { } uptime && words[7].StartsWith('/')
            ? new(words[0], booted, (int)user, uptime, words[4] == "1", words[5] == "1", words[6] == "1", words[7])
            : null;
    }

    private static bool IsBootId(string word) => word.Length is > 0 and <= 64 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static long? Number(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
