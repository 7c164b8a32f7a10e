using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>Whether a runbook works on hosts, so that an inventory is read only where it matters. Pure.</summary>
internal static class HostsNeeded
{
    private const string Local = "local";

    /// <summary>Whether it works on any; those that a cluster names take their settings from an inventory that is there.</summary>
    public static bool By(Runbook runbook) => By(runbook, static t => t is not TargetSelector.Local);

    /// <summary>Whether its hosts cannot be known without an inventory.</summary>
    public static bool OfInventoryBy(Runbook runbook) => By(runbook, static t => t is TargetSelector.Group or TargetSelector.Hosts);

    private static bool By(Runbook runbook, Func<TargetSelector, bool> counts) =>
        runbook.Targets.Any(t => counts(t.Selector)) || By(runbook.Steps, counts) || By(runbook.OnFailure, counts) || By(runbook.Finally, counts);

    private static bool By(ImmutableArray<Step> steps, Func<TargetSelector, bool> counts) => steps.Any(s => IsElsewhere(s) || By(s.Undo, counts) || s switch
    {
        GroupStep group => By(group.Steps, counts),
        ForEachStep forEach => By(forEach.Steps, counts) || (forEach.Gate is { } gate && IsElsewhere(gate.Step)),
        IncludeStep include => By(include.Runbook, counts),
        _ => false,
    });

    private static bool IsElsewhere(Step step) => step.On is { Content: not Local };
}
