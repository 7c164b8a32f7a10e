using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>What can go wrong with a unit. Codes come from what was done and seen; only hints read systemd's own words.</summary>
internal static class SystemctlFailures
{
    private static readonly (string Words, string Hint)[] Hints =
    [
        ("not been booted with systemd", "this machine is not run by systemd: start the service in its own way, with `shell`"),
        ("Interactive authentication required", "log in as root, or set `become: sudo` for this host in the inventory"),
        ("Access denied", "log in as root, or set `become: sudo` for this host in the inventory"),
        ("is masked", "somebody masked it on purpose: find out why, then `systemctl: { unmask: … }`"),
        ("too quickly", "it failed several times in a row: mend what its log says, then `systemctl reset-failed` and resume"),
    ];

    /// <summary>Where to look when nothing better is known.</summary>
    private const string Usual = "read the unit's last lines above, and `systemctl status` and `journalctl -u` of it on the host";

    public static StepFailure NotFound(string unit, string target) => new(
        "unit-not-found", $"there is no unit {unit} on {target}", Retryable: false, "check its spelling; `systemctl list-unit-files` on the host lists all");

    public static StepFailure Unreadable(CommandResult result) => result.ExitStatus == 127
        ? new("systemctl-missing", "systemctl is not installed", Retryable: false, "this machine is not run by systemd: start the service in its own way, with `shell`")
        : CommandOutcomes.ExitStatus(result, "systemctl", HintFrom(result)) with { Code = "systemctl-failed" };

    /// <summary>systemctl ended with another status than 0.</summary>
    public static StepFailure Refused(UnitSettings settings, CommandResult result, UnitState? unit, ImmutableArray<string> log) => new(
        settings.Verb + "-failed",
        $"systemctl {settings.Verb} {settings.Unit} did not succeed{(unit is null ? "" : $"; {unit.Id} is {unit.Words}{Ending(unit)}")}",
        Retryable: true,
        HintFrom(result) ?? Usual,
        [.. CommandOutcomes.LastLines(result), .. log]);

    /// <summary>systemctl said that all is well, and it is not.</summary>
    public static StepFailure Missed(UnitSettings settings, string what, ImmutableArray<string> log) =>
        new(settings.Verb + "-failed", what, Retryable: true, Usual, log);

    public static StepFailure NotActive(UnitState unit, ImmutableArray<string> log) =>
        new("not-active", $"{unit.Id} is {unit.Words}{Ending(unit)}", Retryable: true, Usual, log);

    /// <summary>The unit came up and did not stay so.</summary>
    public static StepFailure NotLasting(UnitState unit, ImmutableArray<string> log) => new(
        "not-active", $"{unit.Id} was started and did not stay up: it is {unit.Words}{Ending(unit)}", Retryable: true, Usual, log);

    private static string Ending(UnitState unit) => unit.IsActive || unit.Result is "" or "success" ? "" : $", its last run ended with {unit.Result} {unit.MainStatus}";

    private static string? HintFrom(CommandResult result)
    {
        foreach (var (words, hint) in Hints)
        {
            if (result.Stderr.Contains(words, StringComparison.OrdinalIgnoreCase))
                return hint;
        }

        return null;
    }
}
