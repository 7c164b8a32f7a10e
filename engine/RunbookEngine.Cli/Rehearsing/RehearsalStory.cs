using System.Collections.Immutable;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>All that is told of a rehearsal, in whichever form.</summary>
internal sealed record RehearsalStory
{
    /// <summary>The runbook's name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of world it was.</summary>
    public required string World { get; init; }

    public required int Seed { get; init; }

    public required RehearsalResult Result { get; init; }

    public required Timeline Timeline { get; init; }

    /// <summary>How many pods were evicted.</summary>
    public int PodsMoved { get; init; }

    public ImmutableArray<WorkloadStory> Workloads { get; init; } = [];

    /// <summary>What stood in the way, in sentences.</summary>
    public ImmutableArray<string> Blockers { get; init; } = [];

    /// <summary>Scripts of the author's own that nobody knows what they do.</summary>
    public ImmutableArray<string> NotExecuted { get; init; } = [];
}

/// <summary>How a workload fared.</summary>
/// <param name="Name">Its namespace and name.</param>
/// <param name="Replicas">How many pods it wants.</param>
/// <param name="Fewest">The fewest that were available at any moment.</param>
/// <param name="Wanted">How many its budget wants; null: it has none.</param>
internal sealed record WorkloadStory(string Name, int Replicas, int Fewest, int? Wanted);
