using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What the lanes and gates of a <c>for-each</c> mean for it. Pure.</summary>
public static class LaneVerdict
{
    private const int MostNames = 8;

    /// <summary>Why it failed; null when it did not.</summary>
    public static StepFailure? FailureOf(PlanNode forEach, Plan plan, RunState state)
    {
        var lanes = forEach.Children.Where(c => plan[c].IsLane).ToArray();
        var failed = lanes.Where(l => FanOutBook.HasFailed(state[l])).ToArray();
        var max = forEach.FanOut!.MaxFailures;
        if (failed.Length > max)
            return StepFailures.TooManyLanes(Names(failed, plan), max, lanes.Count(l => !state[l].IsDone) - failed.Length);
        if (forEach.Children.FirstOrDefault(c => Stands(plan[c], state[c])) is { Value: not null } cause)
            return state[cause].Skip == SkipReason.MaxFailures ? StepFailures.LaneStopped() : StepFailures.Inside(state[cause].SkipCause ?? cause);
        return failed.Length > 0 ? StepFailures.LanesFailed(Names(failed, plan), max) : null;
    }

    /// <summary>Whether a gate is closed, or a lane was not run for a reason that is not its own.</summary>
    private static bool Stands(PlanNode node, StepState state) =>
        node.IsLane ? state is { Status: StepStatus.Skipped, Skip: not SkipReason.Condition } : GroupVerdict.Blocks(node, state);

    /// <summary>What it puts out.</summary>
    public static Value.Map Outputs(PlanNode forEach, Plan plan, RunState state)
    {
        var lanes = forEach.Children.Where(c => plan[c].IsLane).ToArray();
        return new(
        [
            new("size", new Value.Integer(lanes.Length)),
            new("succeeded", Targets(lanes.Where(l => state[l].IsDone && DidAnything(l, plan, state)), plan)),
            new("failed", Targets(lanes.Where(l => state[l].Status == StepStatus.Failed), plan)),
        ]);
    }

    /// <summary>Whether any step of it was run or found to be done; one whose steps were all skipped by their conditions did nothing, and has not succeeded in anything.</summary>
    public static bool DidAnything(StepPath group, Plan plan, RunState state) =>
        plan[group].Children.IsEmpty || plan[group].Children.Any(c => state[c].Status != StepStatus.Skipped && (!plan[c].IsGroup || DidAnything(c, plan, state)));

    private static Value.List Targets(IEnumerable<StepPath> lanes, Plan plan) => new([.. lanes.Select(l => new Value.Text(plan[l].Lane!.Target))]);

    private static string Names(StepPath[] lanes, Plan plan)
    {
        var names = string.Join(", ", lanes.Take(MostNames).Select(l => plan[l].Lane!.Target));
        return lanes.Length > MostNames ? $"{names} and {lanes.Length - MostNames} more" : names;
    }
}
