using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Records;

/// <summary>Finds when each step was at work. What was found to be so already, and needed no start, counts as a moment's work.</summary>
internal sealed class WorkReader(Plan plan)
{
    private readonly Dictionary<StepPath, (DateTimeOffset At, int Attempts)> _open = [];
    private readonly List<TimelineStep> _done = [];

    public void Take(RunEvent.OfStep e)
    {
        if (e is RunEvent.StepStarted)
            _open[e.Step] = _open.TryGetValue(e.Step, out var earlier) ? (earlier.At, earlier.Attempts + 1) : (e.At, 1);
        else if (e is RunEvent.StepFinished finished)
            _done.Add(Step(e.Step, _open.Remove(e.Step, out var began) ? began : (e.At, 0), e.At, finished.Result, finished.Failure));
        else if (e is RunEvent.StepResolved { Done: true } && _open.Remove(e.Step, out var doubted))
            _done.Add(Step(e.Step, doubted, e.At, StepResult.Succeeded, null));
    }

    /// <summary>What was at work, what still is at the end included.</summary>
    public Timeline Timeline(DateTimeOffset start, DateTimeOffset end)
    {
        var steps = _done.Concat(_open.Select(o => Step(o.Key, o.Value, end, null, null))).OrderBy(static s => s.Start).ThenBy(static s => s.Path).ToList();
        var lanes = steps.Where(static s => s.Lane is not null)
            .GroupBy(static s => s.Lane!.Value)
            .Select(static l => new TimelineLane(l.Key, l.First().Batch, l.Min(static s => s.Start), l.Max(static s => s.End), [.. l]))
            .OrderBy(static l => l.Start).ThenBy(static l => l.Path);
        return new() { Start = start, End = end, Steps = [.. steps], Lanes = [.. lanes] };
    }

    private TimelineStep Step(StepPath path, (DateTimeOffset At, int Attempts) began, DateTimeOffset end, StepResult? result, StepFailure? failure)
    {
        var lane = plan.Find(path)?.Lane;
        return new(path, lane?.Path, lane?.Batch ?? 0, began.At, end, began.Attempts, result, failure);
    }
}
