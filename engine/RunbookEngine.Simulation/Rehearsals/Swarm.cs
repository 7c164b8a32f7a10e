using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>Rehearses a run with many seeds and random faults, and looks how each ends.</summary>
public static class Swarm
{
    /// <summary>Runs them, several at a time.</summary>
    /// <param name="first">The first seed; the others follow it.</param>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes a rehearsal with a disturbance, a seed, and the faults of that seed or (false) none; from several threads.</param>
    /// <param name="faults">The faults of a seed, for those who are told of it; from several threads.</param>
    /// <param name="sweep">How they are done.</param>
    public static SwarmReport Run(int first, int count, Func<Disturbance, int, bool, Rehearsal> make, Func<int, ImmutableArray<Fault>> faults, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(sweep);
        var calm = make(new(), first, false).Run();
        return new([.. sweep.Run(count, i => One(first + i, calm, make, faults), static e => e.Ending == SwarmEnding.Wrong)], count);
    }

    private static SwarmEnd One(int seed, RehearsalResult calm, Func<Disturbance, int, bool, Rehearsal> make, Func<int, ImmutableArray<Fault>> faults)
    {
        try
        {
            var end = make(new(), seed, true).Run();
            return new(seed, faults(seed), Judge(calm, end, out var why), why) { Engines = end.Engines };
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return new(seed, faults(seed), SwarmEnding.Wrong, [$"{thrown.GetType().Name}: {thrown.Message}"]);
        }
    }

    /// <summary>A run that stopped must say why and how to go on; one that succeeded must leave the world as the undisturbed one does, but for what the faults did themselves.</summary>
    private static SwarmEnding Judge(RehearsalResult calm, RehearsalResult end, out ImmutableArray<string> why)
    {
        var differences = Difference.Of(calm, end, withFaults: true);
        // A group that failed only names the step in it that did; that one says what to do.
        var failure = end.State.Steps.OrderBy(static s => s.Key).Select(static s => s.Value.Failure).FirstOrDefault(static f => f is { Hint.Length: > 0 });
        if (end.State.Status == calm.State.Status)
        {
            why = [.. differences];
            return differences.Count == 0 ? SwarmEnding.Same : SwarmEnding.Wrong;
        }

        var wait = end.State.Steps.Select(static s => s.Value.Wait).FirstOrDefault(static w => w is not null);
        var reason = failure is not null ? $"{failure.Code}: {failure.Message}" : wait?.Message;
        var doubled = differences.Where(static d => d.StartsWith("done ", StringComparison.Ordinal)).ToArray();
        why = [.. reason is null ? [$"the run is {end.State.Status} and gives no reason"] : new[] { reason }, .. doubled];
        return reason is null || doubled.Length > 0 || end.State.Status is RunStatus.Running or RunStatus.Aborted ? SwarmEnding.Wrong : SwarmEnding.Stopped;
    }
}

/// <summary>How they ended.</summary>
/// <param name="Ends">Those that were done, by seed.</param>
/// <param name="Wanted">How many were asked for; more than were done when it was stopped early.</param>
public sealed record SwarmReport(ImmutableArray<SwarmEnd> Ends, int Wanted)
{
    /// <summary>Whether it was stopped early.</summary>
    public bool IsCutShort => Ends.Length < Wanted;

    /// <summary>How many ended so.</summary>
    public int Count(SwarmEnding ending) => Ends.Count(e => e.Ending == ending);

    /// <summary>Those that ended wrong.</summary>
    public IEnumerable<SwarmEnd> Wrong => Ends.Where(static e => e.Ending == SwarmEnding.Wrong);
}

/// <summary>How one ended.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Faults">What befell it.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Why">The reason, or what is different.</param>
public sealed record SwarmEnd(int Seed, ImmutableArray<Fault> Faults, SwarmEnding Ending, ImmutableArray<string> Why)
{
    /// <summary>How many engines drove it.</summary>
    public int Engines { get; init; }
}

/// <summary>How a rehearsal of a swarm can end.</summary>
public enum SwarmEnding
{
    /// <summary>As the undisturbed run.</summary>
    Same,

    /// <summary>Before its end, with its reason and what to do; it can be resumed.</summary>
    Stopped,

    /// <summary>In another world, or with an effect doubled, or without a reason.</summary>
    Wrong,
}
