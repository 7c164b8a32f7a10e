using System.Collections.Immutable;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What a new run is made of.</summary>
public sealed record StartRequest
{
    /// <summary>The new run's name, from <see cref="RunId.New"/>: the caller must know it before the first event comes.</summary>
    public required RunId Run { get; init; }

    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The inputs, checked and complete, secrets among them as <see cref="Value.Secret"/>.</summary>
    public required Value.Map Inputs { get; init; }

    /// <summary>The values of the environment variables that the runbook lists.</summary>
    public required Value.Map Environment { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>How many steps may run at the same time, over all hosts.</summary>
    public int Parallelism { get; init; } = 100;

    /// <summary>The file that the hosts' settings came from; null: none.</summary>
    public string? InventoryFile { get; init; }

    /// <summary>When the window closes, instead of what the runbook says: a time of day, a moment or a duration. Null: what the runbook says.</summary>
    public string? Until { get; init; }

    /// <summary>
    /// Whether the engine stays for approvals when nothing else is left to do, reading requests until they are answered. Else, and always for pauses and
    /// doubts, it stops as <see cref="RunStatus.Waiting"/>.
    /// </summary>
    public bool StaysForApprovals { get; init; }

    /// <summary>Who said yes to it, and how. It is kept in the journal. Null: nobody was asked.</summary>
    public RunConfirmation? Confirmed { get; init; }
}

/// <summary>How a run goes on.</summary>
public sealed record ResumeRequest
{
    /// <summary>Which run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The plan made from the texts in the journal, or from the accepted new ones.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The secret inputs, which the journal does not have.</summary>
    public required ImmutableDictionary<string, Value.Secret> Secrets { get; init; }

    /// <summary>The run's state as the caller has read it, so that only what came since is read again. Null: not read.</summary>
    public RunState? Known { get; init; }

    /// <summary>Whether the plan comes from new texts that a person accepted.</summary>
    public bool AcceptsChanges { get; init; }

    /// <summary>A person's word on steps in doubt: true for done, false for run it again.</summary>
    public ImmutableDictionary<StepPath, bool> Resolutions { get; init; } = ImmutableDictionary<StepPath, bool>.Empty;

    /// <summary>Whether to take back what the run did, instead of going on. No window holds for it.</summary>
    public bool Undo { get; init; }

    /// <summary>Whether no window holds, because an abort was asked for: nothing but <c>finally</c> is left to do.</summary>
    public bool Ends { get; init; }

    /// <summary>When the window closes, instead of what the runbook says: a time of day, a moment or a duration. Null: what the runbook says.</summary>
    public string? Until { get; init; }

    /// <summary>
    /// Whether the engine stays for approvals when nothing else is left to do, reading requests until they are answered. Else, and always for pauses and
    /// doubts, it stops as <see cref="RunStatus.Waiting"/>.
    /// </summary>
    public bool StaysForApprovals { get; init; }
}
