using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What a drain would meet.</summary>
internal sealed record DrainFacts
{
    private ILookup<string, DrainPod>? _byNode;

    /// <summary>The nodes to be drained, in the order in which that happens.</summary>
    public required ImmutableArray<string> Leaving { get; init; }

    /// <summary>All nodes.</summary>
    public required ImmutableArray<DrainNode> Nodes { get; init; }

    /// <summary>The pods on the nodes to be drained.</summary>
    public required ImmutableArray<DrainPod> Pods { get; init; }

    /// <summary>What pods ask for, by node.</summary>
    public required IReadOnlyDictionary<string, Demand> Used { get; init; }

    /// <summary>How many pods there are of each owner, by its UID.</summary>
    public required IReadOnlyDictionary<string, int> Replicas { get; init; }

    /// <summary>The pods on a node; looked up, since they are asked for node by node.</summary>
    public IEnumerable<DrainPod> On(string node) => (_byNode ??= Pods.ToLookup(static p => p.Node))[node];
}

/// <summary>The flags of the drain that is meant, as <c>kubectl drain</c> has them.</summary>
internal sealed record DrainFlags(bool IgnoreDaemonSets, bool DeleteEmptyDir, bool Force, int AtOnce);

/// <summary>Something that a drain would meet.</summary>
/// <param name="Kind">What kind of thing, as <c>ignore</c> takes it.</param>
/// <param name="Node">The node.</param>
/// <param name="Words">What it is, in one sentence.</param>
/// <param name="Mend">What to do; null for a warning that needs nothing.</param>
internal sealed record DrainFinding(string Kind, string Node, string Words, string? Mend = null)
{
    public const string BudgetAtZero = "pdb-at-zero";
    public const string BudgetOverlap = "pdb-overlap";
    public const string BudgetFew = "pdb-few";
    public const string DaemonSet = "daemon-set";
    public const string EmptyDir = "empty-dir";
    public const string Unmanaged = "unmanaged";
    public const string SingleReplica = "single-replica";
    public const string NoRoom = "no-room";

    /// <summary>The kinds that stop a drain.</summary>
    public static string[] BlockerKinds { get; } = [BudgetAtZero, BudgetOverlap, DaemonSet, EmptyDir, Unmanaged, NoRoom];

    /// <summary>Whether the drain would not come to its end.</summary>
    public bool IsBlocker { get; init; }

    /// <summary>As a line of a table.</summary>
    public string Line => $"{(IsBlocker ? "BLOCKER" : "warning"),-7} {Node,-15} {Kind,-14} {Words}";

    public static DrainFinding Blocker(string kind, string node, string words, string mend) => new(kind, node, words, mend) { IsBlocker = true };
}
