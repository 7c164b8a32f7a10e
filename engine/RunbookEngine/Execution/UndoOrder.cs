using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What an undo does, and in which order. Pure.</summary>
public static class UndoOrder
{
    /// <summary>
    /// For each step that changed something and has an <c>undo</c>, the nodes of it: the step that ended last comes first. Steps that found nothing to
    /// change, failed, or were not run are left alone: the engine only takes back what it did.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<PlanNode>> Of(Plan plan, RunState state)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        return
        [
            .. plan.Of(RunSection.Undo)
                .GroupBy(static n => n.Undoes!.Value)
                .Where(g => state[g.Key].Status == StepStatus.Succeeded)
                .OrderByDescending(g => state[g.Key].EndedVersion)
                .Select(static g => g.ToArray()),
        ];
    }
}
