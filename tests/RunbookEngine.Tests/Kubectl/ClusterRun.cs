using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Kubectl;

/// <summary>Calls verbs of <c>kubectl</c> over a cluster in memory, look first, as the executor does; by a clock by which nobody waits.</summary>
public sealed class ClusterRun
{
    public const string Run = "20250601-120000-abcd";

    public HastyClock Clock { get; } = new();

    public FakeCluster Cluster { get; }

    /// <summary>The run that the steps belong to.</summary>
    public string Id { get; set; } = Run;

    /// <summary>The lines of progress of the last call.</summary>
    public List<string> Lines { get; private set; } = [];

    /// <summary>What the last look found.</summary>
    public ProbeResult Looked { get; private set; } = ProbeResult.Unknown;

    public ClusterRun() => Cluster = new(Clock);

    /// <summary>Looks, and acts unless there is nothing to do.</summary>
    public async Task<StepOutcome> DoAsync(string verb, params (string Name, Value Value)[] settings)
    {
        Looked = await Step(verb, settings).ProbeAsync();
        return Looked switch
        {
            ProbeResult.Satisfied satisfied => new StepOutcome.Unchanged(satisfied.Outputs),
            ProbeResult.Needed needed => await ActAsync(needed.Found, verb, settings),
            _ => await ActAsync(new([]), verb, settings),
        };
    }

    public async Task<StepOutcome> ActAsync(Value.Map found, string verb, params (string Name, Value Value)[] settings) =>
        await Step(verb, settings).With(c => c with { Found = found }).RunAsync();

    /// <summary>Looks and acts, and expects a failure.</summary>
    public async Task<StepFailure> FailAsync(string verb, params (string Name, Value Value)[] settings) => Assert.IsType<StepOutcome.Failed>(await DoAsync(verb, settings)).Failure;

    public ToolRun Step(string verb, params (string Name, Value Value)[] settings)
    {
        var run = new ToolRun("kubectl", verb, settings);
        Lines = run.Lines;
        return run.With(c => c with { Cluster = Cluster, Clock = Clock, StartedAt = Clock.GetUtcNow(), Run = new(Id) });
    }

    public string? HolderOf(string node) => Cluster["leases", $"{MaintenanceLease.Namespace}/{MaintenanceLease.NameOf(node)}"]?.Text("spec", "holderIdentity");

    public bool IsCordoned(string node) => Cluster["nodes", node]!.Value.Flag("spec", "unschedulable");

    public string? CordonedBy(string node) => Cluster["nodes", node]!.Value.Annotation("runbook-engine/cordoned-by");

    public static Value.Map OutputsOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Succeeded succeeded => succeeded.Outputs,
        StepOutcome.Unchanged unchanged => unchanged.Outputs,
        _ => throw new Xunit.Sdk.XunitException($"{outcome}"),
    };
}
