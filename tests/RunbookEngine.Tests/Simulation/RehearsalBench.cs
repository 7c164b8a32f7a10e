using System.Globalization;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Rehearses a runbook's text in worlds that are alike.</summary>
internal sealed class RehearsalBench(string text, Action<SimulatedWorld>? world = null, int seed = 7)
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.Parse("2026-11-28T22:00:00Z", CultureInfo.InvariantCulture);
    private readonly Runbook _runbook = new RunbookLoader(BuiltInHandlers.Definitions).LoadTexts([new("runbook.yaml", text)]) is var loaded && loaded.Runbook is { } runbook
        ? runbook
        : throw new ArgumentException(string.Join('\n', loaded.Diagnostics));

    public Inventory Inventory { get; init; } = Inventory.Empty;

    public RehearsalResult Run(Disturbance? disturbance = null) => Make(disturbance ?? new()).Run();

    public EveryCrashReport Crash() => EveryCrash.Run(Make, new() { Stop = TestContext.Current.CancellationToken });

    public Rehearsal Make(Disturbance disturbance)
    {
        var simulated = new SimulatedWorld(seed, s_start);
        world?.Invoke(simulated);
        return new(simulated, Parts(), disturbance);
    }

    private RehearsalParts Parts() => new()
    {
        Expressions = RunbookTexts.Expressions,
        Handlers = BuiltInHandlers.Create(),
        Plan = (_, created) => Task.FromResult(Planner.Plan(_runbook, new()
        {
            Expressions = RunbookTexts.Expressions, Inputs = new([]), Environment = new([]), Inventory = Inventory, Frozen = created?.Targets,
        })),
        Inputs = new([]),
        OutputDirectory = Path.GetTempPath(),
        EngineVersion = "test",
    };
}
