using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>How a rehearsal ended.</summary>
public sealed record RehearsalResult
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Its plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Its state at the end.</summary>
    public required RunState State { get; init; }

    /// <summary>Its journal.</summary>
    public required IReadOnlyList<RunEvent> Events { get; init; }

    /// <summary>What the world is at the end.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>The side effects, in their order.</summary>
    public required IReadOnlyList<string> Effects { get; init; }

    /// <summary>How many engines drove it, one after the other.</summary>
    public required int Engines { get; init; }

    /// <summary>At how many moments an engine's death could have mattered.</summary>
    public required int Moments { get; init; }

    /// <summary>What happened when the engine died; null: it did not.</summary>
    public string? CrashedAt { get; init; }

    /// <summary>How long it took, in virtual time.</summary>
    public required TimeSpan Took { get; init; }
}
