using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>
/// Kills the engine at every numbered moment of a run, once each, resumes it, and compares what the world is then with what it is after the undisturbed run. The worlds are alike, since they come
/// from one seed.
/// </summary>
public static class EveryCrash
{
    /// <summary>Runs them all, several at a time.</summary>
    /// <param name="make">Makes the rehearsal anew, in a world of its own, with that disturbance; from several threads.</param>
    /// <param name="sweep">How they are done.</param>
    public static EveryCrashReport Run(Func<Disturbance, Rehearsal> make, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(sweep);
        var calm = make(new()).Run();
        var ends = sweep.Run(calm.Moments, i => new Death(At(i + 1, calm, make)), static d => d.Failure is not null);
        return new(calm, ends.Count, [.. ends.Select(static d => d.Failure).OfType<CrashFailure>()]);
    }

    /// <summary>One of them: null when it ends as the undisturbed run does.</summary>
    public static CrashFailure? At(int moment, RehearsalResult calm, Func<Disturbance, Rehearsal> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var disturbance = new Disturbance { CrashAt = moment };
        try
        {
            var rehearsal = make(disturbance);
            // Some deaths are found at once, while commands still run, and others long after.
            rehearsal.ResumesAfter = TimeSpan.FromSeconds(moment % 3 * 20);
            var end = rehearsal.Run();
            return Difference.Of(calm, end) is { Count: > 0 } differences ? new(moment, disturbance.CrashedAt ?? "", [.. differences]) : null;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return new(moment, disturbance.CrashedAt ?? "", [$"{thrown.GetType().Name}: {thrown.Message}"]);
        }
    }

    private sealed record Death(CrashFailure? Failure);
}

/// <summary>What came of all the deaths.</summary>
/// <param name="Undisturbed">The run that nothing disturbed.</param>
/// <param name="Tried">How many deaths were tried; fewer than there are when it was stopped early.</param>
/// <param name="Failures">The deaths after which the world was another; by their moment.</param>
public sealed record EveryCrashReport(RehearsalResult Undisturbed, int Tried, ImmutableArray<CrashFailure> Failures)
{
    /// <summary>How many deaths there are to try.</summary>
    public int Points => Undisturbed.Moments;

    /// <summary>Whether it was stopped early.</summary>
    public bool IsCutShort => Tried < Points;
}

/// <summary>A death after which the world was another.</summary>
/// <param name="Moment">Its number.</param>
/// <param name="What">What happened at that moment.</param>
/// <param name="Differences">What is different, in lines.</param>
public sealed record CrashFailure(int Moment, string What, ImmutableArray<string> Differences);
