using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What the steps inside something mean for it. Pure.</summary>
public static class GroupVerdict
{
    /// <summary>Whether a step stands in the way of those that need it: it failed, or was skipped because of a failure or an abort.</summary>
    public static bool Blocks(PlanNode node, StepState state)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(state);
        return state.Status switch
        {
            StepStatus.Failed => !node.Step.ContinueOnFailure,
            StepStatus.Skipped => state.Skip is not SkipReason.Condition,
            _ => false,
        };
    }

    /// <summary>The first of these that stands in the way; null when none does.</summary>
    public static PlanNode? FirstBlocking(IEnumerable<PlanNode> nodes, RunState state)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return nodes.FirstOrDefault(n => Blocks(n, state[n.Path]));
    }

    /// <summary>Whether any of these changed something.</summary>
    public static bool AnyChanged(IEnumerable<PlanNode> nodes, RunState state)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return nodes.Any(n => state[n.Path].Status == StepStatus.Succeeded);
    }
}
