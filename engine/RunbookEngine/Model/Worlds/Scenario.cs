using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>A test of a runbook: what it is rehearsed with, and what must hold at the end.</summary>
public sealed record Scenario
{
    /// <summary>For people; the file's name without its ending when the author gives none.</summary>
    public required string Name { get; init; }

    /// <summary>The file it was read from, as the user named it; null: none.</summary>
    public string? File { get; init; }

    /// <summary>The runbook, as it can be opened from where the engine was started: the scenario's own folder is put before a relative path.</summary>
    public required string Runbook { get; init; }

    /// <summary>What it starts from, whether it stands in the scenario or in a file of its own.</summary>
    public required World World { get; init; }

    /// <summary>By name, not yet checked against the runbook.</summary>
    public ImmutableDictionary<string, Value> Inputs { get; init; } = ImmutableDictionary<string, Value>.Empty;

    /// <summary>Where everything random comes from. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>Whether approvals are given as soon as they are asked for; false: nobody answers, and the run ends waiting. Default: true.</summary>
    public bool Approve { get; init; } = true;

    /// <summary>What must hold at the end.</summary>
    public Expectation Expect { get; init; } = new();

    /// <summary>Where it begins.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;
}

/// <summary>How a rehearsed run ends.</summary>
public enum ExpectedStatus
{
    /// <summary>All went well.</summary>
    Succeeded,

    /// <summary>A step failed.</summary>
    Failed,

    /// <summary>It waits for a person or a window.</summary>
    Waiting,
}

/// <summary>What must hold once a scenario's run has ended. What is null or empty is not looked at.</summary>
public sealed record Expectation
{
    /// <summary>How the run ends. Default: succeeded.</summary>
    public ExpectedStatus Status { get; init; } = ExpectedStatus.Succeeded;

    /// <summary>The exit status that <c>runbook run</c>, and the last <c>runbook resume</c>, would have had.</summary>
    public int? Exit { get; init; }

    /// <summary>The version of every node's kubelet.</summary>
    public string? NodeVersion { get; init; }

    /// <summary>The versions of single nodes' kubelets; they win over <see cref="NodeVersion"/>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> NodeVersions { get; init; } = [];

    /// <summary>Exactly these nodes are cordoned.</summary>
    public ImmutableArray<string>? Unschedulable { get; init; }

    /// <summary>Whether every node is Ready, or exactly <see cref="Ready"/>.</summary>
    public bool AllReady { get; init; }

    /// <summary>Exactly these nodes are Ready.</summary>
    public ImmutableArray<string>? Ready { get; init; }

    /// <summary>How many pods of a workload were available at every moment of the run.</summary>
    public ImmutableArray<ExpectedAvailability> Availability { get; init; } = [];

    /// <summary>Steps that acted or found nothing to do. A path may hold <c>*</c>.</summary>
    public ImmutableArray<string> Ran { get; init; } = [];

    /// <summary>Steps that were skipped. A path may hold <c>*</c>.</summary>
    public ImmutableArray<string> Skipped { get; init; } = [];

    /// <summary>Steps that failed. A path may hold <c>*</c>.</summary>
    public ImmutableArray<string> Failed { get; init; } = [];

    /// <summary>Steps that never began. A path may hold <c>*</c>.</summary>
    public ImmutableArray<string> NotRun { get; init; } = [];

    /// <summary>Lines that the facts of the world hold at the end. A line may hold <c>*</c>.</summary>
    public ImmutableArray<string> Facts { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;
}

/// <summary>How many pods of a workload were available, over the whole run.</summary>
/// <param name="Workload"><c>namespace/name</c>.</param>
/// <param name="Bound">What the smallest number is compared with.</param>
/// <param name="AtLeast">Whether the smallest number is at least <paramref name="Bound"/> (<c>&gt;= 15</c>); false: exactly that (<c>15</c>).</param>
/// <param name="Span">Where it stands.</param>
public sealed record ExpectedAvailability(string Workload, int Bound, bool AtLeast, SourceSpan Span);
