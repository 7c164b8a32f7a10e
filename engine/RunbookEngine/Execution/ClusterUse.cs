using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Whether a runbook works on a cluster. Pure.</summary>
public static class ClusterUse
{
    /// <summary>Whether any step or target of a plan does.</summary>
    public static bool By(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return By(plan.Runbook);
    }

    /// <summary>Whether any step or target of a runbook, or of what it includes, does.</summary>
    public static bool By(Runbook runbook)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        return NeedsNodes(runbook) || AnyStep(runbook, static s => s is ActionStep { Verb.Reach: not VerbReach.Target });
    }

    /// <summary>Whether its targets, or those of what it includes, are nodes of the cluster.</summary>
    public static bool NeedsNodes(Runbook runbook)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        return HasNodes(runbook) || AnyStep(runbook, static s => s is IncludeStep include && NeedsNodes(include.Runbook));
    }

    private static bool HasNodes(Runbook runbook) => runbook.Targets.Any(static t => t.Selector is TargetSelector.Nodes);

    private static bool AnyStep(Runbook runbook, Func<Step, bool> fits) =>
        runbook.Steps.Concat(runbook.OnFailure).Concat(runbook.Finally).Any(s => Any(s, fits));

    private static bool Any(Step step, Func<Step, bool> fits) => fits(step) || step.Undo.Any(s => Any(s, fits)) || step switch
    {
        GroupStep group => group.Steps.Any(s => Any(s, fits)),
        ForEachStep forEach => forEach.Steps.Any(s => Any(s, fits)) || (forEach.Gate is { } gate && Any(gate.Step, fits)),
        IncludeStep include => AnyStep(include.Runbook, fits),
        _ => false,
    };
}
