using System.Globalization;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Evictions and disruption budgets, with the server's own rules and words (kubernetes/pkg/registry/core/pod/storage/eviction.go).</summary>
public partial class SimulatedApi
{
    private BudgetBook? _budgets;

    internal BudgetBook Budgets => _budgets ??= new(this);

    /// <summary>How many pods were evicted.</summary>
    public int Evictions { get; private set; }

    /// <summary>How many evictions a budget refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>The budgets that refused evictions, with how many.</summary>
    internal SortedDictionary<string, int> RefusingBudgets { get; } = new(StringComparer.Ordinal);

    /// <summary>Keeps a budget's status as it was given, whatever its pods do.</summary>
    public void FreezeBudget(string budget)
    {
        lock (Gate)
            Budgets.Freeze(budget);
    }

    /// <summary>Called when a pod was evicted.</summary>
    internal virtual void OnEvicted(ApiObject pod)
    {
    }

    private ClusterAnswer Evict(ApiKind kind, ResourcePath path, JsonObject eviction, ClusterRequest request)
    {
        var version = ((string?)eviction["apiVersion"])?.Split('/')[^1];
        if (version is not null && !PolicyVersions.Contains(version))
            return Refusal(400, "BadRequest", $"no kind \"Eviction\" is registered for version \"policy/{version}\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
        if (Shelf(kind).Find(path.FullName) is not { } pod)
            return NotFound(kind, path.Name!);
        if ((string?)eviction.Meta()["name"] is { } name && name != path.Name)
            return Refusal(400, "BadRequest", "name in URL does not match name in Eviction object");
        if (IsTerminating(path.Space) is { } refusal && !pod.IsGoing)
            return refusal($"pods \"{path.Name}\"");
        var options = eviction["deleteOptions"] as JsonObject;
        if (options?["preconditions"]?["uid"] is { } uid && (string?)uid != pod.Uid)
            return Refusal(409, "Conflict", $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Uid}");
        if (!IsFree(pod) && BudgetRefusal(pod) is { } refused)
            return refused;
        if (!IsDryRun(request) && options?["dryRun"] is null)
        {
            Evictions++;
            OnEvicted(pod);
            Delete(pod, options?["gracePeriodSeconds"].Number());
        }

        return Answer(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
    }

    /// <summary>Pods that no budget counts.</summary>
    private static bool IsFree(ApiObject pod) => pod.Phase is "Succeeded" or "Failed" or "Pending" || pod.IsGoing;

    private ClusterAnswer? BudgetRefusal(ApiObject pod)
    {
        if (pod.Budgets.Count > 1)
            return Refusal(500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (pod.Budgets.Count == 0)
            return null;
        var budget = pod.Budgets[0].Item;
        Budgets.Refresh(pod.Budgets[0]);
        var status = budget.Json["status"] as JsonObject;
        long Number(string field) => status?[field].Number() ?? 0;
        if (!pod.IsReady && (Number("currentHealthy") >= Number("desiredHealthy") && Number("desiredHealthy") > 0
            || (string?)budget.Json["spec"]?["unhealthyPodEvictionPolicy"] == "AlwaysAllow"))
            return null;
        if (Number("disruptionsAllowed") > 0)
            return null;
        Refusals++;
        RefusingBudgets[budget.FullName] = RefusingBudgets.GetValueOrDefault(budget.FullName) + 1;
        return Refusal(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            ("DisruptionBudget", string.Create(
                CultureInfo.InvariantCulture, $"The disruption budget {budget.Name} needs {Number("desiredHealthy")} healthy pods and has {Number("currentHealthy")} currently")));
    }
}
