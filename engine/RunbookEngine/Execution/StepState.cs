using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Where a step is in its life.</summary>
public enum StepStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Its start is in the journal, its outcome is not.</summary>
    Running,

    /// <summary>An attempt failed; another follows.</summary>
    Retrying,

    /// <summary>A person's word is needed.</summary>
    Waiting,

    /// <summary>Done, and something was changed.</summary>
    Succeeded,

    /// <summary>Done, and nothing was to be changed.</summary>
    Unchanged,

    /// <summary>Not done.</summary>
    Failed,

    /// <summary>Not run.</summary>
    Skipped,
}

/// <summary>What the journal says of one step.</summary>
public sealed record StepState
{
    /// <summary>A step that nothing was said of.</summary>
    public static StepState Initial { get; } = new();

    /// <summary>Where it is.</summary>
    public StepStatus Status { get; init; }

    /// <summary>The last attempt's number; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Failed attempts since the run was last resumed: what <c>retry</c> counts.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Start of the last attempt.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of the last attempt.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Boot id of the target when the last attempt started.</summary>
    public string? BootId { get; init; }

    /// <summary>Where the commands of the last attempt were claimed; null when the journal does not say, as those of older versions.</summary>
    public ClaimsPlace? Claims { get; init; }

    /// <summary>Whether the last attempt began on the machine of an engine that the run has left: what was claimed there cannot be seen from here.</summary>
    public bool IsFromElsewhere { get; init; }

    /// <summary>The host that the last attempt worked on; null: the engine's machine.</summary>
    public string? Target { get; init; }

    /// <summary>What looking found before the last attempt; see <see cref="ProbeResult.Needed.Found"/>.</summary>
    public Value.Map Found { get; init; } = new([]);

    /// <summary>Start of its first attempt since it was last pending; what the timeout of a gate counts from.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>For a gate: how often in a row it was good.</summary>
    public int Streak { get; init; }

    /// <summary>Whether it failed for a lost host, so that a resume goes on with the last attempt.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>What it put out.</summary>
    public Value.Map Outputs { get; init; } = new([]);

    /// <summary>Why it failed last.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What it waits for.</summary>
    public WaitReason? Wait { get; init; }

    /// <summary>A person's answer, not yet used.</summary>
    public Answer? Answer { get; init; }

    /// <summary>Why it was skipped.</summary>
    public SkipReason? Skip { get; init; }

    /// <summary>The step that caused the skipping.</summary>
    public StepPath? SkipCause { get; init; }

    /// <summary>Standard output of its commands.</summary>
    public OutputExcerpt Stdout { get; init; } = OutputExcerpt.Empty;

    /// <summary>Standard error of its commands.</summary>
    public OutputExcerpt Stderr { get; init; } = OutputExcerpt.Empty;

    /// <summary>How a doubt about it was resolved; null when there was none.</summary>
    public string? Resolution { get; init; }

    /// <summary>Number of the event that ended it; orders an undo. 0 while it has not ended.</summary>
    public long EndedVersion { get; init; }

    /// <summary>Whether nothing more happens to it in this round.</summary>
    public bool IsOver => Status is StepStatus.Succeeded or StepStatus.Unchanged or StepStatus.Failed or StepStatus.Skipped;

    /// <summary>Whether its aim was reached.</summary>
    public bool IsDone => Status is StepStatus.Succeeded or StepStatus.Unchanged;
}
