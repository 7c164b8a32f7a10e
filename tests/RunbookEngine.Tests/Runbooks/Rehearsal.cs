using System.Collections.Concurrent;
using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Journal;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Runbooks;

/// <summary>A shipped runbook, the real engine and all its tools, over a cluster in memory and machines without processes; by a clock by which nobody waits.</summary>
internal sealed class Rehearsal : ITransports
{
    private readonly Dictionary<string, RehearsedNode> _nodes = [];
    private readonly HastyClock _clock = new();
    private readonly MemoryRunStore _store;
    private readonly FakeTransport _here;
    private readonly Runbook _runbook;

    public Rehearsal(string file, params (string Name, string Value)[] inputs)
    {
        _store = new(_clock);
        _here = new("local", Effects);
        Cluster = new(_clock) { Before = LetKubeletsSpeak };
        var loaded = new RunbookLoader(BuiltInHandlers.Definitions).Load(Path.Combine(Repository.Root, "runbooks", file), new FileSourceReader());
        Assert.Empty(loaded.Diagnostics);
        _runbook = loaded.Runbook!;
        var bound = InputBinder.Bind(_runbook, inputs.ToDictionary(static i => i.Name, static i => i.Value));
        Assert.Empty(bound.Diagnostics);
        Inputs = bound.Inputs!;
    }

    public FakeCluster Cluster { get; }

    public ConcurrentQueue<string> Effects { get; } = new();

    public Value.Map Inputs { get; }

    public RehearsedNode this[string name] => _nodes[name];


    /// <summary>A machine that is a node, and one of the inventory.</summary>
    public Rehearsal Node(string name, bool isControlPlane = false, bool isCordoned = false)
    {
        var labels = isControlPlane ? new[] { ("node-role.kubernetes.io/control-plane", "") } : [];
        Cluster.Add(Some.Node(name, "v1.35.3", isUnschedulable: isCordoned, labels: labels));
        return Machine(name);
    }

    /// <summary>A machine of the inventory that is no node.</summary>
    public Rehearsal Machine(string name)
    {
        _nodes[name] = new(name, Cluster, Effects);
        return this;
    }

    public Plan Plan() => Planner.Plan(_runbook, new()
    {
        Expressions = new ScribanEvaluator(),
        Inputs = Inputs,
        Environment = new([]),
        Inventory = new()
        {
            File = "inventory.yaml",
            Hosts = [.. _nodes.Keys.Select(static n => new Host { Name = n, Groups = [], Span = SourceSpan.None })],
            Groups = [new("all", [.. _nodes.Keys])],
        },
        Nodes = [.. Cluster.All("nodes").Select(static n => ClusterNode.Of(n))],
    });

    /// <summary>Runs it; every question is answered with yes.</summary>
    public async Task<RunState> RunAsync()
    {
        var run = RunId.New(_clock.GetUtcNow(), new Random(1));
        var state = await Engine().StartAsync(new() { Run = run, Plan = Plan(), Inputs = Inputs, Environment = new([]), BaseDirectory = "/srv", Parallelism = 1 }, CancellationToken.None);
        for (var questions = 0; state.Status == RunStatus.Waiting && questions < 3; questions++)
        {
            await _store.PostAsync(run, new(RequestKind.Approve, null, "ada", null, DateTimeOffset.UnixEpoch), CancellationToken.None);
            state = await Engine().ResumeAsync(new() { Run = run, Plan = Plan(), Secrets = ImmutableDictionary<string, Value.Secret>.Empty, Resolutions = ImmutableDictionary<StepPath, bool>.Empty }, CancellationToken.None);
        }

        return state;
    }

    public ITransport? Find(string host) => _nodes.GetValueOrDefault(host)?.Machine;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The places of commands among all that was done that hold a text.</summary>
    public int[] Places(string text) => [.. Effects.Select(static (e, i) => (e, i)).Where(p => p.e.Contains(text, StringComparison.Ordinal)).Select(static p => p.i)];

    /// <summary>Kubelets of machines that are nodes renew their Leases whenever somebody looks.</summary>
    private ClusterAnswer? LetKubeletsSpeak(ClusterRequest request)
    {
        if (request.Path.Contains("kube-node-lease", StringComparison.Ordinal))
            Cluster.Add([.. _nodes.Where(static n => n.Value is { IsJoined: true, IsSilent: false }).Select(n => Some.NodeLease(n.Key, _clock.GetUtcNow()))]);
        return null;
    }

    private RunEngine Engine() => new(new EngineServices
    {
        Store = _store,
        Expressions = new ScribanEvaluator(),
        Handlers = BuiltInHandlers.Create(),
        Local = _here,
        Hosts = this,
        Cluster = Cluster,
        Hold = IRunHold.None,
        Clock = _clock,
        OutputDirectory = Path.GetTempPath(),
        Random = new Random(1),
        Self = new("host", "boot-1", 1, 1, "ada"),
        IsDead = static _ => true,
        Observers = [],
        Log = IEngineLog.Silent,
        EngineVersion = "test",
    });
}
