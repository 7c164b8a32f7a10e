using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>Whether a runbook works on hosts, so that an inventory is read only where it matters. Pure.</summary>
internal static class HostsNeeded
{
    private const string Local = "local";

    public static bool By(Runbook runbook) =>
        runbook.Targets.Any(static t => t.Selector is not TargetSelector.Local) || By(runbook.Steps) || By(runbook.OnFailure) || By(runbook.Finally);

    private static bool By(ImmutableArray<Step> steps) => steps.Any(static s => IsElsewhere(s) || By(s.Undo) || s switch
    {
        GroupStep group => By(group.Steps),
        ForEachStep forEach => By(forEach.Steps) || (forEach.Gate is { } gate && IsElsewhere(gate.Step)),
        IncludeStep include => By(include.Runbook),
        _ => false,
    });

    private static bool IsElsewhere(Step step) => step.On is { Content: not Local };
}
