using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Records;

/// <summary>Finds when nobody drove the run, and what became of the steps that were in flight then.</summary>
internal sealed class AbsenceReader(Plan plan)
{
    private const string Open = "not resolved yet";

    private readonly List<(RunEvent.RunResumed Resumed, DateTimeOffset From, string Why, bool IsCut)> _absences = [];
    private readonly List<(int Absence, StepPath Step, int Attempt, string Resolution)> _inFlight = [];
    private readonly Dictionary<StepPath, int> _open = [];

    public ImmutableArray<Absence> Absences =>
    [
        .. _absences.Select((a, i) => new Absence(
            a.From, a.Resumed.At, a.Why, a.IsCut, a.Resumed.By, a.Resumed.Note,
            [.. _inFlight.Where(f => f.Absence == i).OrderBy(static f => f.Step).Select(static f => new InFlight(f.Step, f.Attempt, f.Resolution))])),
    ];

    public void Take(RunEvent e, RunState before, RunState after)
    {
        if (e is RunEvent.RunResumed resumed)
            Begin(resumed, before, after);
        else if (e is RunEvent.OfStep step && _open.TryGetValue(step.Step, out var open) && Resolution(step) is var (text, isSettled))
            Resolve(step.Step, open, text, isSettled);
    }

    private void Begin(RunEvent.RunResumed resumed, RunState before, RunState after)
    {
        _absences.Add((resumed, before.UpdatedAt, Why(before), before.Status == RunStatus.Running));
        foreach (var (path, step) in after.Steps.Where(s => s.Value.Status == StepStatus.Running && plan.Find(s.Key) is not { IsGroup: true }))
        {
            _open[path] = _inFlight.Count;
            _inFlight.Add((_absences.Count - 1, path, step.Attempt, Open));
        }
    }

    private void Resolve(StepPath step, int open, string text, bool isSettled)
    {
        var entry = _inFlight[open];
        _inFlight[open] = entry with { Resolution = entry.Resolution == Open ? text : $"{entry.Resolution}; {text}" };
        if (isSettled)
            _open.Remove(step);
    }

    private static string Why(RunState before) => before.Status switch
    {
        RunStatus.Running => "the engine was cut off (killed, or its machine went down)",
        RunStatus.Interrupted => "the engine was told to let go; commands went on",
        RunStatus.Waiting => "the run waited for a person",
        RunStatus.Failed => "the run had failed",
        RunStatus.Paused => before.StopNote ?? "a pause was asked for",
        _ => $"the run was {before.Status.ToString().ToLowerInvariant()}",
    };

    /// <summary>What an event says of how a doubt was resolved, and whether that settles it.</summary>
    private static (string Text, bool IsSettled)? Resolution(RunEvent.OfStep e) => e switch
    {
        RunEvent.StepFinished finished => ($"{finished.Resolution ?? "taken up again"}: {Outcome(finished)}", true),
        RunEvent.StepRetryScheduled retry => ($"{retry.Failure.Message}, so it was tried again", true),
        RunEvent.StepWaiting { Wait: { Kind: WaitKind.Doubt } wait } => ($"asked, since {wait.Message}", false),
        RunEvent.StepResolved resolved => ($"{resolved.By} said that it {(resolved.Done ? "is done" : "is to run again")}", true),
        RunEvent.StepSkipped => ("not run any more", true),
        _ => null,
    };

    private static string Outcome(RunEvent.StepFinished finished) => finished.Result switch
    {
        StepResult.Failed => $"it failed ({finished.Failure?.Code})",
        StepResult.Unchanged => "nothing was to be changed",
        _ => "it succeeded",
    };
}
