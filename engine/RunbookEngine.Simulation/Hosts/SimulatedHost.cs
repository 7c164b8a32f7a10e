using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>A machine that lives in memory: files, programs, commands under names, and power that can fail.</summary>
public sealed class SimulatedHost
{
    private readonly Dictionary<string, SimulatedProcess> _commands = [];
    private readonly Dictionary<string, SimulatedProgram> _programs = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _boots;
    private int _switched;
    private bool _isCut;

    internal SimulatedHost(SimulatedWorld world, string name)
    {
        (World, Name, Files) = (world, name, new(world.Time));
        PowerOn();
    }

    /// <summary>Its name in the inventory; <c>local</c> for the machine of the engine.</summary>
    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public SimulatedWorld World { get; }

    /// <summary>Its disk.</summary>
    public FileTree Files { get; }

    /// <summary>New after every start.</summary>
    public string BootId { get; private set; } = "";

    /// <summary>How often it was started.</summary>
    public int Boots => _boots;

    /// <summary>Whether it has power and its system is up.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Whether the engine can reach it.</summary>
    public bool IsReachable => IsOn && !_isCut;

    /// <summary>How long it takes to come up. Default: 40 s.</summary>
    public TimeSpan BootTime { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Called after it has come up.</summary>
    internal event Action? Started;

    /// <summary>Called when its power is gone.</summary>
    internal event Action? Stopped;

    /// <summary>Whether a program is on the disk; by default each that it was given.</summary>
    internal Func<string, bool> IsInstalled { get; set; } = static _ => true;

    /// <summary>What it runs; null: programs, and no system that keeps packages and units.</summary>
    public DebianMachine? Debian { get; internal set; }

    /// <summary>Takes its power away: what runs on it ends at once, without a word.</summary>
    public void PowerOff()
    {
        _switched++;
        if (!IsOn)
            return;
        IsOn = false;
        Stopped?.Invoke();
    }

    /// <summary>Starts it; it is up at once.</summary>
    public void PowerOn()
    {
        _switched++;
        if (IsOn)
            return;
        _boots++;
        BootId = string.Create(CultureInfo.InvariantCulture, $"{Name}-boot-{_boots}");
        IsOn = true;
        var isFull = Files.IsFull;
        Files.IsFull = false;
        Files.Write("/proc/sys/kernel/random/boot_id", BootId + "\n");
        Files.IsFull = isFull;
        Started?.Invoke();
        Tell();
    }

    /// <summary>Restarts it: gone at once, and up again after its time.</summary>
    public void Restart()
    {
        PowerOff();
        var switched = _switched;
        _ = World.Time.Begin(async () =>
        {
            await Task.Delay(BootTime, World.Time);
            // Its power may be gone meanwhile, or back.
            if (_switched == switched)
                PowerOn();
            return true;
        });
    }

    /// <summary>Takes the way to it away, or gives it back. What runs on it goes on.</summary>
    public void Cut(bool isCut)
    {
        _isCut = isCut;
        Tell();
    }

    /// <summary>Gives it a program; a script of the engine's own is one by the name on its first line.</summary>
    internal void Install(string name, SimulatedProgram program) => _programs[name] = program;

    /// <summary>Takes a program away.</summary>
    internal void Uninstall(string name) => _programs.Remove(name);

    internal SimulatedProgram? ProgramAt(string name) => name[(name.LastIndexOf('/') + 1)..] is var file && IsInstalled(file) ? _programs.GetValueOrDefault(file) : null;

    internal SimulatedProcess? Find(CommandName name) => _commands.GetValueOrDefault(name.Value);

    /// <summary>Claims the name and starts the command, unless the name is claimed.</summary>
    internal SimulatedProcess Start(CommandName name, Command command)
    {
        if (Find(name) is { } known)
            return known;
        var (program, arguments) = Scripts.Resolve(this, command);
        var call = new ProgramCall(this, name, command, arguments, command.StandardInput is { } input ? Plain(input) : null);
        return _commands[name.Value] = new(call, program);
    }

    /// <summary>Claims the name for nothing, unless it is claimed.</summary>
    internal SimulatedProcess? Attach(CommandName name)
    {
        if (Find(name) is { } known)
            return known;
        _commands[name.Value] = new(name);
        return null;
    }

    internal void Forget(Func<CommandName, bool> isMeant)
    {
        foreach (var (key, process) in _commands.ToArray())
        {
            if (isMeant(process.Name) && process.Ended.IsCompleted)
                _commands.Remove(key);
        }
    }

    internal void Forget(CommandName name)
    {
        if (Find(name) is { Ended.IsCompleted: true })
            _commands.Remove(name.Value);
    }

    /// <summary>Completes as soon as it may be reachable again.</summary>
    internal Task ChangesAsync()
    {
        // Not with RunContinuationsAsynchronously: Task.WhenAny and WaitAsync would then go on in the thread pool, and the clock would jump meanwhile.
        var change = new TaskCompletionSource();
        _waiting.Add(change);
        return change.Task;
    }

    private void Tell()
    {
        TaskCompletionSource[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (var one in waiting)
            one.TrySetResult();
    }

    private static string Plain(Value value) => value is Value.Secret secret ? secret.Reveal() : value.ToString() ?? "";
}
