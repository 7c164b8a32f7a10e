using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>A disruption budget with the pods that it covers. It counts along as they change, since a drain asks for its status with every pod.</summary>
internal sealed class Budget(ApiObject item, LabelSelector? selector)
{
    private readonly Dictionary<ApiObject, Mark> _pods = [];
    private readonly Dictionary<string, BudgetOwner> _owners = [];

    public ApiObject Item => item;

    /// <summary>What it asked for when its pods were looked up.</summary>
    public JsonNode? Spec { get; } = item.Json["spec"]?.DeepClone();

    /// <summary>Its pods.</summary>
    public IReadOnlyCollection<ApiObject> Pods => _pods.Keys;

    /// <summary>How many of its pods are ready, and are not going.</summary>
    public long Healthy { get; private set; }

    /// <summary>Who its pods belong to; those that have come to their end do not count.</summary>
    public IReadOnlyCollection<BudgetOwner> Owners => _owners.Values;

    /// <summary>Whether its status is behind its pods.</summary>
    public bool IsBehind { get; set; } = true;

    public bool Covers(ApiObject pod) => pod.Space == item.Space && selector?.Matches(pod.Labels) == true;

    /// <summary>Counts a pod as it is now; true when it did not know it before.</summary>
    public bool Count(ApiObject pod)
    {
        var mark = pod.Phase is "Succeeded" or "Failed" ? default : new Mark((string?)pod.Controller?["uid"] ?? pod.FullName, pod is { IsReady: true, IsGoing: false });
        var isKnown = _pods.TryGetValue(pod, out var before);
        if (isKnown && before == mark)
            return false;
        if (isKnown)
            Add(before, -1, null);
        _pods[pod] = mark;
        Add(mark, 1, pod.Controller);
        IsBehind = true;
        return !isKnown;
    }

    /// <summary>Counts a pod no more; false when it did not know it.</summary>
    public bool Drop(ApiObject pod)
    {
        if (!_pods.Remove(pod, out var mark))
            return false;
        Add(mark, -1, null);
        IsBehind = true;
        return true;
    }

    private void Add(Mark mark, int times, JsonObject? reference)
    {
        if (mark.Owner is not { } owner)
            return;
        Healthy += mark.IsHealthy ? times : 0;
        if (!_owners.TryGetValue(owner, out var known))
            _owners[owner] = known = new(reference);
        if ((known.Pods += times) == 0)
            _owners.Remove(owner);
    }

    /// <summary>What of a pod counts; without an owner: nothing of it.</summary>
    private readonly record struct Mark(string? Owner, bool IsHealthy);
}

/// <summary>Whose pods a budget covers.</summary>
/// <param name="reference">The reference to their controller; null: a pod that has none.</param>
internal sealed class BudgetOwner(JsonObject? reference)
{
    public JsonObject? Reference => reference;

    /// <summary>How many of them there are.</summary>
    public long Pods { get; set; }
}
