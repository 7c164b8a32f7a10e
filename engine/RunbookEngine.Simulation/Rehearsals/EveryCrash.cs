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
    /// <param name="make">Makes the rehearsal anew, in a world of its own, with that disturbance.</param>
    /// <param name="progress">Is told after each how many are done, and how many there are; from any thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static EveryCrashReport Run(Func<Disturbance, Rehearsal> make, Action<int, int> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(make);
        var calm = make(new()).Run();
        var failures = new SortedDictionary<int, CrashFailure>();
        var done = 0;
        Parallel.For(1, calm.Moments + 1, new ParallelOptions { CancellationToken = cancellation }, moment =>
        {
            if (At(moment, calm, make) is { } failure)
            {
                lock (failures)
                    failures.Add(moment, failure);
            }

            progress(Interlocked.Increment(ref done), calm.Moments);
        });
        return new(calm, [.. failures.Values]);
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
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            return new(moment, disturbance.CrashedAt ?? "", [$"{thrown.GetType().Name}: {thrown.Message}"]);
        }
    }
}

/// <summary>What came of all the deaths.</summary>
/// <param name="Undisturbed">The run that nothing disturbed.</param>
/// <param name="Failures">The deaths after which the world was another; by their moment.</param>
public sealed record EveryCrashReport(RehearsalResult Undisturbed, ImmutableArray<CrashFailure> Failures)
{
    /// <summary>How many deaths were tried.</summary>
    public int Points => Undisturbed.Moments;
}

/// <summary>A death after which the world was another.</summary>
/// <param name="Moment">Its number.</param>
/// <param name="What">What happened at that moment.</param>
/// <param name="Differences">What is different, in lines.</param>
public sealed record CrashFailure(int Moment, string What, ImmutableArray<string> Differences);
