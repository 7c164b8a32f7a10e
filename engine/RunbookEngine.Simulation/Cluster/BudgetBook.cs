using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>What the disruption controller does. Each budget knows its pods, and counts them only when somebody looks at its status.</summary>
internal sealed class BudgetBook(SimulatedApi api)
{
    private readonly Dictionary<ApiObject, Budget> _budgets = [];
    private readonly Dictionary<string, List<Budget>> _bySpace = [];
    private readonly HashSet<string> _frozen = [];

    public void Freeze(string budget) => _frozen.Add(budget);

    public void Thaw(string budget) => _frozen.Remove(budget);

    public void Note(ApiObject item, bool isNew)
    {
        if (item.Kind.Plural == "pods")
            NotePod(item, isNew);
        else if (item.Kind.Plural == "poddisruptionbudgets")
            NoteBudget(item);
        else if (item.Kind.Group == "apps" && _bySpace.TryGetValue(item.Space ?? "", out var near))
            near.ForEach(static b => b.IsBehind = true);
    }

    public void Forget(ApiObject item)
    {
        if (item.Kind.Plural == "pods")
            Leave(item);
        else if (_budgets.Remove(item, out var gone))
        {
            _bySpace[item.Space!].Remove(gone);
            foreach (var pod in gone.Pods)
                pod.Budgets.Remove(gone);
        }
    }

    public void Refresh()
    {
        foreach (var budget in _budgets.Values.Where(static b => b.IsBehind).ToArray())
            Refresh(budget);
    }

    public void Refresh(Budget budget)
    {
        if (!budget.IsBehind || _frozen.Contains(budget.Item.FullName))
            return;
        var status = StatusOf(budget);
        if (!JsonNode.DeepEquals(status, budget.Item.Json["status"]))
            api.Change(budget.Item, json => json["status"] = status);
        budget.IsBehind = false;
    }

    private void NotePod(ApiObject pod, bool isNew)
    {
        if (!_bySpace.TryGetValue(pod.Space ?? "", out var near))
            return;
        foreach (var budget in near)
        {
            if (!budget.Covers(pod))
            {
                if (!isNew && budget.Drop(pod))
                    pod.Budgets.Remove(budget);
            }
            else if (budget.Count(pod))
            {
                pod.Budgets.Add(budget);
            }
        }
    }

    private void NoteBudget(ApiObject item)
    {
        if (_budgets.TryGetValue(item, out var known) && JsonNode.DeepEquals(known.Spec, item.Json["spec"]))
        {
            // Only its status changed, which is counted anew.
            known.IsBehind = true;
            return;
        }

        Forget(item);
        var budget = _budgets[item] = new(item, SelectorOf(item.Json["spec"]?["selector"]));
        if (!_bySpace.TryGetValue(item.Space ?? "", out var near))
            _bySpace[item.Space ?? ""] = near = [];
        near.Add(budget);
        foreach (var pod in api.Shelf(api.KindNamed("pods")).All.In(item.Space ?? "").Where(budget.Covers))
        {
            budget.Count(pod);
            pod.Budgets.Add(budget);
        }
    }

    private static void Leave(ApiObject pod)
    {
        foreach (var budget in pod.Budgets)
            budget.Drop(pod);

        pod.Budgets.Clear();
    }

    private JsonObject StatusOf(Budget budget)
    {
        var spec = budget.Item.Json["spec"];
        var healthy = budget.Healthy;
        var expected = budget.Owners.Sum(o => ReplicasOf(o.Reference, budget.Item) ?? o.Pods);
        var desired = spec?["minAvailable"] is { } least ? Share(least, expected) : Math.Max(0, expected - (spec?["maxUnavailable"] is { } most ? Share(most, expected) : 1));
        return new JsonObject
        {
            ["currentHealthy"] = healthy, ["desiredHealthy"] = desired, ["expectedPods"] = expected, ["disruptionsAllowed"] = Math.Max(0, healthy - desired), ["observedGeneration"] = 1L,
        };
    }

    private long? ReplicasOf(JsonObject? owner, ApiObject near) => owner is not null && api.OwnerOf(owner, near) is { } found ? found.Json["spec"]?["replicas"].Number() : null;

    private static long Share(JsonNode amount, long of) => amount.GetValueKind() == JsonValueKind.String
        ? (long)Math.Ceiling(of * double.Parse(((string)amount!).TrimEnd('%'), CultureInfo.InvariantCulture) / 100)
        : amount.Number() ?? 0;

    /// <summary>An empty selector is everything, a missing one nothing.</summary>
    private static LabelSelector? SelectorOf(JsonNode? selector)
    {
        if (selector is not JsonObject map)
            return null;
        var terms = (map["matchLabels"] as JsonObject ?? []).Select(static l => $"{l.Key}={l.Value}").Concat((map["matchExpressions"] as JsonArray ?? []).Select(Term));
        return LabelSelector.TryParse(string.Join(',', terms), out var parsed, out _) ? parsed : null;
    }

    private static string Term(JsonNode? term)
    {
        var values = string.Join(',', (term?["values"] as JsonArray ?? []).Select(static v => (string?)v));
        var key = (string?)term?["key"];
        return (string?)term?["operator"] switch { "In" => $"{key} in ({values})", "NotIn" => $"{key} notin ({values})", "DoesNotExist" => $"!{key}", _ => key ?? "" };
    }
}
