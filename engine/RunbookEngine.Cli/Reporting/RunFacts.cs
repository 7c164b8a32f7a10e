using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>What can be read off a run's state and plan. Pure.</summary>
internal static class RunFacts
{
    /// <summary>The steps that hold no others, with their states, in the order of the plan.</summary>
    public static IEnumerable<(PlanNode Node, StepState State)> Actions(RunState state, Plan plan) =>
        plan.Nodes.Where(static n => !n.IsGroup).Select(n => (n, state[n.Path]));

    /// <summary>How many steps ended how, in words: <c>5 done, 2 unchanged, 1 skipped</c>. What gates looked at is no step.</summary>
    public static string Counts(RunState state, Plan plan)
    {
        var counts = Actions(state, plan)
            .Where(s => s.Node.Gate is null && (s.State.Status != StepStatus.Pending || IsAhead(s.Node, state)))
            .CountBy(static s => s.State.Status)
            .ToDictionary();
        (StepStatus Status, string Word)[] words =
        [
            (StepStatus.Succeeded, "done"), (StepStatus.Unchanged, "unchanged"), (StepStatus.Failed, "failed"), (StepStatus.Skipped, "skipped"),
            (StepStatus.Waiting, "waiting"), (StepStatus.Running, "in flight"), (StepStatus.Retrying, "to be tried again"), (StepStatus.Pending, "not begun"),
        ];
        var parts = words.Where(w => counts.ContainsKey(w.Status)).Select(w => $"{counts[w.Status]} {w.Word}").ToList();
        return parts.Count == 0 ? "no steps" : string.Join(", ", parts);
    }

    /// <summary>How many steps stand at each status, those at which none does among them. What gates looked at is no step.</summary>
    public static IEnumerable<(string Status, int Steps)> ByStatus(RunState state, Plan plan)
    {
        var counts = Actions(state, plan).Where(static s => s.Node.Gate is null).CountBy(static s => s.State.Status).ToDictionary();
        return Enum.GetValues<StepStatus>().Select(s => (s.ToString().ToLowerInvariant(), counts.GetValueOrDefault(s)));
    }

    /// <summary>Steps that were started and whose outcome is not known, those that were given up because their host was lost among them.</summary>
    public static IEnumerable<(PlanNode Node, StepState State)> InFlight(RunState state, Plan plan) =>
        Actions(state, plan).Where(static s => s.State.Status == StepStatus.Running || s.State.IsUnsettled);

    /// <summary>Steps that wait for a person.</summary>
    public static IEnumerable<(PlanNode Node, StepState State)> Waiting(RunState state, Plan plan, WaitKind kind) =>
        Actions(state, plan).Where(s => s.State.Status == StepStatus.Waiting && s.State.Wait?.Kind == kind);

    /// <summary>Steps that failed for good and stand in the way of success, in the order in which they failed.</summary>
    public static IEnumerable<(PlanNode Node, StepState State)> Failed(RunState state, Plan plan) =>
        Actions(state, plan).Where(static s => s.State.Status == StepStatus.Failed).OrderBy(static s => s.State.EndedVersion);

    /// <summary>Whether steps of that section would still run: those of <c>on-failure</c> and <c>undo</c> only once they are begun.</summary>
    private static bool IsAhead(PlanNode node, RunState state) =>
        node.Section == state.Section || (state.Section == RunSection.Main && node.Section == RunSection.Main);

    /// <summary>The sequence in which an undo takes back what steps did: last first.</summary>
    public static IEnumerable<(PlanNode Node, StepState State)> ToUndo(RunState state, Plan plan) =>
        plan.Nodes
            .Where(n => n.Undoes is null && n.Step.Undo.Length > 0)
            .Select(n => (Node: n, State: state[n.Path]))
            .Where(static s => s.State.Status == StepStatus.Succeeded)
            .OrderByDescending(static s => s.State.EndedVersion);
}
