using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What the steps inside something mean for it. Pure.</summary>
public static class GroupVerdict
{
    /// <summary>The failure of a <c>for-each</c> in which fewer lanes failed than would stop it.</summary>
    public const string Tolerated = "lanes-failed";

    /// <summary>The failure of a lane in which nothing failed, stopped because too many others did.</summary>
    public const string Stopped = "lane-stopped";

    /// <summary>
    /// Whether a step stands in the way of those that need it: it failed, or was skipped because of a failure or an abort. A lane that failed does not, since other lanes may
    /// go on; the <c>for-each</c> does once too many of them failed. A lane behind a closed gate does.
    /// </summary>
    public static bool Blocks(PlanNode node, StepState state)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(state);
        return state.Status switch
        {
            _ when node.IsLane => state.Skip == SkipReason.NeedFailed,
            StepStatus.Failed when state.Failure?.Code == Tolerated => false,
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

    /// <summary>Whether lanes failed in a <c>for-each</c> that went on all the same: then the run has not succeeded, and a resume tries them again.</summary>
    public static bool AnyTolerated(IEnumerable<PlanNode> nodes, RunState state)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return nodes.Any(n => n.FanOut is not null && !n.Step.ContinueOnFailure && state[n.Path] is { Status: StepStatus.Failed, Failure.Code: Tolerated });
    }

    /// <summary>Whether any of these changed something.</summary>
    public static bool AnyChanged(IEnumerable<PlanNode> nodes, RunState state)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return nodes.Any(n => state[n.Path].Status == StepStatus.Succeeded);
    }
}
