using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Journal;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A machine, a store, and as many engines, one after the other, as a test wants.</summary>
public sealed class TestBench : IRunObserver
{
    public FakeTransport Machine { get; } = new();

    public FakeHosts Hosts { get; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public FakeTool Tool { get; } = new();

    public MemoryRunStore Store { get; } = new(TimeProvider.System);

    public List<RunEvent> Seen { get; } = [];

    public IReadOnlyList<string> Effects => [.. Machine.Effects];

    public int Parallelism { get; set; } = 10;

    public ICluster Cluster { get; set; } = ICluster.None;

    public IRunHold Hold { get; set; } = IRunHold.None;

    public IFailureDiagnosis Diagnosis { get; set; } = IFailureDiagnosis.None;

    public IReadOnlyCollection<ClusterNode>? Nodes { get; set; }

    public IEngineLog Log { get; set; } = IEngineLog.Silent;

    public Value.Map Inputs { get; set; } = new([]);

    public TestBench() => Hosts = new(Machine.Effects);

    public Task<RunState> RunAsync(Runbook runbook, CancellationToken detach = default) => Engine().StartAsync(
        new() { Run = RunId.New(TimeProvider.System.GetUtcNow(), new()), Plan = Plan(runbook), Inputs = Inputs, Environment = new([]), BaseDirectory = "/", Parallelism = Parallelism }, detach);

    public async Task<RunState> ResumeAsync(Runbook runbook, bool undo = false, (string Step, bool Done)? resolution = null)
    {
        var resolutions = resolution is { } r ? ImmutableDictionary<StepPath, bool>.Empty.Add(new(r.Step), r.Done) : ImmutableDictionary<StepPath, bool>.Empty;
        return await Engine().ResumeAsync(
            new()
            {
                Run = await NewestAsync(), Plan = Plan(runbook), Secrets = ImmutableDictionary<string, Value.Secret>.Empty, Undo = undo,
                Resolutions = resolutions,
            },
            CancellationToken.None);
    }

    public async Task PostAsync(RequestKind kind) =>
        await Store.PostAsync(await NewestAsync(), new(kind, null, "ada", null, DateTimeOffset.UnixEpoch), CancellationToken.None);

    public async Task<RunId> NewestAsync() => (await Store.ListAsync(1, CancellationToken.None))[0].Run;

    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        lock (Seen)
            Seen.AddRange(events);
    }

    public void OnProgress(StepPath step, string line)
    {
    }

    /// <summary>The plan over the hosts as they are now.</summary>
    public Plan Plan(Runbook runbook, Value.Map? frozen = null) => Planner.Plan(runbook, new()
    {
        Expressions = new PlainExpressions(), Inputs = Inputs, Environment = new([]), Inventory = Hosts.Inventory, Nodes = Nodes, Frozen = frozen,
    });

    private RunEngine Engine() => new(new EngineServices
    {
        Store = Store,
        Expressions = new PlainExpressions(),
        Handlers = ImmutableDictionary<string, IStepHandler>.Empty.Add("fake", Tool),
        Local = Machine,
        Hosts = Hosts,
        Cluster = Cluster,
        Hold = Hold,
        Diagnosis = Diagnosis,
        Clock = Clock,
        OutputDirectory = Path.GetTempPath(),
        Random = new Random(),
        Self = new("host", "boot-1", 1, 1, "ada"),
        IsDead = static _ => true,
        Observers = [this],
        Log = Log,
        EngineVersion = "test",
    });
}
