using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;
using RunbookEngine.Simulation.Programs.Etcd;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation;

/// <summary>
/// Hosts and a cluster that live in memory, in virtual time. It outlives the engines that work on it, as the real world does. What happens in it comes from its seed and from what is done to it, and from
/// nothing else.
/// </summary>
public sealed class SimulatedWorld
{
    private readonly SortedDictionary<string, SimulatedHost> _hosts = new(StringComparer.Ordinal);
    private readonly List<string> _effects = [];

    /// <summary>An empty world with the machine of the engine in it.</summary>
    /// <param name="seed">Where everything random comes from.</param>
    /// <param name="start">What its clock says at first.</param>
    public SimulatedWorld(int seed, DateTimeOffset start)
    {
        (Seed, Random, Time) = (seed, new(seed), new(start));
        Local = AddHost("local");
    }

    /// <summary>Where everything random comes from.</summary>
    public int Seed { get; }

    /// <summary>The world's chance.</summary>
    public Random Random { get; }

    /// <summary>The world's clock.</summary>
    public VirtualTime Time { get; }

    /// <summary>The machine of the engine.</summary>
    public SimulatedHost Local { get; }

    /// <summary>The cluster; <see cref="ICluster.None"/> where there is none.</summary>
    public ICluster Cluster { get; set; } = ICluster.None;

    /// <summary>More of what the world is at the end, for <see cref="Facts"/>.</summary>
    public List<Func<IEnumerable<string>>> FactSources { get; } = [];

    /// <summary>Files that are on the engine's machine from the start, and that steps may look at on the engine's own disk.</summary>
    public List<string> EngineFiles { get; } = [];

    /// <summary>All its etcds; null: there are none.</summary>
    internal SimulatedEtcd? Etcd { get; set; }

    /// <summary>What its machines can install.</summary>
    public DebianRepository Repository { get; } = new();

    /// <summary>All machines, by name.</summary>
    public IEnumerable<SimulatedHost> Hosts => _hosts.Values;

    /// <summary>Side effects in their order, such as <c>w1: apt install kubelet=1.36.4-1.1</c>. None of them may be there twice that is not there twice in an undisturbed run.</summary>
    public IReadOnlyList<string> Effects => _effects;

    /// <summary>What an author's script yields; by default nothing, with exit status 0.</summary>
    public Func<CommandName, RehearsedScript?> Answers { get; set; } = static _ => null;

    /// <summary>The steps whose scripts nobody said anything of: they were taken to do nothing, and to end with 0.</summary>
    public SortedSet<string> NotExecuted { get; } = new(StringComparer.Ordinal);

    /// <summary>Called when a command begins on a machine: faults strike here.</summary>
    public Action<SimulatedHost, CommandName>? OnBegin { get; set; }

    /// <summary>Adds a machine.</summary>
    public SimulatedHost AddHost(string name)
    {
        var host = new SimulatedHost(this, name);
        _hosts.Add(name, host);
        return host;
    }

    /// <summary>A machine by its name; null when there is none.</summary>
    public SimulatedHost? Find(string name) => _hosts.GetValueOrDefault(name);

    /// <summary>Notes a side effect that must never be doubled.</summary>
    public void NoteEffect(string what) => _effects.Add(what);

    /// <summary>What the world is now, in sorted lines without times and generated names: two runs that should end alike are compared by it.</summary>
    public IReadOnlyList<string> Facts() => [.. FactSources.SelectMany(static s => s()).Order(StringComparer.Ordinal)];

    internal void Began(ProgramCall call) => OnBegin?.Invoke(call.Host, call.Name);

    internal RehearsedScript AnswerTo(ProgramCall call)
    {
        if (Answers(call.Name) is { } answer)
            return answer;
        NotExecuted.Add(call.Name.Step.Value);
        return new();
    }
}
