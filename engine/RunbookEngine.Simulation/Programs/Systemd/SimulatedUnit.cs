using System.Globalization;

namespace RunbookEngine.Simulation.Programs.Systemd;

/// <summary>A unit as systemd has it in memory.</summary>
/// <param name="id">Its whole name.</param>
internal sealed class SimulatedUnit(string id)
{
    public string Id => id;

    public required UnitFile File { get; set; }

    /// <summary>Where its file is.</summary>
    public required string Path { get; set; }

    public string Active { get; set; } = "inactive";

    public string Sub { get; set; } = "dead";

    public string InvocationId { get; set; } = "";

    public string Result { get; set; } = "success";

    public int MainStatus { get; set; }

    public int Restarts { get; set; }

    public DateTimeOffset? Since { get; set; }

    /// <summary>What it was started with.</summary>
    public string Command { get; set; } = "";

    /// <summary>Whether it is to be started while its machine comes up.</summary>
    public bool IsQueued { get; set; }

    public bool IsActive => Active == "active";

    public void Set(string active, string sub, DateTimeOffset since) => (Active, Sub, Since) = (active, sub, since);

    /// <summary>Nothing of it outlives a start of the machine.</summary>
    public void Forget() => (Active, Sub, InvocationId, Result, MainStatus, Restarts, Since, Command, IsQueued) = ("inactive", "dead", "", "success", 0, 0, null, "", false);

    /// <summary>A property as <c>systemctl show</c> names it; null: not known.</summary>
    public string? Property(string name, string fileState, bool needsReload) => name switch
    {
        "Id" or "Names" => id,
        "LoadState" => fileState == "masked" ? "masked" : "loaded",
        "ActiveState" => Active,
        "SubState" => Sub,
        "UnitFileState" => fileState,
        "InvocationID" => InvocationId,
        "Result" => Result,
        "ExecMainStatus" => MainStatus.ToString(CultureInfo.InvariantCulture),
        "ExecMainStartTimestamp" or "ActiveEnterTimestamp" => Since?.UtcDateTime.ToString("ddd yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "",
        "Type" => File.Type,
        "RemainAfterExit" => File.RemainsAfterExit ? "yes" : "no",
        "NeedDaemonReload" => needsReload ? "yes" : "no",
        "Job" => IsQueued ? "1" : "",
        "NRestarts" => Restarts.ToString(CultureInfo.InvariantCulture),
        "Description" => File.Description.Length > 0 ? File.Description : id,
        "FragmentPath" => Path,
        _ => null,
    };
}
