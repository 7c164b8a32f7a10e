using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>
/// The simulation's API server, with a record of its requests, and with a place for tests to break in. Controllers, scheduler and kubelets are part of it as far as settings ask for them, and
/// take no time.
/// </summary>
public sealed class FakeCluster : SimulatedApi
{
    private readonly Lock _lock = new();

    public FakeCluster(TimeProvider? clock = null)
        : base(clock ?? TimeProvider.System)
    {
        ReadManifest = YamlAsJson.Parse;
        Name = "fake";
    }

    /// <summary>Called before each request: an answer stands for the server's, an exception for a connection that was lost before the request arrived.</summary>
    public Func<ClusterRequest, ClusterAnswer?>? Before { get; set; }

    /// <summary>Called after each request had its effect: an exception stands for an answer that was lost.</summary>
    public Action<ClusterRequest, ClusterAnswer>? After { get; set; }

    /// <summary>All requests so far.</summary>
    public List<ClusterRequest> Requests { get; } = [];

    /// <summary>The requests that change something, as <c>METHOD PATH</c>.</summary>
    public IEnumerable<string> Changes
    {
        get
        {
            lock (_lock)
                return [.. Requests.Where(static r => r.Method != "GET").Select(static r => $"{r.Method} {r.Path}")];
        }
    }

    /// <summary>Whether a pod that is gone is replaced by its controller, on another node that takes pods.</summary>
    public bool ReplacesPods { get; set; }

    /// <summary>How long a pod takes to stop, however long it may; null: its kubelet is dead. A pod's own time, by its name, goes before it.</summary>
    public TimeSpan? PodsStopAfter { get; set; } = TimeSpan.Zero;

    /// <summary>How long single pods take to stop, by <c>namespace/name</c>; null: for ever.</summary>
    public Dictionary<string, TimeSpan?> StopsAfter { get; } = [];

    public FakeCluster Add(params JsonObject[] items)
    {
        Put(items);
        return this;
    }

    public FakeCluster Change(string plural, string name, Action<JsonObject> change)
    {
        Edit(plural, name, change);
        return this;
    }

    public FakeCluster Remove(string plural, string name)
    {
        Take(plural, name);
        return this;
    }

    public FakeCluster Serve(ApiKind kind)
    {
        AddKind(kind);
        return this;
    }

    public FakeCluster Freeze(string budget)
    {
        FreezeBudget(budget);
        return this;
    }

    public override async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.Yield();
        var answer = Before?.Invoke(request);
        lock (_lock)
            Requests.Add(request);
        answer ??= Handle(request);
        After?.Invoke(request, answer);
        return answer;
    }

    internal override TimeSpan? TimeToStop(ApiObject pod) => StopsAfter.TryGetValue(pod.FullName, out var own) ? own : PodsStopAfter;

    internal override void CatchUp()
    {
        base.CatchUp();
        if (ReplacesPods)
            Schedule();
    }

    /// <summary>Puts another in the place of a pod that is gone.</summary>
    internal override void OnErased(ApiObject gone)
    {
        if (!ReplacesPods || gone.Kind.Kind != "Pod" || gone.Controller is not { } owner || OwnerOf(owner, gone) is not { } controller)
            return;
        var kind = controller.Kind.Kind;
        if (kind == "Job")
            return;
        var pod = (JsonObject)gone.Json.DeepClone();
        foreach (var field in new[] { "uid", "deletionTimestamp", "deletionGracePeriodSeconds", "creationTimestamp", "resourceVersion" })
            pod.Meta().Remove(field);
        if (kind != "StatefulSet")
            pod.Meta()["name"] = $"{controller.Name}-{Suffix()}";
        if (kind != "DaemonSet")
            pod.Spec().Remove("nodeName");
        pod["status"] = new JsonObject { ["phase"] = "Pending" };
        Store(gone.Kind, pod);
        Schedule();
    }

    private void Schedule()
    {
        foreach (var waiting in Stored("pods").Where(static p => p.Phase == "Pending" && !p.IsGoing).ToArray())
        {
            var node = waiting.Node.Length > 0 ? waiting.Node : FreeNode();
            if (node is null)
                continue;
            var pod = (JsonObject)waiting.Json.DeepClone();
            pod.Spec()["nodeName"] = node;
            pod["status"] = Some.RunningStatus();
            Store(waiting.Kind, pod.AsRead());
        }
    }

    private string? FreeNode() => Stored("nodes")
        .Where(static n => (bool?)n.Json["spec"]?["unschedulable"] != true && n.IsReady)
        .Select(static n => n.Name)
        .MinBy(n => Stored("pods").Count(p => p.Node == n));
}
