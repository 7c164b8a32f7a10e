using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Journal;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>
/// One run of a runbook in a simulated world, from its start to where it ends or waits for a person. An engine that dies is followed by another one that resumes the run, as somebody would
/// who finds it in the morning.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The store holds memory and nothing else.")]
public sealed class Rehearsal(SimulatedWorld world, RehearsalParts parts, Disturbance disturbance)
{
    /// <summary>More engines than this mean that resuming gets nowhere.</summary>
    private const int MostEngines = 50;

    private static readonly TimeSpan s_thought = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly MemoryRunStore _store = new(world.Time);
    private readonly RunId _run = RunId.New(world.Time.GetUtcNow(), new(world.Seed));
    private readonly Func<CommandName, RehearsedScript?> _answers = world.Answers;
    private RunState _known = RunState.Empty;
    private Plan? _plan;
    private int _engines;

    /// <summary>Who watches.</summary>
    public ImmutableArray<IRunObserver> Observers { get; init; } = [];

    /// <summary>How long after a death the run is resumed. Default: at once.</summary>
    public TimeSpan ResumesAfter { get; set; }

    /// <summary>Takes a part away, to see that somebody notices. Null: nothing.</summary>
    internal Func<EngineServices, EngineServices>? Change { get; set; }

    /// <summary>How often a run that failed or paused is resumed, ten minutes later each time. Default: never.</summary>
    public int Persistence { get; set; }

    /// <summary>How long the world is left alone at the end, so that it comes to rest before it is looked at. Default: 75 min, in which tokens for joins expire too.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMinutes(75);

    /// <summary>The engine that is at work now; null: none was yet.</summary>
    internal Life? Life { get; private set; }

    /// <summary>Runs it.</summary>
    public RehearsalResult Run()
    {
        world.Local.Files.CreateFolder(parts.BaseDirectory);
        foreach (var path in world.EngineFiles)
            Mirror(path);
        RunState? state = null;
        while (_engines < MostEngines && (state is null || GoesOn(state)))
            state = Drive();
        var took = world.Time.Passed;
        world.Time.Pass(Rest);
        return new()
        {
            Run = _run, Plan = _plan!, State = state ?? RunState.Empty, Events = Events(), Facts = world.Facts(), Effects = [.. world.Effects], Engines = _engines,
            Moments = disturbance.Moments, CrashedAt = disturbance.CrashedAt, Took = took,
        };
    }

    /// <summary>Puts a file of the engine's machine where steps look that reach its disk themselves.</summary>
    private void Mirror(string path)
    {
        var real = parts.OutputDirectory + Path.GetFullPath(path, "/");
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.WriteAllBytes(real, world.Local.Files.Existing(path).Content);
    }

    /// <summary>One engine's life; null when it was killed.</summary>
    private RunState? Drive()
    {
        var life = Life = new Life(world.Time);
        _engines++;
        try
        {
            return world.Time.Run(life, () => DriveAsync(life));
        }
        catch (LifeEndedException)
        {
            // Whoever looks finds a run that is over, or one to go on with.
            world.Time.Pass(ResumesAfter);
            return Known() is { } known && IsOver(known.Status) ? known : null;
        }
        finally
        {
            life.End();
        }
    }

    private async Task<RunState> DriveAsync(Life life)
    {
        var engine = new RunEngine(Services(life));
        var created = _store.Has(_run) ? Events().OfType<RunEvent.RunCreated>().First() : null;
        var plan = _plan = await parts.Plan(world, created);
        Answer(plan);
        return created is null ? await engine.StartAsync(Start(plan), CancellationToken.None) : await engine.ResumeAsync(Resume(plan), CancellationToken.None);
    }

    private void Answer(Plan plan) =>
        world.Answers = name => RehearsedScript.Of(parts.Expressions, plan, _run, parts.Inputs, () => Known() ?? RunState.Empty, name.Step) ?? _answers(name);

    private StartRequest Start(Plan plan) => new()
    {
        Run = _run, Plan = plan, Inputs = parts.Inputs, Environment = parts.Environment, BaseDirectory = parts.BaseDirectory, Parallelism = parts.Parallelism,
    };

    private ResumeRequest Resume(Plan plan) => new()
    {
        Run = _run, Plan = plan, Secrets = parts.Inputs.Entries.Where(static i => i.Value is Value.Secret).ToImmutableDictionary(static i => i.Key, static i => (Value.Secret)i.Value),
    };

    /// <summary>Whether another engine would get further.</summary>
    private bool GoesOn(RunState state)
    {
        if (state.Status == RunStatus.Interrupted)
            return true;
        if (state.Status is RunStatus.Failed or RunStatus.Paused || (state.Status == RunStatus.Waiting && state.Steps.Any(static s => s.Value.Wait?.Kind == WaitKind.Pause)))
        {
            if (Persistence-- <= 0)
                return false;
            world.Time.Pass(s_patience);
            return true;
        }

        var asked = state.Steps.Where(static s => s.Value.Status == StepStatus.Waiting && s.Value.Wait?.Kind == WaitKind.Approval).Select(static s => s.Key).ToArray();
        if (state.Status != RunStatus.Waiting || !parts.Approves || asked.Length == 0)
            return false;
        world.Time.Pass(s_thought);
        foreach (var step in asked)
            _store.PostAsync(_run, new(RequestKind.Approve, step, "somebody", null, world.Time.GetUtcNow()), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return true;
    }

    /// <summary>What the journal says; what it said before is not folded again.</summary>
    private RunState? Known()
    {
        if (!_store.Has(_run))
            return null;
        foreach (var e in _store.Read(_run, _known.Version))
            _known = _known.Apply(e);
        return _known;
    }

    private static bool IsOver(RunStatus status) => status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Aborted or RunStatus.Undone;

    private IReadOnlyList<RunEvent> Events() => _store.Has(_run) ? _store.Read(_run) : [];

    private EngineServices Services(Life life)
    {
        var self = new LeaseHolder("rehearsal", world.Local.BootId, _engines, _engines, "rehearsal");
        var cluster = new LifeCluster(world.Cluster, life, disturbance);
        var hosts = new SimulatedTransports(world, life, disturbance, parts.OutputDirectory);
        var services = new EngineServices
        {
            Store = new LifeStore(_store, life, disturbance),
            Expressions = parts.Expressions,
            Handlers = parts.Handlers,
            Local = hosts.Find("local")!,
            Hosts = hosts,
            Cluster = cluster,
            Hold = world.Cluster == ICluster.None ? IRunHold.None : new ClusterHold(cluster, "rehearsal", life.Clock, IEngineLog.Silent),
            OutputDirectory = Path.Combine(parts.OutputDirectory, "outputs", _engines.ToString(CultureInfo.InvariantCulture)),
            EngineRoot = parts.OutputDirectory,
            Clock = life.Clock,
            // Nobody sends requests, and nobody reads along.
            RequestInterval = TimeSpan.FromMinutes(5),
            OutputInterval = TimeSpan.FromMinutes(5),
            Random = new(world.Seed + _engines),
            Self = self,
            IsDead = holder => holder != self,
            Observers = Observers,
            EngineVersion = parts.EngineVersion,
            KnowsSecretsAgain = false,
        };
        return Change?.Invoke(services) ?? services;
    }
}
