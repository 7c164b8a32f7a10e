using System.Text.Json.Nodes;

namespace RunbookEngine.Tests.Fakes;

/// <summary>What controllers, the scheduler and kubelets do between two requests.</summary>
public sealed partial class FakeCluster
{
    private readonly Dictionary<string, DateTimeOffset> _stops = [];

    /// <summary>Whether a pod that is gone is replaced by its controller, on another node that takes pods.</summary>
    public bool ReplacesPods { get; set; }

    /// <summary>How long a pod takes to stop, however long it may; null: its kubelet is dead. A pod's own time, by its name, goes before it.</summary>
    public TimeSpan? PodsStopAfter { get; set; } = TimeSpan.Zero;

    /// <summary>How long single pods take to stop, by <c>namespace/name</c>; null: for ever.</summary>
    public Dictionary<string, TimeSpan?> StopsAfter { get; } = [];

    private void LetTimeWork()
    {
        foreach (var pod in Stored("pods").Where(p => Meta(p)["deletionTimestamp"] is not null && Meta(p)["finalizers"] is not JsonArray { Count: > 0 }))
        {
            if (!_stops.TryGetValue((string)Meta(pod)["uid"]!, out var end))
                BeginStop(pod);
            else if (end <= _clock.GetUtcNow())
                Erase(KindOf("pods"), pod);
        }

        if (ReplacesPods)
            Schedule();
        KeepBudgets();
    }

    private FakeKind KindOf(string plural) => _kinds.First(k => k.Plural == plural);

    private void BeginStop(JsonObject pod)
    {
        var takes = StopsAfter.TryGetValue(NameOf(pod), out var own) ? own : PodsStopAfter;
        _stops[(string)Meta(pod)["uid"]!] = takes is { } time ? _clock.GetUtcNow() + time : DateTimeOffset.MaxValue;
    }

    private static JsonObject? Controller(JsonObject pod) =>
        (Meta(pod)["ownerReferences"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(static o => (bool?)o["controller"] == true);

    private JsonObject? OwnerObject(JsonObject reference, JsonObject of) =>
        _objects.Values.FirstOrDefault(o => (string?)o["kind"] == (string?)reference["kind"] && (string?)Meta(o)["name"] == (string?)reference["name"]
            && (string?)Meta(o)["namespace"] == (string?)Meta(of)["namespace"]);

    /// <summary>Puts another in the place of a pod that is gone.</summary>
    private void Renew(JsonObject gone)
    {
        if (!ReplacesPods || (string?)gone["kind"] != "Pod" || Controller(gone) is not { } owner || OwnerObject(owner, gone) is not { } controller)
            return;
        var kind = (string?)owner["kind"];
        if (kind == "Job")
            return;
        var pod = (JsonObject)gone.DeepClone();
        var meta = Meta(pod);
        foreach (var field in new[] { "uid", "deletionTimestamp", "deletionGracePeriodSeconds", "creationTimestamp", "resourceVersion" })
            meta.Remove(field);
        if (kind != "StatefulSet")
            meta["name"] = $"{Meta(controller)["name"]}-{Guid.NewGuid().ToString("N")[..5]}";
        if (kind != "DaemonSet")
            (pod["spec"] as JsonObject)?.Remove("nodeName");
        pod["status"] = new JsonObject { ["phase"] = "Pending" };
        Store(KindOf("pods"), pod);
        Schedule();
    }

    private void Schedule()
    {
        foreach (var waiting in Stored("pods").Where(static p => (string?)p["status"]?["phase"] == "Pending" && Meta(p)["deletionTimestamp"] is null))
        {
            var node = (string?)waiting["spec"]?["nodeName"] ?? FreeNode();
            if (node is null)
                continue;
            var pod = (JsonObject)waiting.DeepClone();
            ((JsonObject)(pod["spec"] ??= new JsonObject()))["nodeName"] = node;
            pod["status"] = Some.RunningStatus();
            Store(KindOf("pods"), pod);
        }
    }

    private string? FreeNode() => Stored("nodes")
        .Where(static n => (bool?)n["spec"]?["unschedulable"] != true && IsReady(n))
        .Select(static n => (string)Meta(n)["name"]!)
        .MinBy(n => Stored("pods").Count(p => (string?)p["spec"]?["nodeName"] == n));
}
