using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>A step as <c>plan</c> shows it.</summary>
/// <param name="Node">The step.</param>
/// <param name="Arguments">Its settings, as far as they are known.</param>
/// <param name="Condition">Its <c>if</c>, as far as it is known; null when it has none.</param>
/// <param name="Change">What looking showed; null when nobody looked.</param>
internal sealed record PlannedStep(PlanNode Node, ImmutableArray<KeyValuePair<string, Foreseen>> Arguments, Foreseen? Condition, ProbeResult? Change)
{
    /// <summary>What its real targets said, and those of the same step in other lanes; empty when nobody asked them.</summary>
    public ImmutableArray<StepAnswer> Answers { get; init; } = [];
}
