using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>A PodDisruptionBudget as it stands. Pure.</summary>
internal sealed record DisruptionBudget
{
    private static readonly ApiResource s_resource = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

    /// <summary>All that a server before 1.21 serves.</summary>
    private static readonly ApiResource s_former = s_resource with { Version = "v1beta1" };

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>How many pods may go now.</summary>
    public required long Allowed { get; init; }

    /// <summary>How many of its pods are healthy, and how many must be.</summary>
    public required (long Current, long Desired) Healthy { get; init; }

    /// <summary>Whether pods that are not ready may always go.</summary>
    public required bool FreesUnready { get; init; }

    /// <summary>Whose pods; null: nobody's.</summary>
    public required LabelSelector? Selector { get; init; }

    /// <summary>For people.</summary>
    public string Words => $"{Namespace}/{Name}";

    /// <summary>All budgets of a cluster.</summary>
    public static async Task<ImmutableArray<DisruptionBudget>> AllAsync(ICluster cluster, CancellationToken cancellation)
    {
        try
        {
            return await AllAsync(cluster, s_resource, cancellation);
        }
        catch (ClusterException absent) when (absent.Status == 404)
        {
            return await AllAsync(cluster, s_former, cancellation);
        }
    }

    public static DisruptionBudget Of(JsonElement budget) => new()
    {
        Name = budget.ObjectName(),
        Namespace = budget.ObjectNamespace(),
        Allowed = budget.Number("status", "disruptionsAllowed") ?? 0,
        Healthy = (budget.Number("status", "currentHealthy") ?? 0, budget.Number("status", "desiredHealthy") ?? 0),
        FreesUnready = budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow",
        Selector = SelectorOf(budget.At("spec", "selector")),
    };

    public bool Covers(string space, IReadOnlyDictionary<string, string> labels) => Namespace == space && Selector?.Matches(labels) == true;

    /// <summary>Whether it lets a pod go now, as the server decides it: a pod that is not ready costs nothing while enough others are healthy.</summary>
    public bool LetsGo(bool isReady) => Allowed > 0 || !isReady && (FreesUnready || Healthy.Current >= Healthy.Desired && Healthy.Desired > 0);

    private static async Task<ImmutableArray<DisruptionBudget>> AllAsync(ICluster cluster, ApiResource resource, CancellationToken cancellation)
    {
        var budgets = ImmutableArray.CreateBuilder<DisruptionBudget>();
        await foreach (var budget in cluster.ListAsync(resource, cancellation: cancellation))
            budgets.Add(Of(budget));
        return [.. budgets.DistinctBy(static b => b.Words)];
    }

    /// <summary>An empty selector is everything, a missing one nothing; one that cannot be read is taken to be nothing too, as the controller does.</summary>
    private static LabelSelector? SelectorOf(JsonElement selector)
    {
        if (selector.ValueKind != JsonValueKind.Object)
            return null;
        var terms = selector.Texts("matchLabels").Select(static l => $"{l.Key}={l.Value}").Concat(selector.Items("matchExpressions").Select(Term));
        return LabelSelector.TryParse(string.Join(',', terms), out var parsed, out _) ? parsed : null;
    }

    private static string Term(JsonElement term)
    {
        var values = string.Join(',', term.Items("values").Select(static v => v.GetString()));
        return term.Text("operator") switch
        {
            "In" => $"{term.Text("key")} in ({values})",
            "NotIn" => $"{term.Text("key")} notin ({values})",
            "DoesNotExist" => $"!{term.Text("key")}",
            _ => term.Text("key"),
        };
    }
}
