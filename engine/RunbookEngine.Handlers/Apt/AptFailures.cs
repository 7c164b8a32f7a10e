using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Apt;

/// <summary>What can go wrong with packages. Codes come from what was done and seen; only hints read apt's own words.</summary>
internal static class AptFailures
{
    /// <summary>The code of a version that the lists do not offer.</summary>
    public const string NoSuchVersion = "version-not-found";

    private const int MostVersions = 12;

    private static readonly (string Words, string Hint)[] Hints =
    [
        ("lock", "another apt or dpkg works on this host: wait for it, or give a longer `lock-timeout`"),
        ("No space left on device", "make room: look at `df -h /var /boot`, then resume; what was cut off is finished first"),
        ("enough free space", "make room: look at `df -h /var /boot`, then resume"),
        ("EXPKEYSIG", "the key of the repository has expired: fetch it anew, then resume"),
        ("NO_PUBKEY", "the key of the repository is not installed: look at `signed-by` in its source"),
        ("is not signed", "the repository is not signed, or its address is wrong: look at its source"),
        ("does not have a Release file", "the address of the repository is wrong: look at its source"),
        ("Unable to locate package", "check the name; `apt: update` fetches the lists first"),
        ("unmet dependencies", "name the packages that have to go along, or look at `apt-mark showhold`"),
        ("held broken packages", "name the packages that have to go along, or look at `apt-mark showhold`"),
        ("Held packages were changed", "unhold it first: `apt: { unhold: … }`"),
        ("are you root", "log in as root, or set `become: sudo` for this host in the inventory"),
        ("Permission denied", "log in as root, or set `become: sudo` for this host in the inventory"),
        ("Could not resolve", "the host cannot resolve the repository's name: look at its DNS and its proxy"),
        ("Could not connect", "the host cannot reach the repository: look at its network and its proxy"),
        ("404  Not Found", "the lists are older than the repository: `apt: update` first"),
    ];

    /// <summary>Judges a command that has to end well.</summary>
    /// <exception cref="StepFailureException">It did not.</exception>
    public static StepFailure Of(CommandResult result, string code, string message)
    {
        if (result.ExitStatus == 127)
            return new("apt-missing", "apt-get is not installed", Retryable: false, "this is no Debian or Ubuntu: install with `shell`");
        return CommandOutcomes.ExitStatus(result, "apt-get", HintFrom(result)) with { Code = code, Message = message };
    }

    public static StepFailure VersionNotFound(PackageRequest request, string target, ImmutableArray<string> versions) => new(
        NoSuchVersion,
        versions.IsEmpty
            ? $"{target} knows no package {request.Name}"
            : $"{target} is offered no {request.Name} {request.Version}, only {string.Join(", ", versions.Take(MostVersions))}{(versions.Length > MostVersions ? ", …" : "")}",
        Retryable: false,
        $"look whether its repositories offer it (`apt-get update`, then `apt-cache madison {request.Name}`); "
            + "where each minor has a repository of its own, switch with `apt: { repository: …, minor: … }`");

    public static StepFailure WouldRemove(IEnumerable<string> names, string verb) => new(
        "would-remove",
        $"the {verb} would remove {string.Join(", ", names)}; nothing was done",
        Retryable: false,
        "say `allow-removals: true` if that is meant");

    public static StepFailure Downgrade(IEnumerable<PlannedPackage> packages) => new(
        "downgrade",
        $"this would go back to an older version: {string.Join(", ", packages)}; nothing was done",
        Retryable: false,
        "say `allow-downgrades: true` if that is meant; many programs cannot read what a newer version of them wrote");

    public static StepFailure Held(IEnumerable<string> names) => new(
        "held",
        $"this would change {string.Join(", ", names)}, which is held and was not asked for; nothing was done",
        Retryable: false,
        "name it as well, with its version; its hold is then put back");

    public static StepFailure NotInstalled(IEnumerable<PackageRequest> requests) => new(
        "not-installed",
        $"apt-get is done, and yet not installed as asked: {string.Join(", ", requests)}",
        Retryable: true,
        "look at `apt-cache policy` of it on the host");

    private static string? HintFrom(CommandResult result)
    {
        foreach (var (words, hint) in Hints)
        {
            if (result.Stderr.Contains(words, StringComparison.OrdinalIgnoreCase) || result.Stdout.Contains(words, StringComparison.OrdinalIgnoreCase))
                return hint;
        }

        return null;
    }
}
