using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>What a disruption budget says. Pure.</summary>
/// <param name="Space">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Allowed">How many of its pods may go now.</param>
/// <param name="Healthy">How many are healthy.</param>
/// <param name="Desired">How many must be.</param>
/// <param name="Expected">How many there should be.</param>
internal sealed record BudgetFacts(string Space, string Name, long Allowed, long Healthy, long Desired, long Expected)
{
    private JsonElement Selector { get; init; }

    private bool EmptyFitsAll { get; init; }

    /// <summary>Whether the controller has not looked at its newest version yet.</summary>
    public bool IsStale { get; private init; }

    public static BudgetFacts Of(JsonElement budget, string version) => new(
        budget.ObjectNamespace(),
        budget.ObjectName(),
        budget.Number("status", "disruptionsAllowed") ?? 0,
        budget.Number("status", "currentHealthy") ?? 0,
        budget.Number("status", "desiredHealthy") ?? 0,
        budget.Number("status", "expectedPods") ?? 0)
    {
        IsStale = budget.Number("status", "observedGeneration") < budget.Number("metadata", "generation"),
        Selector = budget.At("spec", "selector"),
        // In policy/v1beta1 an empty selector fits no pod, in policy/v1 all of the namespace.
        EmptyFitsAll = version != "v1beta1",
    };

    /// <summary><c>namespace/name</c>.</summary>
    public string FullName => $"{Space}/{Name}";

    /// <summary>For people, after <c>PDB </c>.</summary>
    public string Words => IsStale
        ? $"{FullName} is still being worked out by the server"
        : $"{FullName} allows {Allowed} ({Healthy} healthy of {Expected}, {Desired} needed)";

    /// <summary>Whether it watches over a pod.</summary>
    public bool Covers(PodFacts pod) => pod.Space == Space && SelectorOfObject.Matches(Selector, pod.Labels, EmptyFitsAll);
}
