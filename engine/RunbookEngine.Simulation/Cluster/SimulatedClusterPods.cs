using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The scheduler, and pods as kubelets start and stop them.</summary>
public sealed partial class SimulatedCluster
{
    private readonly List<ApiObject> _waiting = [];
    private readonly List<ApiObject> _starting = [];
    private bool _isScheduling;

    internal override TimeSpan? TimeToStop(ApiObject pod)
    {
        if (!_machines.TryGetValue(pod.Node, out var machine) || !machine.IsAlive)
            return null;
        var life = (PodLife)pod.Life!;
        var grace = TimeSpan.FromSeconds(pod.Meta["deletionGracePeriodSeconds"].Number() ?? 30);
        var takes = life.Owner?.StopsIn ?? Between(1, 5);
        return takes < grace ? takes : grace;
    }

    /// <summary>Keeps what nodes and workloads know of a pod true.</summary>
    private void Watch(ApiObject pod)
    {
        var life = (PodLife?)pod.Life ?? Begin(pod);
        if ((life.Node?.Name ?? "") != pod.Node)
            Move(pod, life);
        var counts = pod is { IsReady: true, IsGoing: false };
        if (counts != life.Counts)
        {
            life.Counts = counts;
            life.Owner?.Count(counts);
        }

        if (life.Owner is { } owner && (pod.IsGoing || owner.IsRolling || pod.Phase is "Succeeded" or "Failed"))
            Due(owner);
        if (pod.IsGoing || pod.Phase is not ("Pending" or ""))
            return;
        if (pod.Node.Length > 0)
            Start(pod);
        else if (!_waiting.Contains(pod))
        {
            _waiting.Add(pod);
            ScheduleSoon();
        }
    }

    private PodLife Begin(ApiObject pod)
    {
        var life = new PodLife { Wants = Room.OfPod(pod.Json) };
        pod.Life = life;
        if (pod.Controller is { } owner && _workloads.TryGetValue((string?)owner["uid"] ?? "", out var workload))
        {
            (life.Owner, life.Revision) = (workload, workload.Revision);
            workload.Pods.Add(pod);
            workload.IsBehind = true;
        }

        return life;
    }

    private void Move(ApiObject pod, PodLife life)
    {
        if (life.Node is { } before)
        {
            before.Used -= life.Wants;
            life.Owner?.Place(before, -1);
        }

        life.Node = pod.Node.Length > 0 ? NodeOf(pod.Node) : null;
        if (life.Node is not { } now)
            return;
        now.Used += life.Wants;
        life.Owner?.Place(now, 1);
    }

    private void Leave(ApiObject pod)
    {
        if (pod.Life is not PodLife life)
            return;
        if (life.Node is { } node)
        {
            node.Used -= life.Wants;
            life.Owner?.Place(node, -1);
        }

        _waiting.Remove(pod);
        if (_waiting.Count > 0)
            ScheduleSoon();
        if (life.Owner is not { } owner)
            return;
        owner.Pods.Remove(pod);
        owner.IsBehind = true;
        if (life.Counts)
            owner.Count(false);
        Due(owner);
    }

    private void Start(ApiObject pod)
    {
        var life = (PodLife)pod.Life!;
        if (_isBuilding)
        {
            _starting.Add(pod);
            return;
        }

        if (life.IsStarting || life.Node is not { IsAlive: true, Item: not null })
            return;
        life.IsStarting = true;
        Agenda.In(life.Owner?.StartsIn ?? Between(2, 8), () =>
        {
            life.IsStarting = false;
            if (!IsThere(pod) || pod.IsGoing || life.Node is not { IsAlive: true })
                return;
            Change(pod, static json => json["status"] = Running());
            if (life.Owner is { Kind: "Job" } job)
                Agenda.In(job.Work, () => Finish(pod));
        });
    }

    private void Finish(ApiObject pod)
    {
        if (IsThere(pod) && !pod.IsGoing && pod.Phase == "Running")
            Change(pod, static json => json["status"] = new JsonObject { ["phase"] = "Succeeded" });
    }

    private bool IsThere(ApiObject item) => Shelf(item.Kind).Find(item.FullName) == item;

    private void ScheduleSoon()
    {
        if (_isScheduling || _isBuilding)
            return;
        _isScheduling = true;
        Agenda.In(TimeSpan.FromMilliseconds(100), () =>
        {
            _isScheduling = false;
            foreach (var pod in _waiting.ToArray())
                Schedule(pod);
        });
    }

    private void Schedule(ApiObject pod)
    {
        if (Choose(pod.Json, ((PodLife)pod.Life!).Owner, ((PodLife)pod.Life).Wants) is { } node)
        {
            _waiting.Remove(pod);
            Change(pod, json =>
            {
                json.Spec()["nodeName"] = node.Name;
                json.Status()["conditions"] = new JsonArray(Condition("PodScheduled", true));
            });
        }
        else if (pod.Json["status"]?["conditions"] is not JsonArray { Count: > 0 })
        {
            var words = string.Create(CultureInfo.InvariantCulture, $"0/{_machines.Values.Count(static m => m.Item is not null)} nodes are available: no node that takes pods has room for this one.");
            Change(pod, json => json.Status()["conditions"] = new JsonArray(Condition("PodScheduled", false, "Unschedulable", words)));
        }
    }

    /// <summary>The node with the fewest pods of the same workload, then with the fewest at all; null: none takes it.</summary>
    private NodeLife? Choose(JsonObject pod, Workload? owner, Room wants)
    {
        var selector = pod["spec"]?["nodeSelector"] as JsonObject;
        var tolerations = pod["spec"]?["tolerations"] as JsonArray;
        NodeLife? best = null;
        var least = (Own: int.MaxValue, All: int.MaxValue);
        foreach (var machine in InOrder())
        {
            if (!machine.IsOpen || !(machine.Capacity - machine.Used).Holds(wants))
                continue;
            var load = (Own: owner?.On(machine) ?? 0, All: machine.Used.Pods);
            if (load.Own > least.Own || load.Own == least.Own && load.All >= least.All || !Fits(machine, selector, tolerations))
                continue;
            (best, least) = (machine, load);
        }

        return best;
    }

    private static bool Fits(NodeLife machine, JsonObject? selector, JsonArray? tolerations) =>
        (selector is null || selector.All(s => machine.Labels.GetValueOrDefault(s.Key) == (string?)s.Value))
        && machine.Taints.All(t => t.Effect == "PreferNoSchedule" || Tolerates(tolerations, t));

    private static bool Tolerates(ApiObject pod, (string Key, string Value, string Effect) taint) => Tolerates(pod.Json["spec"]?["tolerations"] as JsonArray, taint);

    private static bool Tolerates(JsonArray? tolerations, (string Key, string Value, string Effect) taint) => tolerations is not null && tolerations.Any(t =>
        ((string?)t!["effect"] ?? taint.Effect) == taint.Effect && ((string?)t["key"] ?? taint.Key) == taint.Key && t["tolerationSeconds"] is null
        && ((string?)t["operator"] == "Exists" || ((string?)t["value"] ?? "") == taint.Value));

    private static JsonObject Running() => new()
    {
        ["phase"] = "Running", ["conditions"] = new JsonArray(Condition("PodScheduled", true), Condition("Ready", true)),
    };

    private static JsonObject NotReady() => new()
    {
        ["phase"] = "Running", ["conditions"] = new JsonArray(Condition("PodScheduled", true), Condition("Ready", false)),
    };
}
