using System.Collections.Immutable;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Records;

/// <summary>Reads the record of a run out of its journal, event by event. Pure.</summary>
internal sealed class RecordReader
{
    private readonly Plan _plan;
    private readonly Dictionary<StepPath, List<StepMoment>> _stories = [];
    private readonly List<StepPath> _order = [];
    private readonly List<Deed> _deeds = [];
    private readonly AbsenceReader _absences;
    private readonly WorkReader _work;
    private RunState _state = RunState.Empty;

    private RecordReader(Plan plan) => (_plan, _work, _absences) = (plan, new(plan), new(plan));

    /// <summary>The record.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan, with the hosts that were frozen.</param>
    /// <param name="events">Its journal, at least its first event.</param>
    public static RunRecord Read(RunId run, Plan plan, IReadOnlyList<RunEvent> events)
    {
        var reader = new RecordReader(plan);
        foreach (var e in events)
            reader.Take(e);
        return new()
        {
            Run = run,
            Plan = plan,
            State = reader._state,
            Timeline = reader._work.Timeline(events[0].At, events[^1].At),
            Steps = [.. reader._order.Select(reader.Step)],
            Absences = reader._absences.Absences,
            Deeds = [.. reader._deeds],
            Nodes = NodeFactsReader.Read(plan, events),
        };
    }

    private StepRecord Step(StepPath path) => new(path, _plan.Find(path), _state[path], [.. _stories[path]]);

    private void Take(RunEvent e)
    {
        var before = _state;
        _state = _state.Apply(e);
        _absences.Take(e, before, _state);
        Remember(e);
        if (e is not RunEvent.OfStep step || _plan.Find(step.Step) is { IsGroup: true })
            return;
        _work.Take(step);
        if (Moment(step, before[step.Step]) is { } moment)
            Story(step.Step).Add(moment);
    }

    private List<StepMoment> Story(StepPath path)
    {
        if (_stories.TryGetValue(path, out var story))
            return story;
        _order.Add(path);
        return _stories[path] = [];
    }

    private static StepMoment? Moment(RunEvent.OfStep e, StepState before) => e switch
    {
        RunEvent.StepStarted started => new(e.At, $"attempt {started.Attempt} began{(started.Target is { } host ? $" on {host}" : "")}", started.Attempt > 1),
        RunEvent.StepFinished { Result: StepResult.Failed } failed => new(
            e.At, failed.Unsettled ? "its host was lost; what was begun there may go on" : "failed", IsNotable: true)
        { Failure = failed.Failure, End = failed },
        RunEvent.StepFinished finished => new(e.At, finished.Result == StepResult.Succeeded ? "succeeded" : "found nothing to change" + (before.StartedAt is null ? ", so nothing was begun" : ""), finished.Resolution is not null) { End = finished },
        RunEvent.StepSkipped skipped => new(e.At, $"not run: {StepWords.Of(skipped.Reason, skipped.Cause)}"),
        RunEvent.StepRetryScheduled { Good: true } => new(e.At, "good this time"),
        RunEvent.StepRetryScheduled retry => new(e.At, "did not succeed; to be tried again", IsNotable: true) { Failure = retry.Failure },
        RunEvent.StepWaiting waiting => new(e.At, StepWords.Of(waiting.Wait), waiting.Wait.Kind == WaitKind.Doubt),
        RunEvent.StepAnswered answered => new(e.At, $"{(answered.Answer.Approved ? "approved" : "rejected")} by {answered.Answer.By}{(answered.Answer.Note is { Length: > 0 } note ? $": {note}" : "")}"),
        RunEvent.StepResolved resolved => new(e.At, $"{resolved.By} said that it {(resolved.Done ? "is done" : "is to run again")}", IsNotable: true),
        _ => null,
    };

    private void Remember(RunEvent e)
    {
        if (e is RunEvent.RunCreated { Confirmed: { } confirmed })
            _deeds.Add(new(confirmed.At, confirmed.By, Yes(confirmed.How), confirmed.Plan is { } plan ? $"plan {plan}" : null));
        Deed? deed = e switch
        {
            RunEvent.RunCreated created => new(e.At, Name(created.By), "started the run"),
            RunEvent.RunResumed { Undo: true } resumed => new(e.At, Name(resumed.By), "had it undone", resumed.Note),
            RunEvent.RunResumed resumed => new(e.At, Name(resumed.By), "resumed it", resumed.Note),
            RunEvent.RunbookChanged changed => new(e.At, "", $"the changed runbook was accepted (sha256 {Short(changed.Hash)})"),
            RunEvent.RequestTaken { Kind: RequestKind.Pause or RequestKind.Abort } request => new(e.At, request.By, request.Kind == RequestKind.Pause ? "asked for a pause" : "asked for the end of the run"),
            RunEvent.StepAnswered answered => new(e.At, answered.Answer.By, $"{(answered.Answer.Approved ? "approved" : "rejected")} {answered.Step}", answered.Answer.Note),
            RunEvent.StepResolved resolved => new(e.At, resolved.By, $"said of {resolved.Step}, which was in doubt: {(resolved.Done ? "it is done" : "run it again")}"),
            _ => null,
        };
        if (deed is not null)
            _deeds.Add(deed);
    }

    private static string Yes(ConfirmationKind how) => how switch
    {
        ConfirmationKind.Typed => "saw the plan and typed yes",
        ConfirmationKind.SavedPlan => "gave a saved plan, which still held",
        _ => "said yes by --yes, without being asked",
    };

    /// <summary>The beginning of a hash, enough to recognise it.</summary>
    public static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static string Name(LeaseHolder holder) => $"{holder.User} on {holder.Host}";
}
