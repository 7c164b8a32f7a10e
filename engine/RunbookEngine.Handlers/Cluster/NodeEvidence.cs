using System.Collections.Immutable;
using System.Text.Json;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What was gathered about a node, or about the cluster when no node is meant. Parts that could not be read are empty and named in <see cref="Missing"/>.</summary>
internal sealed record NodeEvidence
{
    /// <summary>The node; empty: the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>When it was gathered.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The node's object; undefined when there is none.</summary>
    public JsonElement Node { get; init; }

    /// <summary>What is not well in the cluster; gathered when no node is meant.</summary>
    public ImmutableArray<HealthFinding> Health { get; init; } = [];

    /// <summary>The pods on the node.</summary>
    public ImmutableArray<PodFact> Pods { get; init; } = [];

    /// <summary>Events about the node and its pods, or all warnings of the cluster; oldest first.</summary>
    public ImmutableArray<EventFact> Events { get; init; } = [];

    /// <summary>Disruption budgets, with the pods on the node that they cover; all budgets when no node is meant.</summary>
    public ImmutableArray<BudgetFact> Budgets { get; init; } = [];

    /// <summary>When the kubelet last renewed its Lease; null when that is not known.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>Who holds the node for maintenance, as its Lease in <c>medik8s-leases</c> says; empty: nobody.</summary>
    public string MaintainedBy { get; init; } = "";

    /// <summary>Texts by the name of the file that they belong in: logs of pods, and what the host said.</summary>
    public ImmutableSortedDictionary<string, string> Texts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What could not be read, and why.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>A pod, as a table shows it.</summary>
/// <param name="Health">How it is.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Restarts">How often its containers started again.</param>
/// <param name="Owner">What brings it back, as <c>ReplicaSet/web-1</c>; empty: nothing.</param>
/// <param name="Containers">The names of its containers.</param>
/// <param name="LeavingSince">When its deletion was to be over.</param>
internal sealed record PodFact(PodHealth Health, string Phase, long Restarts, string Owner, ImmutableArray<string> Containers, DateTimeOffset? LeavingSince)
{
    public string Words => $"{Health.Namespace}/{Health.Name}";

    /// <summary>Whether it is as it should be: ready, or done.</summary>
    public bool IsWell => !Health.IsLeaving && (Health.IsReady || Phase == "Succeeded");
}

/// <summary>A disruption budget and pods that it covers.</summary>
internal sealed record BudgetFact(DisruptionBudget Budget, ImmutableArray<string> Pods);
