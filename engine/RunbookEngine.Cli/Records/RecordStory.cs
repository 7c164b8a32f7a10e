using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Planning;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Records;

/// <summary>The first sentences of a report: how it ended, what went wrong, what is left. Pure; texts of others are in it as they came.</summary>
internal sealed class RecordStory(RunRecord record)
{
    private const int MostFailures = 10;

    /// <summary>The sentences.</summary>
    /// <param name="quote">Sets what is not the engine's own word apart.</param>
    public IEnumerable<string> Sentences(Func<string, string> quote)
    {
        var state = record.State;
        yield return state.Status switch
        {
            RunStatus.Succeeded => $"Everything that was to be done is done: {RunFacts.Counts(state, record.Plan)}.",
            RunStatus.Failed => $"The run failed and can be resumed: {RunFacts.Counts(state, record.Plan)}.",
            RunStatus.Aborted => $"The run was ended for good before everything was done: {RunFacts.Counts(state, record.Plan)}.",
            RunStatus.Undone => "What the run did was taken back.",
            _ => $"The run is not over ({StepWords.Of(state.Status)}): {RunFacts.Counts(state, record.Plan)}.",
        };
        if (state.StopNote is { } note)
            yield return $"It stopped because {quote(note)}.";
        if (record.Absences.Length > 0)
            yield return Resumes();
        var retried = record.Steps.Where(static s => s.Node?.Gate is null && s.State.IsDone && s.Story.Any(static m => m.Failure is not null)).ToList();
        if (retried.Count > 0)
            yield return Invariant($"{Count(retried.Count, "step")} failed at first and {(retried.Count == 1 ? "was" : "were")} done in the end: {Some(retried.Select(s => quote(s.Path.Value)))}.");
        var approvals = record.Deeds.Count(static d => d.What.StartsWith("approved", StringComparison.Ordinal));
        if (approvals > 0)
            yield return Invariant($"{Count(approvals, "approval")} {(approvals == 1 ? "was" : "were")} given.");
    }

    /// <summary>The steps that failed and were not done later.</summary>
    public IEnumerable<(PlanNode Node, StepState State)> Failures => RunFacts.Failed(record.State, record.Plan).Where(static s => s.State.Failure is not null).Take(MostFailures);

    /// <summary>The steps that wait for a person.</summary>
    public IEnumerable<StepRecord> Waiting => record.Steps.Where(static s => s.State.Wait is not null);

    /// <summary>A handful of names, and how many more there are.</summary>
    public static string Some(IEnumerable<string> names, int most = 5)
    {
        var all = names.ToList();
        return all.Count <= most ? string.Join(", ", all) : Invariant($"{string.Join(", ", all.Take(most))} and {all.Count - most} more");
    }

    /// <summary>Why steps and whole lanes were not run, and which.</summary>
    public IEnumerable<(string Reason, IReadOnlyList<string> Steps)> Skipped() => record.State.Steps
        .Where(s => s.Value.Status == StepStatus.Skipped && record.Plan.Find(s.Key) is { } node && (node.IsLane || !node.IsGroup))
        .OrderBy(static s => s.Key.Value, NaturalOrder.Instance)
        .GroupBy(static s => StepWords.Of(s.Value.Skip ?? SkipReason.Condition, s.Value.SkipCause))
        .Select(static g => (g.Key, (IReadOnlyList<string>)[.. g.Select(static s => s.Key.Value)]));

    private string Resumes()
    {
        var cut = record.Absences.Count(static a => a.IsCut);
        var inFlight = record.Absences.Sum(static a => a.InFlight.Length);
        var how = cut == 0 ? "" : cut == record.Absences.Length ? ", because the engine was cut off" : Invariant($", {cut} of them because the engine was cut off");
        return Invariant($"It was resumed {(record.Absences.Length == 1 ? "once" : Invariant($"{record.Absences.Length} times"))}{how}; {(inFlight == 0 ? "no step was in flight then" : Invariant($"{Count(inFlight, "step")} in flight {(inFlight == 1 ? "was" : "were")} taken up again"))}. Nobody drove it for {Elapsed.Of(record.Timeline.End - record.Timeline.Start - record.Driven)} in all.");
    }

    private static string Count(int count, string what) => Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
