using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Systemd;

/// <summary>systemd of a machine: its units, from their files; what runs, ends with the power; what is enabled, comes up with the machine.</summary>
internal sealed class UnitBook(SimulatedHost host, WorldTimes times)
{
    /// <summary>Where packages put the files of units.</summary>
    public const string Vendor = "/usr/lib/systemd/system/";

    private const string Own = "/etc/systemd/system/";
    private const int MostStarts = 5;
    private static readonly TimeSpan s_restartDelay = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<string, SimulatedUnit> _units = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Words, TimeSpan? After)> _broken = [];
    private readonly Dictionary<string, List<string>> _logs = [];
    private int _invocations;
    private bool _isStarting;

    /// <summary>Called when a unit comes up (true) or goes down.</summary>
    public Action<string, bool>? Changed { get; set; }

    /// <summary>What a unit cannot run without: it ends as soon as it is started, and systemd goes on trying. Simplified: it is looked at when somebody starts it.</summary>
    public Func<string, string?> Lacks { get; set; } = static _ => null;

    /// <summary>Whether the machine is about to go down.</summary>
    public bool IsStopping { get; set; }

    private string[] Enabled => [.. _states.Where(static s => s.Value == "enabled").Select(static s => s.Key)];

    public IEnumerable<SimulatedUnit> All => _units.Values;

    /// <summary>As <c>systemctl is-system-running</c> says it.</summary>
    public string State => IsStopping ? "stopping" : _isStarting ? "starting" : _units.Values.Any(static u => u.Active == "failed") ? "degraded" : "running";

    /// <summary>The whole name: a service is meant where no kind is said.</summary>
    public static string NameOf(string unit) => unit.Contains('.', StringComparison.Ordinal) ? unit : unit + ".service";

    /// <summary>A unit that systemd has, or can read; null: there is no file for it.</summary>
    public SimulatedUnit? Find(string name)
    {
        var id = NameOf(name);
        return _units.TryGetValue(id, out var known) ? known : PathOf(id) is { } path ? _units[id] = new(id) { Path = path, File = Read(id, path) } : null;
    }

    /// <summary><c>enabled</c>, <c>disabled</c>, <c>static</c> or <c>masked</c>.</summary>
    public string StateOf(SimulatedUnit unit) => _states.GetValueOrDefault(unit.Id) is { } state ? state : unit.File.CanBeEnabled ? "disabled" : "static";

    public bool NeedsReload(SimulatedUnit unit) => PathOf(unit.Id) is not { } path || Read(unit.Id, path).Text != unit.File.Text;

    /// <summary>Reads all files anew.</summary>
    public void Reload()
    {
        foreach (var unit in _units.Values.ToArray())
        {
            if (PathOf(unit.Id) is { } path)
                (unit.Path, unit.File) = (path, Read(unit.Id, path));
            else if (!unit.IsActive)
                _units.Remove(unit.Id);
        }
    }

    public void Enable(string name) => SetState(name, "enabled");

    /// <summary>Sets how a unit's file stands; null: as it is by itself.</summary>
    /// <returns>Whether that changed something.</returns>
    public bool SetState(string name, string? state)
    {
        if (Find(name) is not { } unit)
            return false;
        var before = StateOf(unit);
        if (state is null)
            _states.Remove(unit.Id);
        else
            _states[unit.Id] = state;
        return StateOf(unit) != before;
    }

    /// <summary>Lets a unit end with an error: at its start, or a while after it. Null: no more.</summary>
    public void Break(string name, string? words, TimeSpan? after = null)
    {
        if (words is null)
            _broken.Remove(NameOf(name));
        else
            _broken[NameOf(name)] = (words, after);
    }

    public void Restart(string name)
    {
        Stop(name);
        Start(name);
    }

    /// <summary>Starts it anew, at once.</summary>
    /// <returns>Whether it came up.</returns>
    public bool Start(string name)
    {
        if (Find(name) is not { } unit || StateOf(unit) == "masked")
            return false;
        unit.Restarts = 0;
        return Launch(unit);
    }

    /// <summary>Stops it, at once; one that waits to be started while the machine comes up is not started any more.</summary>
    public void Stop(string name)
    {
        if (Find(name) is not { } unit)
            return;
        unit.IsQueued = false;
        if (unit.Active == "inactive")
            return;
        Log(unit, $"Stopped {unit.Id}.");
        unit.Result = "success";
        Leave(unit, "inactive", "dead");
    }

    /// <summary>One that runs ends by itself.</summary>
    public void End(string name, string words, int status)
    {
        if (Find(name) is not { IsActive: true } unit)
            return;
        if (status != 0)
        {
            Fall(unit, words, mayStartAgain: false);
            return;
        }

        Log(unit, words);
        Leave(unit, "inactive", "dead");
    }

    /// <summary>Starts what is enabled, at once.</summary>
    public void StartAll(Func<string, bool> isMeant)
    {
        foreach (var id in Enabled.Where(isMeant))
            Start(id);
    }

    public void LosePower()
    {
        foreach (var unit in _units.Values.Where(static u => u.Active is "active" or "activating").ToArray())
            Leave(unit, "inactive", "dead");
        foreach (var unit in _units.Values)
            unit.Forget();
        (_isStarting, IsStopping) = (false, false);
    }

    /// <summary>Comes up: what is enabled is started, one after the other.</summary>
    public void Boot()
    {
        Reload();
        (_isStarting, IsStopping) = (true, false);
        var boot = host.BootId;
        SimulatedUnit[] meant = [.. Enabled.Select(Find).OfType<SimulatedUnit>()];
        foreach (var unit in meant)
            unit.IsQueued = true;
        _ = host.World.Time.Begin(async () =>
        {
            foreach (var unit in meant)
            {
                await Task.Delay(times.Unit, host.World.Time);
                if (!host.IsOn || host.BootId != boot)
                    return false;
                // Somebody may have started or stopped it meanwhile.
                if (unit.IsQueued && unit.Active == "inactive")
                    Start(unit.Id);
                unit.IsQueued = false;
            }

            return _isStarting = false;
        });
    }

    public IReadOnlyList<string> LogOf(string name) => _logs.GetValueOrDefault(NameOf(name), []);

    public IEnumerable<string> Facts() => _units.Values.Select(u => $"unit {u.Id} {u.Active} {StateOf(u)}");

    private bool Launch(SimulatedUnit unit)
    {
        unit.InvocationId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{host.Name} {unit.Id} {++_invocations}"))))[..32];
        (unit.Result, unit.MainStatus, unit.Command) = ("success", 0, unit.File.Command);
        var isBroken = _broken.TryGetValue(unit.Id, out var how);
        if (isBroken && how.After is null)
            return Fall(unit, how.Words, mayStartAgain: false);
        if (unit.Command.Split(' ')[0] is "/usr/bin/kubelet" && !host.Files.Exists("/usr/bin/kubelet"))
            return Fall(unit, $"{unit.Id}: Failed at step EXEC spawning /usr/bin/kubelet: No such file or directory", mayStartAgain: false);
        if (Lacks(unit.Id) is { } lacking)
        {
            Log(unit, lacking);
            (unit.Result, unit.MainStatus) = ("exit-code", 1);
            Leave(unit, "activating", "auto-restart");
            return true;
        }

        Log(unit, unit.File.EndsByItself ? $"Finished {unit.Id}." : $"Started {unit.Id}.");
        if (unit.File.EndsByItself)
            unit.Set("inactive", "dead", host.World.Time.GetUtcNow());
        else
            Enter(unit);
        if (isBroken)
            FallLater(unit, how.Words, how.After!.Value);
        return true;
    }

    private void FallLater(SimulatedUnit unit, string words, TimeSpan after)
    {
        var invocation = unit.InvocationId;
        _ = host.World.Time.Begin(async () =>
        {
            await Task.Delay(after, host.World.Time);
            if (unit.InvocationId != invocation || !unit.IsActive)
                return false;
            Fall(unit, words, mayStartAgain: true);
            if (unit.Active != "activating")
                return false;
            await Task.Delay(s_restartDelay, host.World.Time);
            if (unit.InvocationId != invocation || unit.Active != "activating")
                return false;
            unit.Restarts++;
            return Launch(unit);
        });
    }

    private bool Fall(SimulatedUnit unit, string words, bool mayStartAgain)
    {
        Log(unit, words);
        (unit.Result, unit.MainStatus) = ("exit-code", 1);
        if (mayStartAgain && unit.File.StartsAgain && unit.Restarts < MostStarts)
            Leave(unit, "activating", "auto-restart");
        else
            Leave(unit, "failed", "failed");
        return false;
    }

    private void Enter(SimulatedUnit unit)
    {
        unit.Set("active", unit.File.Type == "oneshot" ? "exited" : "running", host.World.Time.GetUtcNow());
        Changed?.Invoke(unit.Id, true);
    }

    private void Leave(SimulatedUnit unit, string active, string sub)
    {
        var wasActive = unit.IsActive;
        unit.Set(active, sub, host.World.Time.GetUtcNow());
        if (wasActive)
            Changed?.Invoke(unit.Id, false);
    }

    private void Log(SimulatedUnit unit, string words)
    {
        if (!_logs.TryGetValue(unit.Id, out var lines))
            _logs[unit.Id] = lines = [];
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{host.World.Time.GetUtcNow():yyyy-MM-ddTHH:mm:sszzz} {unit.Id.Split('.')[0]}[4242]: {words}"));
    }

    private string? PathOf(string id) => host.Files.Exists(Own + id) ? Own + id : host.Files.Exists(Vendor + id) ? Vendor + id : null;

    private UnitFile Read(string id, string path) => UnitFile.Parse(string.Concat(
        new[] { path }.Concat(new[] { Vendor, Own }.SelectMany(f => host.Files.Under($"{f}{id}.d")).Where(p => host.Files.At(p)!.Kind == FileKind.File)).Select(p => host.Files.Read(p))));
}
