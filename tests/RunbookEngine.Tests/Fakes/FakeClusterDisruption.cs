using System.Globalization;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Evictions and disruption budgets, with the server's own rules and words (kubernetes/pkg/registry/core/pod/storage/eviction.go).</summary>
public sealed partial class FakeCluster
{
    private readonly HashSet<string> _frozen = [];

    /// <summary>How many pods were evicted.</summary>
    public int Evictions { get; private set; }

    /// <summary>How many evictions a budget refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Keeps a budget's status as it was given, whatever its pods do.</summary>
    public FakeCluster Freeze(string budget)
    {
        _frozen.Add(budget);
        return this;
    }

    private ClusterAnswer Evict(FakeKind kind, ResourcePath path, JsonObject eviction)
    {
        var version = ((string)eviction["apiVersion"]!).Split('/')[^1];
        if (!PolicyVersions.Contains(version))
            return Refusal(400, "BadRequest", $"no kind \"Eviction\" is registered for version \"policy/{version}\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
        if (At(kind, path) is not { } pod)
            return NotFound(kind, path.Name!);
        if (IsTerminating(path.Space) is { } refusal && Meta(pod)["deletionTimestamp"] is null)
            return refusal($"pods \"{path.Name}\"");
        var options = eviction["deleteOptions"] as JsonObject;
        if (options?["preconditions"]?["uid"] is { } uid && (string?)uid != (string?)Meta(pod)["uid"])
            return Refusal(409, "Conflict", $"Precondition failed: UID in precondition: {uid}, UID in object meta: {Meta(pod)["uid"]}");
        if (!IsFree(pod) && BudgetRefusal(pod) is { } refused)
            return refused;
        Evictions++;
        Delete(kind, pod, (long?)options?["gracePeriodSeconds"]);
        return Answer(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
    }

    /// <summary>Pods that no budget counts.</summary>
    private static bool IsFree(JsonObject pod) => (string?)pod["status"]?["phase"] is "Succeeded" or "Failed" or "Pending" || Meta(pod)["deletionTimestamp"] is not null;

    private ClusterAnswer? BudgetRefusal(JsonObject pod)
    {
        var budgets = BudgetsOf(pod).ToArray();
        if (budgets.Length > 1)
            return Refusal(500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (budgets.Length == 0)
            return null;
        var status = (JsonObject)budgets[0]["status"]!;
        var name = (string)Meta(budgets[0])["name"]!;
        long Number(string field) => (long?)status[field] ?? 0;
        if (!IsReady(pod) && (Number("currentHealthy") >= Number("desiredHealthy") && Number("desiredHealthy") > 0
            || (string?)budgets[0]["spec"]?["unhealthyPodEvictionPolicy"] == "AlwaysAllow"))
            return null;
        if (Number("disruptionsAllowed") > 0)
            return null;
        Refusals++;
        return Refusal(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            ("DisruptionBudget", string.Create(
                CultureInfo.InvariantCulture, $"The disruption budget {name} needs {Number("desiredHealthy")} healthy pods and has {Number("currentHealthy")} currently")));
    }

    private IEnumerable<JsonObject> BudgetsOf(JsonObject pod)
    {
        KeepBudgets();
        return Stored("poddisruptionbudgets").Where(b => Covers(b, pod));
    }

    private static bool Covers(JsonObject budget, JsonObject pod)
    {
        var labels = budget["spec"]?["selector"]?["matchLabels"] as JsonObject;
        return (string?)Meta(budget)["namespace"] == (string?)Meta(pod)["namespace"] && labels is not null
            && labels.All(l => (string?)Meta(pod)["labels"]?[l.Key] == (string?)l.Value);
    }

    /// <summary>What the disruption controller does.</summary>
    private void KeepBudgets()
    {
        foreach (var budget in Stored("poddisruptionbudgets").Where(b => !_frozen.Contains(NameOf(b))))
        {
            var pods = Stored("pods").Where(p => Covers(budget, p) && (string?)p["status"]?["phase"] is not ("Succeeded" or "Failed")).ToArray();
            long healthy = pods.Count(static p => IsReady(p) && Meta(p)["deletionTimestamp"] is null);
            long expected = pods.GroupBy(static p => (string?)Controller(p)?["uid"] ?? NameOf(p)).Sum(g => Replicas(g.First()) ?? g.Count());
            var desired = budget["spec"]?["minAvailable"] is { } least ? Share(least, expected) : Math.Max(0, expected - Share(budget["spec"]?["maxUnavailable"] ?? 1, expected));
            var status = new JsonObject
            {
                ["currentHealthy"] = healthy, ["desiredHealthy"] = desired, ["expectedPods"] = expected, ["disruptionsAllowed"] = Math.Max(0, healthy - desired),
                ["observedGeneration"] = 1,
            };
            if (JsonNode.DeepEquals(status, budget["status"]))
                continue;
            var next = (JsonObject)budget.DeepClone();
            next["status"] = status;
            Store(KindOf(next), next);
        }
    }

    private long? Replicas(JsonObject pod) => Controller(pod) is { } owner && OwnerObject(owner, pod) is { } found ? (long?)found["spec"]?["replicas"] : null;

    private static long Share(JsonNode amount, long of) => amount.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? (long)Math.Ceiling(of * double.Parse(((string)amount!).TrimEnd('%'), CultureInfo.InvariantCulture) / 100)
        : (long)amount;

    private static bool IsReady(JsonObject pod) =>
        pod["status"]?["conditions"] is JsonArray conditions && conditions.Any(static c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True");
}
