using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Building;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Rehearses one runbook in one world, as often as asked: each time in a world of its own, built anew from the same description and seed.</summary>
internal sealed class Rehearser(Runbook runbook, World world, Value.Map inputs, Value.Map environment, int seed, DateTimeOffset start, string outputs)
{
    private int _rehearsals;

    /// <summary>Faults that strike in each rehearsal.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>Whether approvals are given.</summary>
    public bool Approves { get; init; } = true;

    /// <summary>How often a run that failed or paused is resumed.</summary>
    public int Persistence { get; init; }

    /// <summary>The world of the newest rehearsal.</summary>
    public SimulatedWorld? World { get; private set; }

    /// <summary>Makes a rehearsal.</summary>
    public Rehearsal Make(Disturbance disturbance) => Make(disturbance, seed, Faults, Persistence);

    /// <summary>Makes a rehearsal with other chances and other faults.</summary>
    public Rehearsal Make(Disturbance disturbance, int otherSeed, ImmutableArray<Fault> faults, int persistence)
    {
        var simulated = WorldBuilder.Build(world, otherSeed, start);
        World = simulated;
        var rehearsal = new Rehearsal(simulated, Parts(), disturbance) { Persistence = persistence };
        FaultActs.Arm(rehearsal, simulated, disturbance, faults);
        return rehearsal;
    }

    private RehearsalParts Parts() => new()
    {
        Expressions = RunbookTexts.Expressions,
        Handlers = Handlers(),
        Plan = (simulated, created) => PlanIn(simulated, created?.Targets),
        Inputs = inputs,
        Environment = environment,
        OutputDirectory = Disk(),
        Approves = Approves,
        EngineVersion = EngineWiring.Version,
    };

    /// <summary>A folder of the next rehearsal's own.</summary>
    private string Disk() => Path.Combine(outputs, Interlocked.Increment(ref _rehearsals).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static ImmutableDictionary<string, IStepHandler> Handlers()
    {
        var all = BuiltInHandlers.Create();
        return all.SetItem("http", new UnsimulatedTool(all["http"]));
    }

    private async Task<Plan> PlanIn(SimulatedWorld simulated, Value.Map? frozen) =>
        Plans.Make(runbook, inputs, environment, WorldInventory.Of(world), frozen is null && ClusterUse.NeedsNodes(runbook) ? await NodesAsync(simulated) : null, frozen);

    private static async Task<IReadOnlyCollection<ClusterNode>> NodesAsync(SimulatedWorld simulated) =>
        await simulated.Cluster.ListAsync(ApiResource.Nodes).Select(static n => ClusterNode.Of(n)).ToListAsync();
}
