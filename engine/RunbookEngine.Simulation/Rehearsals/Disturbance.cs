using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>
/// What disturbs a rehearsal. Every moment at which an engine's death could matter is numbered, in the order in which an undisturbed run meets them: before and after each write of the journal, and before and
/// after each command or request by which it acts on the world.
/// </summary>
public sealed class Disturbance
{
    private readonly List<(FaultMoment.At When, Action<Life> Strike)> _atSteps = [];
    private readonly List<(int Number, Action<Life> Strike)> _atWrites = [];
    private int _writes;

    /// <summary>The moment at which the first engine dies, from 1; null: it does not.</summary>
    public int? CrashAt { get; init; }

    /// <summary>How many moments there were so far.</summary>
    public int Moments { get; private set; }

    /// <summary>What happened at the moment of the death; null: none died so.</summary>
    public string? CrashedAt { get; private set; }

    /// <summary>Lets a fault strike at a step.</summary>
    internal void Expect(FaultMoment.At when, Action<Life> strike) => _atSteps.Add((when, strike));

    /// <summary>Lets a fault strike after a write.</summary>
    internal void Expect(FaultMoment.Write when, Action<Life> strike) => _atWrites.Add((when.Number, strike));

    /// <summary>One of the numbered moments.</summary>
    /// <param name="life">Who lives through it.</param>
    /// <param name="what">Told when it dies there.</param>
    internal void Moment(Life life, string what)
    {
        life.Check();
        if (++Moments != CrashAt)
            return;
        CrashedAt = what;
        life.Crash();
    }

    internal void BeforeWrite(Life life, IReadOnlyList<RunEvent> events)
    {
        Strike(life, events, FaultPoint.End);
        Moment(life, $"before the journal has {Words(events)}");
    }

    internal void AfterWrite(Life life, IReadOnlyList<RunEvent> events)
    {
        _writes++;
        foreach (var due in _atWrites.FindAll(w => w.Number == _writes))
            due.Strike(life);
        Strike(life, events, FaultPoint.Begin);
        Strike(life, events, FaultPoint.Middle);
        life.Check();
        Moment(life, $"after the journal has {Words(events)}");
    }

    private void Strike(Life life, IReadOnlyList<RunEvent> events, FaultPoint point)
    {
        foreach (var e in events.OfType<RunEvent.OfStep>().Where(e => point == FaultPoint.End ? e is RunEvent.StepFinished : e is RunEvent.StepStarted))
        {
            foreach (var due in _atSteps.FindAll(f => f.When.Point == point && f.When.Step == e.Step))
            {
                // Once: the attempt that follows is spared.
                _atSteps.Remove(due);
                due.Strike(life);
            }
        }
    }

    private static string Words(IReadOnlyList<RunEvent> events) => string.Join(" and ", events.Select(static e => e is RunEvent.OfStep step ? $"{Kind(e)} of {step.Step}" : Kind(e)));

    private static string Kind(RunEvent e) => e.GetType().Name;
}
