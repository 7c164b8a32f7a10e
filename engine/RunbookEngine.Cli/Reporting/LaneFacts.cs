using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>How one lane stands.</summary>
/// <param name="Node">The lane.</param>
/// <param name="State">Its own state.</param>
/// <param name="Done">How many of its steps are over.</param>
/// <param name="Total">How many it has.</param>
/// <param name="At">What it is at now, or what it failed of; null when it is neither at work nor failed.</param>
internal sealed record LaneFact(PlanNode Node, StepState State, int Done, int Total, (PlanNode Node, StepState State)? At)
{
    public string Target => Node.Lane!.Target;

    /// <summary>Whether it failed by itself, and was not just stopped.</summary>
    public bool HasFailed => State.Status == StepStatus.Failed && State.Failure?.Code != GroupVerdict.Stopped;

    /// <summary>Whether it was stopped between two steps because others failed, or not begun for that.</summary>
    public bool IsStopped => (State.Status == StepStatus.Failed && !HasFailed) || State.Skip == SkipReason.MaxFailures;

    /// <summary>Whether it was begun and is not over.</summary>
    public bool IsAtWork => State.Status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting;
}

/// <summary>What can be read off a run's state about the lanes of its <c>for-each</c> steps. Pure.</summary>
internal static class LaneFacts
{
    /// <summary>The <c>for-each</c> steps that stand in no lane themselves, and spread over hosts that are known.</summary>
    public static IEnumerable<PlanNode> FanOuts(Plan plan) => plan.Nodes.Where(static n => n.FanOut is { IsKnown: true } && n.Lane is null);

    /// <summary>The lanes of one, batch after batch.</summary>
    public static IReadOnlyList<LaneFact> Of(PlanNode forEach, Plan plan, RunState state) =>
        [.. forEach.FanOut!.Batches.SelectMany(static b => b).Select(path => Of(path, plan, state))];

    /// <summary>Of one lane.</summary>
    public static LaneFact Of(StepPath lane, Plan plan, RunState state)
    {
        var node = plan[lane];
        var steps = Actions(node, plan).Select(n => (Node: n, State: state[n.Path])).ToList();
        var at = steps.Where(static s => s.State.Status == StepStatus.Failed).OrderByDescending(static s => s.State.EndedVersion)
            .Concat(steps.Where(static s => s.State.Status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting));
        return new(node, state[lane], steps.Count(static s => s.State.IsOver), steps.Count, at.Select(static s => ((PlanNode, StepState)?)s).FirstOrDefault());
    }

    /// <summary>The number of the batch at work, from 1; the last one when all are over, 0 before the first.</summary>
    public static int Batch(PlanNode forEach, RunState state)
    {
        var batches = forEach.FanOut!.Batches;
        for (var number = batches.Length; number > 0; number--)
        {
            if (batches[number - 1].Any(l => state[l].Status is not (StepStatus.Pending or StepStatus.Skipped)))
                return number;
        }

        return 0;
    }

    /// <summary>How many lanes stand how, in words: <c>14 done, 1 failed, 20 at work, 45 not begun</c>.</summary>
    public static string Counts(IReadOnlyList<LaneFact> lanes)
    {
        (string Word, int Count)[] counts =
        [
            ("done", lanes.Count(static l => l.State.IsDone)),
            ("failed", lanes.Count(static l => l.HasFailed)),
            ("at work", lanes.Count(static l => l.IsAtWork)),
            ("stopped", lanes.Count(static l => l.IsStopped)),
            ("skipped", lanes.Count(static l => l.State.Status == StepStatus.Skipped && !l.IsStopped)),
            ("not begun", lanes.Count(static l => l.State.Status == StepStatus.Pending)),
        ];
        return lanes.Count == 0 ? "none" : string.Join(", ", counts.Where(static c => c.Count > 0).Select(static c => $"{c.Count} {c.Word}"));
    }

    /// <summary>Whether a step is one of a lane, or a gate between them: told with its <c>for-each</c>.</summary>
    public static bool IsInside(PlanNode node) => node.Lane is not null || node.Gate is not null;

    private static IEnumerable<PlanNode> Actions(PlanNode node, Plan plan) =>
        node.IsGroup ? node.Children.SelectMany(c => Actions(plan[c], plan)) : [node];
}
