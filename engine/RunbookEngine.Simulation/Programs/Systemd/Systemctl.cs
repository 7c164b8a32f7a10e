using System.Collections.Immutable;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Programs.Systemd;

/// <summary><c>systemctl</c>, with the words and statuses of systemd 252 and later.</summary>
internal sealed class Systemctl(DebianMachine machine)
{
    private UnitBook Units => machine.Units;

    public async Task<int> RunAsync(ProgramCall call)
    {
        var words = call.Arguments.Where(static a => !a.StartsWith('-')).ToArray();
        var (verb, names) = (words.FirstOrDefault() ?? "list-units", words.Skip(1).ToArray());
        await call.TakesAsync(machine.Times.Command);
        return verb switch
        {
            "show" => Show(call, names),
            "status" => Status(call, names),
            "is-active" => Is(call, names, static u => u.Active, "active", "inactive"),
            "is-failed" => Is(call, names, static u => u.Active, "failed", "inactive"),
            "is-enabled" => Is(call, names, Units.StateOf, "enabled", "not-found"),
            "is-system-running" => SystemState(call),
            "daemon-reload" or "daemon-reexec" => await ReloadAsync(call),
            "reset-failed" => ResetFailed(names),
            "reboot" => Reboot(call),
            "start" or "stop" or "restart" or "reload" => await JobsAsync(call, verb, names),
            "enable" or "disable" or "mask" or "unmask" => await FilesAsync(call, verb, names),
            _ => call.Fail(1, $"Unknown command verb '{verb}'."),
        };
    }

    private int Show(ProgramCall call, string[] names)
    {
        var asked = call.Arguments.Where(static a => a.StartsWith("--property=", StringComparison.Ordinal)).SelectMany(static a => a[11..].Split(',')).ToArray();
        string[] properties = asked.Length > 0 ? asked : ["Id", "LoadState", "ActiveState", "SubState", "UnitFileState", "InvocationID"];
        foreach (var name in names)
        {
            foreach (var property in properties)
            {
                if (Property(name, property) is { } value)
                    call.Say(call.Arguments.Contains("--value") ? value : $"{property}={value}");
            }
        }

        return 0;
    }

    private string? Property(string name, string property) => Units.Find(name) is { } unit ? unit.Property(property, Units.StateOf(unit), Units.NeedsReload(unit)) : property switch
    {
        "Id" => UnitBook.NameOf(name),
        "LoadState" => "not-found",
        "ActiveState" => "inactive",
        "SubState" => "dead",
        "NeedDaemonReload" => "no",
        "Result" => "success",
        _ => "",
    };

    private int Status(ProgramCall call, string[] names)
    {
        var status = 0;
        foreach (var name in names)
        {
            if (Units.Find(name) is not { } unit)
            {
                call.Complain($"Unit {UnitBook.NameOf(name)} could not be found.");
                status = 4;
                continue;
            }

            call.Say($"{(unit.IsActive ? '●' : '○')} {unit.Id} - {unit.Property("Description", "", false)}");
            call.Say($"     Loaded: loaded ({unit.Path}; {Units.StateOf(unit)})");
            call.Say($"     Active: {unit.Active} ({unit.Sub})");
            status = status == 0 && !unit.IsActive ? 3 : status;
        }

        return status;
    }

    private int Is(ProgramCall call, string[] names, Func<SimulatedUnit, string> what, string wanted, string otherwise)
    {
        string[] found = [.. names.Select(n => Units.Find(n) is { } unit ? what(unit) : otherwise)];
        if (!call.Arguments.Contains("--quiet") && !call.Arguments.Contains("-q"))
        {
            foreach (var word in found)
                call.Say(word);
        }

        return found.Contains(wanted) || (wanted == "enabled" && found.Contains("static")) ? 0 : wanted == "active" ? 3 : 1;
    }

    private int SystemState(ProgramCall call)
    {
        if (!call.Arguments.Contains("--quiet"))
            call.Say(Units.State);
        return Units.State == "running" ? 0 : 1;
    }

    private async Task<int> ReloadAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Unit * 0.3);
        Units.Reload();
        return 0;
    }

    private int ResetFailed(string[] names)
    {
        foreach (var unit in Units.All.Where(u => u.Active == "failed" && (names.Length == 0 || names.Select(UnitBook.NameOf).Contains(u.Id))))
            unit.Set("inactive", "dead", machine.Host.World.Time.GetUtcNow());
        return 0;
    }

    private int Reboot(ProgramCall call)
    {
        if (!Units.IsStopping)
            call.HasEffect("rebooted");
        machine.Reboot();
        return 0;
    }

    private async Task<int> JobsAsync(ProgramCall call, string verb, string[] names)
    {
        var status = 0;
        foreach (var name in names)
        {
            if (Refusal(name, verb) is ({ } words, var number))
                status = call.Fail(number, words);
            else if (call.Arguments.Contains("--no-block"))
                Later(name, verb);
            else
                status = Math.Max(status, await JobAsync(call, name, verb));
        }

        return status;
    }

    private (string? Words, int Status) Refusal(string name, string verb)
    {
        var id = UnitBook.NameOf(name);
        if (Units.Find(name) is not { } unit)
            return ($"Failed to {verb} {id}: Unit {id} not {(verb == "stop" ? "loaded" : "found")}.", 5);
        if (verb != "stop" && Units.StateOf(unit) == "masked")
            return ($"Failed to {verb} {id}: Unit {id} is masked.", 1);
        return verb == "reload" && !unit.IsActive ? ($"{id} is not active, cannot reload.", 1) : (null, 0);
    }

    private async Task<int> JobAsync(ProgramCall call, string name, string verb)
    {
        var unit = Units.Find(name)!;
        if (verb is "start" or "restart" && Units.NeedsReload(unit))
            call.Complain($"Warning: The unit file, source configuration file or drop-ins of {unit.Id} changed on disk. Run 'systemctl daemon-reload' to reload units.");
        if (verb == "stop" && unit.Active == "inactive")
            Units.Stop(name);
        if (verb == "start" && unit.IsActive || verb == "stop" && unit.Active == "inactive")
            return 0;
        await call.TakesAsync(machine.Times.Unit * 0.5);
        if (verb is "stop" or "restart")
            Units.Stop(name);
        await call.TakesAsync(machine.Times.Unit * 0.5);
        call.HasEffect($"{verb} {unit.Id}");
        if (verb is "stop" or "reload" || Units.Start(name))
            return 0;
        call.Complain($"Job for {unit.Id} failed because the control process exited with error code.");
        return call.Fail(1, $"See \"systemctl status {unit.Id}\" and \"journalctl -xeu {unit.Id}\" for details.");
    }

    /// <summary>What is only asked for is done by systemd itself, and goes with the machine.</summary>
    private void Later(string name, string verb)
    {
        var (host, boot) = (machine.Host, machine.Host.BootId);
        _ = host.World.Time.Begin(async () =>
        {
            await Task.Delay(machine.Times.Unit, host.World.Time);
            if (!host.IsOn || host.BootId != boot)
                return false;
            host.World.NoteEffect($"{host.Name}: {verb} {UnitBook.NameOf(name)}");
            if (verb is "stop" or "restart")
                Units.Stop(name);
            return verb is "stop" or "reload" || Units.Start(name);
        });
    }

    private async Task<int> FilesAsync(ProgramCall call, string verb, string[] names)
    {
        var status = 0;
        foreach (var name in names)
        {
            if (Units.Find(name) is not { } unit)
            {
                status = call.Fail(1, $"Failed to {verb} unit: Unit file {UnitBook.NameOf(name)} does not exist.");
                continue;
            }

            if (verb == "enable" && Units.StateOf(unit) == "masked")
            {
                status = call.Fail(1, $"Failed to enable unit: Unit file {unit.Path} is masked.");
                continue;
            }

            Settle(call, verb, unit);
            if (call.Arguments.Contains("--now"))
                status = Math.Max(status, await JobsAsync(call, verb == "enable" ? "start" : "stop", [name]));
        }

        return status;
    }

    private void Settle(ProgramCall call, string verb, SimulatedUnit unit)
    {
        var before = Units.StateOf(unit);
        var isChanged = verb switch
        {
            "enable" => unit.File.CanBeEnabled && Units.SetState(unit.Id, "enabled"),
            "disable" => before != "masked" && Units.SetState(unit.Id, null),
            "mask" => Units.SetState(unit.Id, "masked"),
            _ => before == "masked" && Units.SetState(unit.Id, null),
        };
        if (verb == "enable" && !unit.File.CanBeEnabled)
            call.Complain("The unit files have no installation config (WantedBy=, RequiredBy=, Also=, Alias= settings in the [Install] section).");
        if (isChanged)
            call.HasEffect($"{verb} {unit.Id}");
    }
}
