using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>What a rehearsal takes from those who put an engine together: the very parts that a real run has.</summary>
public sealed record RehearsalParts
{
    /// <summary>Expressions.</summary>
    public required IExpressionEvaluator Expressions { get; init; }

    /// <summary>The handlers by the name of their tool.</summary>
    public required ImmutableDictionary<string, IStepHandler> Handlers { get; init; }

    /// <summary>Makes the plan: of a new run (null), or of one that goes on, with the targets that it began with.</summary>
    public required Func<SimulatedWorld, RunEvent.RunCreated?, Task<Plan>> Plan { get; init; }

    /// <summary>The inputs, checked and complete.</summary>
    public required Value.Map Inputs { get; init; }

    /// <summary>The values of the environment variables that the runbook lists.</summary>
    public Value.Map Environment { get; init; } = new([]);

    /// <summary>The folder that relative paths start from, on the simulated machine of the engine.</summary>
    public string BaseDirectory { get; init; } = "/root";

    /// <summary>A real folder of this rehearsal's own, for long outputs and for files that steps would write on the engine's own disk; the caller removes it.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>How many steps may run at the same time.</summary>
    public int Parallelism { get; init; } = 100;

    /// <summary>Whether approvals are given, a minute after they are asked for. Default: yes.</summary>
    public bool Approves { get; init; } = true;

    /// <summary>Version of the engine.</summary>
    public required string EngineVersion { get; init; }
}
