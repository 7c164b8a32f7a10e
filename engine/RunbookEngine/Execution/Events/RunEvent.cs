using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// What happened in a run. The journal is a list of these, and the state of a run is nothing but their fold (<see cref="RunState.Apply"/>).
/// The names and fields are a file format: they are only ever added to.
/// </summary>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>An event about one step.</summary>
    public abstract record OfStep : RunEvent
    {
        private protected OfStep()
        {
        }

        /// <summary>The step.</summary>
        public required StepPath Step { get; init; }
    }

    /// <summary>The run exists. Everything needed to continue it on another machine, secrets aside.</summary>
    public sealed record RunCreated : RunEvent
    {
        /// <summary>The runbook's name.</summary>
        public required string Name { get; init; }

        /// <summary>SHA-256 of the texts.</summary>
        public required string Hash { get; init; }

        /// <summary>The runbook's text and what it includes.</summary>
        public required ImmutableArray<SourceText> Sources { get; init; }

        /// <summary>The folder that relative paths start from.</summary>
        public required string BaseDirectory { get; init; }

        /// <summary>The inputs as checked, secrets left out.</summary>
        public required Value.Map Inputs { get; init; }

        /// <summary>Names of the secret inputs that must be given again to resume.</summary>
        public required ImmutableArray<string> SecretInputs { get; init; }

        /// <summary>Salted, slow hashes of the secrets that were given, by which another value is known; see <see cref="Execution.SecretMarks"/>.</summary>
        public Value.Map SecretMarks { get; init; } = new([]);

        /// <summary>The environment variables that the runbook lists, as they were.</summary>
        public required Value.Map Environment { get; init; }

        /// <summary>The lock, or null.</summary>
        public required string? Lock { get; init; }

        /// <summary>Version of the engine.</summary>
        public required string EngineVersion { get; init; }

        /// <summary>Who started it.</summary>
        public required LeaseHolder By { get; init; }

        /// <summary>How many steps may run at the same time.</summary>
        public required int Parallelism { get; init; }

        /// <summary>The hosts of all targets, which hold for the whole run.</summary>
        public Value.Map Targets { get; init; } = new([]);

        /// <summary>The file that the hosts' settings are read from; null: none.</summary>
        public string? InventoryFile { get; init; }

        /// <summary>When the window closes; null: never.</summary>
        public DateTimeOffset? ClosesAt { get; init; }

        /// <summary>The cluster that it works on, by the UID of its namespace <c>kube-system</c>; null: none.</summary>
        public string? Cluster { get; init; }

        /// <summary>What the person who started it calls that cluster: the context. For people only.</summary>
        public string? ClusterName { get; init; }

        /// <summary>Who said yes before it began, and how; null: nobody was asked, or an older version started it.</summary>
        public RunConfirmation? Confirmed { get; init; }
    }

    /// <summary>
    /// An engine goes on with the run. Steps that failed, and those skipped because of them, are pending again; so are <c>on-failure</c> and
    /// <c>finally</c>.
    /// </summary>
    public sealed record RunResumed : RunEvent
    {
        /// <summary>Generation of its lease.</summary>
        public required long Generation { get; init; }

        /// <summary>Version of the engine.</summary>
        public required string EngineVersion { get; init; }

        /// <summary>Who.</summary>
        public required LeaseHolder By { get; init; }

        /// <summary>Whether this goes on to undo what the run did.</summary>
        public bool Undo { get; init; }

        /// <summary>When the window closes now; null: never.</summary>
        public DateTimeOffset? ClosesAt { get; init; }

        /// <summary>What a person should know of how it goes on; null: nothing.</summary>
        public string? Note { get; init; }

        /// <summary>As in <see cref="RunCreated.SecretMarks"/>, where secrets are other ones than before; else empty.</summary>
        public Value.Map SecretMarks { get; init; } = new([]);
    }

    /// <summary>The run left this store by a file: nothing follows but its arrival, wherever that is.</summary>
    public sealed record RunMoved : RunEvent
    {
        /// <summary>The process that wrote the file.</summary>
        public required LeaseHolder By { get; init; }

        /// <summary>Who asked for it.</summary>
        public required string Person { get; init; }
    }

    /// <summary>
    /// The run came into a store by a file, and lives there now. What was in flight on the machine of the engine is in doubt: the claims of its commands stayed where the run was.
    /// </summary>
    public sealed record RunArrived : RunEvent
    {
        /// <summary>The process that read the file.</summary>
        public required LeaseHolder By { get; init; }

        /// <summary>Who asked for it.</summary>
        public required string Person { get; init; }

        /// <summary>Version of the engine.</summary>
        public required string EngineVersion { get; init; }
    }

    /// <summary>A person accepted that the runbook's text has changed since.</summary>
    public sealed record RunbookChanged : RunEvent
    {
        /// <summary>SHA-256 of the new texts.</summary>
        public required string Hash { get; init; }

        /// <summary>The new texts.</summary>
        public required ImmutableArray<SourceText> Sources { get; init; }
    }

    /// <summary>The engine stopped driving the run, which can be resumed.</summary>
    public sealed record RunStopped : RunEvent
    {
        /// <summary>Why.</summary>
        public required StopReason Reason { get; init; }

        /// <summary>More of it, for people; null when the reason says all.</summary>
        public string? Note { get; init; }
    }

    /// <summary>A later section of the runbook begins.</summary>
    public sealed record SectionStarted : RunEvent
    {
        /// <summary>Which.</summary>
        public required RunSection Section { get; init; }
    }

    /// <summary>The run ended.</summary>
    public sealed record RunFinished : RunEvent
    {
        /// <summary>How.</summary>
        public required RunResult Result { get; init; }

        /// <summary>The runbook's outputs; empty unless it succeeded.</summary>
        public required Value.Map Outputs { get; init; }
    }

    /// <summary>A request was read; it is never read again.</summary>
    public sealed record RequestTaken : RunEvent
    {
        /// <summary>Its number.</summary>
        public required long Number { get; init; }

        /// <summary>What was asked.</summary>
        public required RequestKind Kind { get; init; }

        /// <summary>Who asked.</summary>
        public required string By { get; init; }
    }

    /// <summary>The intent: on disk before the handler acts.</summary>
    public sealed record StepStarted : OfStep
    {
        /// <summary>From 1; never used twice for a step.</summary>
        public required int Attempt { get; init; }

        /// <summary>The target's boot id; null for steps without a target.</summary>
        public string? BootId { get; init; }

        /// <summary>Where its commands are claimed on the target; null for steps without a target, and in journals of older versions.</summary>
        public ClaimsPlace? Claims { get; init; }

        /// <summary>The host that it works on; null: the engine's machine.</summary>
        public string? Target { get; init; }

        /// <summary>What looking found, and the handler wants to know again after a crash.</summary>
        public Value.Map Found { get; init; } = new([]);
    }

    /// <summary>The outcome: on disk before any later step starts.</summary>
    public sealed record StepFinished : OfStep
    {
        /// <summary>Which attempt.</summary>
        public required int Attempt { get; init; }

        /// <summary>How it ended.</summary>
        public required StepResult Result { get; init; }

        /// <summary>What it put out, secrets masked.</summary>
        public required Value.Map Outputs { get; init; }

        /// <summary>Why it failed; null when it did not.</summary>
        public StepFailure? Failure { get; init; }

        /// <summary>Standard output of its commands.</summary>
        public OutputExcerpt Stdout { get; init; } = OutputExcerpt.Empty;

        /// <summary>Standard error of its commands.</summary>
        public OutputExcerpt Stderr { get; init; } = OutputExcerpt.Empty;

        /// <summary>How a step that was in flight was resolved on resume; null for others.</summary>
        public string? Resolution { get; init; }

        /// <summary>
        /// It failed because its host was lost, and its command may still be running or have ended: a resume goes on with this very attempt, and begins no new one.
        /// </summary>
        public bool Unsettled { get; init; }
    }

    /// <summary>The step is not run.</summary>
    public sealed record StepSkipped : OfStep
    {
        /// <summary>Why.</summary>
        public required SkipReason Reason { get; init; }

        /// <summary>The step whose failure or skipping caused it; null for a condition.</summary>
        public StepPath? Cause { get; init; }
    }

    /// <summary>An attempt failed and will be tried again.</summary>
    public sealed record StepRetryScheduled : OfStep
    {
        /// <summary>The attempt that failed.</summary>
        public required int Attempt { get; init; }

        /// <summary>Not before this time.</summary>
        public required DateTimeOffset NotBefore { get; init; }

        /// <summary>Why it failed.</summary>
        public required StepFailure Failure { get; init; }

        /// <summary>For a gate: it was good this time, and must be again.</summary>
        public bool Good { get; init; }
    }

    /// <summary>The step waits for a person.</summary>
    public sealed record StepWaiting : OfStep
    {
        /// <summary>For what.</summary>
        public required WaitReason Wait { get; init; }
    }

    /// <summary>A person answered.</summary>
    public sealed record StepAnswered : OfStep
    {
        /// <summary>What they said.</summary>
        public required Answer Answer { get; init; }
    }

    /// <summary>A person resolved a doubt.</summary>
    public sealed record StepResolved : OfStep
    {
        /// <summary>Done: it counts as succeeded. Else it runs again.</summary>
        public required bool Done { get; init; }

        /// <summary>Who said so.</summary>
        public required string By { get; init; }
    }
}

/// <summary>Why an engine stopped driving a run.</summary>
public enum StopReason
{
    /// <summary>A step waits for a person, or the runbook pauses.</summary>
    Waiting,

    /// <summary>Somebody asked for a pause.</summary>
    Paused,

    /// <summary>Ctrl-C or a signal; commands go on.</summary>
    Interrupted,

    /// <summary>The window closes.</summary>
    Window,
}

/// <summary>How a run ended.</summary>
public enum RunResult
{
    /// <summary>All that was to be done is done.</summary>
    Succeeded,

    /// <summary>A step failed; the run can be resumed.</summary>
    Failed,

    /// <summary>Somebody ended it for good.</summary>
    Aborted,

    /// <summary>What it did was taken back.</summary>
    Undone,
}

/// <summary>How a step ended.</summary>
public enum StepResult
{
    /// <summary>It changed something.</summary>
    Succeeded,

    /// <summary>There was nothing to change.</summary>
    Unchanged,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>Why a step is not run.</summary>
public enum SkipReason
{
    /// <summary>Its <c>if</c> is false, or that of a group around it.</summary>
    Condition,

    /// <summary>A step that it needs failed.</summary>
    NeedFailed,

    /// <summary>The run was aborted.</summary>
    Aborted,

    /// <summary>More lanes failed than <c>max-failures</c> allows.</summary>
    MaxFailures,
}
