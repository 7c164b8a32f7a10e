using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Changes;

/// <summary>What differs between the plan that a run follows and another one, step by step. Pure.</summary>
internal static class PlanDifference
{
    /// <summary>Steps that are done, or in flight, whose text is another one or gone. A run never goes on past such a change.</summary>
    public static IReadOnlyList<StepPath> TouchedDoneSteps(RunState state, Plan before, Plan after) =>
        [.. before.Nodes.Where(n => !n.IsGroup && IsSettled(state[n.Path]) && !IsSame(n, after)).Select(static n => n.Path)];

    /// <summary>A line for each step that was changed, added or removed, with how it stands.</summary>
    public static IEnumerable<string> Lines(RunState state, Plan before, Plan after)
    {
        foreach (var node in before.Nodes.Where(static n => !n.IsGroup))
        {
            var stands = state[node.Path].Status == StepStatus.Pending ? "not begun" : StepWords.Of(state[node.Path]);
            if (after.Find(node.Path) is null)
                yield return $"removed  {node.Path} ({stands})";
            else if (!IsSame(node, after))
                yield return $"changed  {node.Path} ({stands})";
        }

        foreach (var node in after.Nodes.Where(n => !n.IsGroup && before.Find(n.Path) is null))
            yield return $"added    {node.Path}";
    }

    private static bool IsSame(PlanNode node, Plan after) => after.Find(node.Path) is { } other && other.Step.Fingerprint == node.Step.Fingerprint;

    private static bool IsSettled(StepState step) => step.IsDone || step.IsUnsettled || step.Status == StepStatus.Running;
}
