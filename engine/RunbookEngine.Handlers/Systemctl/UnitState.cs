using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>What <c>systemctl show</c> tells of a unit. A property that this version of systemd does not know is empty.</summary>
internal sealed record UnitState
{
    /// <summary>The properties asked for.</summary>
    public static ImmutableArray<string> Properties { get; } =
    [
        "Id", "LoadState", "ActiveState", "SubState", "UnitFileState", "InvocationID", "Result", "ExecMainStatus", "Type", "RemainAfterExit", "NeedDaemonReload",
        "NRestarts", "Job",
    ];

    /// <summary>Its whole name, such as <c>kubelet.service</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>loaded</c>, <c>not-found</c>, <c>masked</c>, <c>error</c>, …</summary>
    public required string Load { get; init; }

    /// <summary><c>active</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c>, …</summary>
    public required string Active { get; init; }

    /// <summary>Finer than <see cref="Active"/>: <c>running</c>, <c>auto-restart</c>, …</summary>
    public required string Sub { get; init; }

    /// <summary><c>enabled</c>, <c>disabled</c>, <c>static</c>, <c>masked</c>, …; empty for a unit without a file.</summary>
    public required string File { get; init; }

    /// <summary>New at each start of the unit; empty when it was never started in this boot.</summary>
    public required string InvocationId { get; init; }

    /// <summary>How its last run ended: <c>success</c>, <c>exit-code</c>, <c>timeout</c>, …</summary>
    public required string Result { get; init; }

    /// <summary>The exit status of its main process, when it has ended.</summary>
    public required string MainStatus { get; init; }

    /// <summary>How often systemd has started it again by itself.</summary>
    public required string Restarts { get; init; }

    /// <summary>Whether it is done when its command has ended, and not active afterwards.</summary>
    public required bool EndsByItself { get; init; }

    /// <summary>Whether its files have changed since systemd read them.</summary>
    public required bool NeedsDaemonReload { get; init; }

    /// <summary>Whether systemd is still to start or stop it, as when the machine has only just come up.</summary>
    public required bool HasJob { get; init; }

    public bool Exists => Load != "not-found";

    public bool IsActive => Active is "active" or "reloading";

    public bool IsStopped => Active is "inactive" or "failed";

    /// <summary>Whether it is stopped and nothing is about to start it.</summary>
    public bool StaysStopped => IsStopped && !HasJob;

    public bool IsMasked => Load == "masked" || File.StartsWith("masked", StringComparison.Ordinal);

    /// <summary>For people: <c>active (running)</c>.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Active} ({Sub}){(IsStopped && HasJob ? ", about to be started" : "")}");

    /// <summary>Reads <c>NAME=VALUE</c> lines; null when there is no unit in them.</summary>
    public static UnitState? Parse(string output)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
                found[line[..at]] = line[(at + 1)..].TrimEnd('\r');
        }

        string Of(string name) => found.GetValueOrDefault(name, "");
        return found.ContainsKey("LoadState") ? new()
        {
            Id = Of("Id"),
            Load = Of("LoadState"),
            Active = Of("ActiveState"),
            Sub = Of("SubState"),
            File = Of("UnitFileState"),
            InvocationId = Of("InvocationID"),
            Result = Of("Result"),
            MainStatus = Of("ExecMainStatus"),
            Restarts = Of("NRestarts"),
            EndsByItself = Of("Type") == "oneshot" && Of("RemainAfterExit") != "yes",
            NeedsDaemonReload = Of("NeedDaemonReload") == "yes",
            HasJob = Of("Job") is not ("" or "0"),
        } : null;
    }
}
