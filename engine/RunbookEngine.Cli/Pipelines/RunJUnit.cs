using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>A run as test results: a case for the whole run, for each step outside of lanes, and for each lane. Pure.</summary>
internal sealed class RunJUnit(Plan plan)
{
    /// <summary>The file's text.</summary>
    public string Write(RunState state) =>
        JUnitText.Write(plan.Runbook.Name, state.Created?.At ?? state.UpdatedAt, [Run(state), .. Steps(state), .. Lanes(state)]);

    /// <summary>It fails as the command does: whenever the run is not at its end, whatever its steps did.</summary>
    private JUnitCase Run(RunState state)
    {
        var problem = state.Status is RunStatus.Succeeded or RunStatus.Undone ? null : $"the run is {StepWords.Of(state.Status)}";
        var waits = plan.Nodes.Where(n => state[n.Path].Wait is not null).Select(n => $"{n.Path} {StepWords.Of(state[n.Path].Wait!)}");
        return new("run", "the whole run", state.UpdatedAt - (state.Created?.At ?? state.UpdatedAt), problem, [.. state.StopNote is { } note ? waits.Prepend(note) : waits]);
    }

    private IEnumerable<JUnitCase> Steps(RunState state) =>
        RunFacts.Actions(state, plan).Where(static s => s.Node.Lane is null && s.State.Status != StepStatus.Pending).Select(static s => Of("steps", s.Node, s.State, s));

    private IEnumerable<JUnitCase> Lanes(RunState state) =>
        LaneFacts.FanOuts(plan).SelectMany(f => LaneFacts.Of(f, plan, state)).Where(static l => l.State.Status != StepStatus.Pending).Select(static l => Of("lanes", l.Node, l.State, l.At));

    private static JUnitCase Of(string kind, PlanNode node, StepState state, (PlanNode Node, StepState State)? at)
    {
        var took = state is { BeganAt: { } start, EndedAt: { } end } && end > start ? end - start : TimeSpan.Zero;
        if (state.Status != StepStatus.Failed)
            return new(kind, node.Path.Value, took, null, []) { Skipped = Skipped(state) };
        var (step, failure) = at is { State.Failure: { } inner } ? (at.Value.Node, inner) : (node, state.Failure);
        var host = at?.State.Target is { } target ? $" on {target}" : "";
        return new(kind, node.Path.Value, took, $"{step.Path}{host}: {failure?.Message}", [.. Lines(step, failure)]) { Code = failure?.Code };
    }

    private static string? Skipped(StepState state) => state.Status switch
    {
        StepStatus.Skipped => StepWords.Of(state.Skip ?? SkipReason.Condition, state.SkipCause),
        StepStatus.Waiting when state.Wait is { } wait => StepWords.Of(wait),
        StepStatus.Running or StepStatus.Retrying => "it is not over",
        _ => null,
    };

    private static IEnumerable<string> Lines(PlanNode step, StepFailure? failure)
    {
        yield return $"{step.Path} ({StepWords.Verb(step.Step)}, {step.Step.Span}): {failure?.Message} ({failure?.Code})";
        if (failure?.Hint is { Length: > 0 } hint)
            yield return $"hint: {hint}";
        foreach (var detail in failure?.Details ?? [])
            yield return detail;
    }
}
