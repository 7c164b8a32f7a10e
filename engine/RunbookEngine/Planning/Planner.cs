using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Makes the graph of a checked runbook. Pure.</summary>
public static class Planner
{
    /// <summary>
    /// The plan of a runbook that the language found no error in. A step depends on the one above it, unless it says <c>needs</c> or stands in a
    /// <c>parallel</c> group.
    /// </summary>
    public static Plan Plan(Runbook runbook)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        var frame = new PlanFrame { Runbook = runbook };
        var drafts = new PlanDraft();
        drafts.Add(runbook.Steps, new(RunSection.Main, new StepPath(""), frame));
        drafts.Add(runbook.OnFailure, new(RunSection.OnFailure, RunSections.OnFailure, frame));
        drafts.Add(runbook.Finally, new(RunSection.Finally, RunSections.Finally, frame));
        return new(runbook, frame, PlanOrder.Sort(drafts.Complete()));
    }
}
