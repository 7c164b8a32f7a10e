using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>When each step of a run was at work, from its journal. Pure, and as good for a real run.</summary>
public sealed record Timeline
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When its last event was.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The steps that were at work, by when they began.</summary>
    public required ImmutableArray<TimelineStep> Steps { get; init; }

    /// <summary>The lanes, by when they began.</summary>
    public required ImmutableArray<TimelineLane> Lanes { get; init; }

    /// <summary>Reads it out of a journal.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="events">Its events, the first ones first.</param>
    public static Timeline Of(Plan plan, IReadOnlyList<RunEvent> events)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(events);
        var steps = StepsOf(plan, events);
        var lanes = steps.Where(static s => s.Lane is not null)
            .GroupBy(static s => s.Lane!.Value)
            .Select(static l => new TimelineLane(l.Key, l.First().Batch, l.Min(static s => s.Start), l.Max(static s => s.End), [.. l]))
            .OrderBy(static l => l.Start).ThenBy(static l => l.Path);
        return new() { Start = events[0].At, End = events[^1].At, Steps = steps, Lanes = [.. lanes] };
    }

    private static ImmutableArray<TimelineStep> StepsOf(Plan plan, IReadOnlyList<RunEvent> events)
    {
        var nodes = plan.Nodes.Where(static n => n.Step is ActionStep).ToDictionary(static n => n.Path);
        var open = new Dictionary<StepPath, (DateTimeOffset At, int Attempts)>();
        var done = new List<TimelineStep>();
        foreach (var e in events.OfType<RunEvent.OfStep>().Where(e => nodes.ContainsKey(e.Step)))
        {
            if (e is RunEvent.StepStarted)
                open[e.Step] = open.TryGetValue(e.Step, out var earlier) ? (earlier.At, earlier.Attempts + 1) : (e.At, 1);
            else if (e is RunEvent.StepFinished finished && open.Remove(e.Step, out var began))
                done.Add(Step(nodes[e.Step], began.At, e.At, began.Attempts, finished));
        }

        // What was at work when the run stopped.
        done.AddRange(open.Select(o => Step(nodes[o.Key], o.Value.At, events[^1].At, o.Value.Attempts, null)));
        return [.. done.OrderBy(static s => s.Start).ThenBy(static s => s.Path)];
    }

    private static TimelineStep Step(PlanNode node, DateTimeOffset start, DateTimeOffset end, int attempts, RunEvent.StepFinished? finished) => new(
        node.Path, node.Lane?.Path, node.Lane?.Batch ?? 0, start, end, attempts, finished?.Result, finished?.Failure);
}

/// <summary>When one step was at work, all its attempts together.</summary>
/// <param name="Path">The step.</param>
/// <param name="Lane">The lane that it is in; null: none.</param>
/// <param name="Batch">The lane's batch, from 0.</param>
/// <param name="Start">When its first attempt began.</param>
/// <param name="End">When its last one ended.</param>
/// <param name="Attempts">How many there were.</param>
/// <param name="Result">How it ended; null: it has not.</param>
/// <param name="Failure">Why it failed; null: it did not.</param>
public sealed record TimelineStep(StepPath Path, StepPath? Lane, int Batch, DateTimeOffset Start, DateTimeOffset End, int Attempts, StepResult? Result, StepFailure? Failure)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Took => End - Start;
}

/// <summary>When one lane was at work.</summary>
/// <param name="Path">The lane, such as <c>upgrade[w1]</c>.</param>
/// <param name="Batch">Its batch, from 0.</param>
/// <param name="Start">When its first step began.</param>
/// <param name="End">When its last one ended.</param>
/// <param name="Steps">Its steps.</param>
public sealed record TimelineLane(StepPath Path, int Batch, DateTimeOffset Start, DateTimeOffset End, ImmutableArray<TimelineStep> Steps)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Took => End - Start;

    /// <summary>Whether a step of it failed.</summary>
    public bool HasFailed => Steps.Any(static s => s.Result == StepResult.Failed);
}
