using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>What a plan with lanes depends on beside the runbook.</summary>
public sealed record PlanInputs
{
    /// <summary>Evaluates <c>batches</c> and the like.</summary>
    public required IExpressionEvaluator Expressions { get; init; }

    /// <summary>The run's inputs. Secret ones may be missing.</summary>
    public required Value.Map Inputs { get; init; }

    /// <summary>The environment variables that the runbook lists.</summary>
    public required Value.Map Environment { get; init; }

    /// <summary>The hosts.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The nodes of the cluster; null: there was no need to ask for them, or it could not be done.</summary>
    public IReadOnlyCollection<ClusterNode>? Nodes { get; init; }

    /// <summary>The targets as they were frozen when the run began: <see cref="Plan.Targets"/> of then. What is in it is not looked up again. Null: a new run.</summary>
    public Value.Map? Frozen { get; init; }
}
