using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Records;

/// <summary>What the journal of a run tells, set in order for a reader: nothing in it comes from elsewhere.</summary>
internal sealed record RunRecord
{
    public required RunId Run { get; init; }

    public required Plan Plan { get; init; }

    public required RunState State { get; init; }

    /// <summary>When each step was at work.</summary>
    public required Timeline Timeline { get; init; }

    /// <summary>The steps that something was said of, by when that began; groups left out.</summary>
    public required ImmutableArray<StepRecord> Steps { get; init; }

    /// <summary>The times in which nobody drove the run, each ended by a resume.</summary>
    public required ImmutableArray<Absence> Absences { get; init; }

    /// <summary>What people said and did, in order.</summary>
    public required ImmutableArray<Deed> Deeds { get; init; }

    /// <summary>What is known of hosts before and after.</summary>
    public required ImmutableArray<NodeFacts> Nodes { get; init; }

    /// <summary>How many events the journal has.</summary>
    public long Events => State.Version;

    /// <summary>How long an engine was at work.</summary>
    public TimeSpan Driven => Timeline.End - Timeline.Start - Absences.Aggregate(TimeSpan.Zero, static (sum, a) => sum + (a.To - a.From));
}

/// <summary>One step.</summary>
/// <param name="Path">Its name in the run.</param>
/// <param name="Node">Its place in the plan; null when the runbook no longer has it.</param>
/// <param name="State">How it stands.</param>
/// <param name="Story">What happened to it, in order.</param>
internal sealed record StepRecord(StepPath Path, PlanNode? Node, StepState State, ImmutableArray<StepMoment> Story)
{
    /// <summary>Whether it deserves a second look: it failed once, was tried again, was cut off or needed a person's word.</summary>
    public bool IsNotable => State.Status is not (StepStatus.Succeeded or StepStatus.Unchanged or StepStatus.Skipped) || Story.Any(static m => m.IsNotable);
}

/// <summary>Something that happened to a step.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What, in a few words.</param>
/// <param name="IsNotable">Whether it is more than the usual course.</param>
internal sealed record StepMoment(DateTimeOffset At, string Text, bool IsNotable = false)
{
    /// <summary>Why an attempt failed.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>The end, with what was put out.</summary>
    public RunEvent.StepFinished? End { get; init; }
}

/// <summary>A time in which nobody drove the run.</summary>
/// <param name="From">The last word of the engine before.</param>
/// <param name="To">The first word of the next one.</param>
/// <param name="Why">How it came about.</param>
/// <param name="IsCut">Whether the engine went away without a word.</param>
/// <param name="By">Who went on.</param>
/// <param name="Note">What was said of how it goes on; null: nothing.</param>
/// <param name="InFlight">The steps that were in flight, and how each was resolved.</param>
internal sealed record Absence(DateTimeOffset From, DateTimeOffset To, string Why, bool IsCut, LeaseHolder By, string? Note, ImmutableArray<InFlight> InFlight);

/// <summary>A step that was in flight when its engine went away.</summary>
/// <param name="Step">Which.</param>
/// <param name="Attempt">Of which attempt.</param>
/// <param name="Resolution">What became of it.</param>
internal sealed record InFlight(StepPath Step, int Attempt, string Resolution);

/// <summary>Something that a person said or did.</summary>
/// <param name="At">When it reached the run.</param>
/// <param name="By">Who.</param>
/// <param name="What">In a few words.</param>
/// <param name="Note">Their own words; null: none.</param>
internal sealed record Deed(DateTimeOffset At, string By, string What, string? Note = null);

/// <summary>What is known of hosts that fared alike.</summary>
/// <param name="Nodes">Their names.</param>
/// <param name="Facts">What is known.</param>
internal sealed record NodeFacts(ImmutableArray<string> Nodes, ImmutableArray<NodeFact> Facts);

/// <summary>One fact of a host.</summary>
/// <param name="Name">Such as <c>kubelet</c>.</param>
/// <param name="Before">Null: the journal does not have it.</param>
/// <param name="After">Null: the journal does not have it.</param>
internal readonly record struct NodeFact(string Name, string? Before, string? After);
