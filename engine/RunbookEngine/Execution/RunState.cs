using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// What is known of a run: the fold of its events, and nothing else. Immutable, so it may be handed to observers.
/// </summary>
public sealed record RunState
{
    /// <summary>The state before the first event.</summary>
    public static RunState Empty { get; } = new();

    /// <summary>The number of events folded.</summary>
    public long Version { get; init; }

    /// <summary>The first event; null before it.</summary>
    public RunEvent.RunCreated? Created { get; init; }

    /// <summary>Where the run is in its life.</summary>
    public RunStatus Status { get; init; }

    /// <summary>The section at work.</summary>
    public RunSection Section { get; init; }

    /// <summary>The texts that hold now: those of the creation, or those accepted later.</summary>
    public ImmutableArray<SourceText> Sources { get; init; } = [];

    /// <summary>Their hash.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Steps that something was said of.</summary>
    public ImmutableDictionary<StepPath, StepState> Steps { get; init; } = ImmutableDictionary<StepPath, StepState>.Empty;

    /// <summary>Time of the last event.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How often it was resumed.</summary>
    public int Resumes { get; init; }

    /// <summary>Whether the last resume was to undo.</summary>
    public bool IsUndoRequested { get; init; }

    /// <summary>Number of the last request read.</summary>
    public long LastRequest { get; init; }

    /// <summary>How it left for another store; null while it lives in this one.</summary>
    public RunEvent.RunMoved? Moved { get; init; }

    /// <summary>Whether an abort was asked for.</summary>
    public bool AbortRequested { get; init; }

    /// <summary>Whether a pause was asked for and no resume came since.</summary>
    public bool PauseRequested { get; init; }

    /// <summary>When the window closes; null: never.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>By what the secrets are known that the run was last driven with.</summary>
    public Value.Map SecretMarks { get; init; } = new([]);

    /// <summary>Why it stopped, in more words; null when it did not stop, or there is nothing more to say.</summary>
    public string? StopNote { get; init; }

    /// <summary>The run's outputs, once it succeeded.</summary>
    public Value.Map Outputs { get; init; } = new([]);

    /// <summary>What is known of a step; <see cref="StepState.Initial"/> when nothing is.</summary>
    public StepState this[StepPath path] => Steps.GetValueOrDefault(path, StepState.Initial);

    /// <summary>Whether nothing more happens unless somebody resumes it.</summary>
    public bool IsOver => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Aborted or RunStatus.Undone;

    /// <summary>The state after one more event: the only way state changes.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit: the journal is damaged, or the engine is wrong.</exception>
    public RunState Apply(RunEvent e) => RunFold.Apply(this, e);

    /// <summary>The state after many events.</summary>
    public static RunState Fold(IEnumerable<RunEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Aggregate(Empty, static (state, e) => state.Apply(e));
    }
}
