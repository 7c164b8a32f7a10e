using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Makes the graph of a checked runbook. Pure.</summary>
public static class Planner
{
    /// <summary>
    /// The plan of a runbook that the language found no error in. A step depends on the one above it, unless it says <c>needs</c> or stands in a
    /// <c>parallel</c> group.
    /// </summary>
    /// <param name="runbook">The runbook.</param>
    /// <param name="given">
    /// Inputs and hosts, from which lanes are made. Null, for drawings and checks: each <c>for-each</c> has one lane that stands for all.
    /// </param>
    /// <exception cref="PlanException">The hosts, or settings such as <c>batches</c>, cannot be had from what is given.</exception>
    public static Plan Plan(Runbook runbook, PlanInputs? given = null)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        var frame = new PlanFrame { Runbook = runbook };
        var scope = given is null ? null : new PlanScope(given);
        var targets = given is null ? null : new TargetResolver(given, scope!);
        targets?.Resolve(frame);
        var drafts = new PlanDraft(targets, new FanOutDraft(scope));
        drafts.Add(runbook.Steps, new(RunSection.Main, new StepPath(""), frame));
        drafts.Add(runbook.OnFailure, new(RunSection.OnFailure, RunSections.OnFailure, frame));
        drafts.Add(runbook.Finally, new(RunSection.Finally, RunSections.Finally, frame));
        return new(runbook, frame, PlanOrder.Sort(drafts.Complete()), targets?.Resolved ?? new([]));
    }
}
