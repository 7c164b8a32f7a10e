using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>How a reboot fails.</summary>
internal static class RebootFailures
{
    public static StepFailure NotOnLocal { get; } = new(
        "not-on-local",
        "this is the machine that the engine runs on, and it is not rebooted by its own engine",
        Retryable: false,
        "say on which host with `on:`; to reboot this machine, run the engine elsewhere");

    public static StepFailure Refused(string target, CommandResult result) => new(
        "reboot-refused",
        $"{target} did not take the reboot",
        Retryable: true,
        "log in as root, or set `become: sudo` for this host in the inventory; `systemd-inhibit --list` on the host shows who forbids it",
        CommandOutcomes.LastLines(result));

    public static StepFailure NotBack(string target, TimeSpan timeout, string lastWords) => new(
        "not-back",
        $"{target} went down for its reboot and was not back within {Durations.Format(timeout)}",
        Retryable: true,
        "look at its console or its BMC; once it is up, resume: `now` reboots it again, `if-required` only where it still asks for it",
        [lastWords]);

    public static StepFailure NotDown(string target, TimeSpan timeout) => new(
        "not-down",
        $"{target} took the reboot and was still in its old boot after {Durations.Format(timeout)}",
        Retryable: true,
        "a service keeps it from going down: look at `systemctl list-jobs` on the host");
}
