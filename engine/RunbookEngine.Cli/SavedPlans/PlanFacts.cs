using System.Collections.Immutable;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.SavedPlans;

/// <summary>All that a saved plan binds a run to.</summary>
/// <param name="File">The runbook as it was named.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Inputs">The inputs; of secret ones only the names are kept.</param>
/// <param name="Environment">The variables that the runbook lists.</param>
/// <param name="Inventory">The hosts.</param>
/// <param name="Answers">What the targets said.</param>
internal sealed record PlanFacts(string File, Plan Plan, Value.Map Inputs, Value.Map Environment, Inventory Inventory, ImmutableArray<StepAnswer> Answers);
