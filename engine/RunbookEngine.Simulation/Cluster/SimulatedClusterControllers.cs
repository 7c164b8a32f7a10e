using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The controllers of workloads: each looks at what there is and at what should be, and makes one step towards it.</summary>
public sealed partial class SimulatedCluster
{
    private readonly Dictionary<string, Workload> _workloads = [];

    private void WatchWorkload(ApiObject item)
    {
        if (item.Life is not Workload workload)
        {
            item.Life = workload = _workloads[item.Uid] = new Workload(item);
            workload.Template = item.Json["spec"]?["template"]?.DeepClone();
            if (item.Controller is { } owner && _workloads.TryGetValue((string?)owner["uid"] ?? "", out var parent))
                (workload.Parent, parent.Child) = (parent, workload);
            item.Meta["generation"] ??= 1L;
            Due(workload);
            return;
        }

        workload.IsBehind |= item.Meta["generation"].Number() != item.Json["status"]?["observedGeneration"].Number();
        if (!JsonNode.DeepEquals(workload.Template, item.Json["spec"]?["template"]))
        {
            workload.Template = item.Json["spec"]?["template"]?.DeepClone();
            (workload.Revision, workload.IsRolling, workload.IsBehind) = (workload.Revision + 1, true, true);
            Due(workload);
        }
        else if (workload.Seen != workload.Wanted)
            Due(workload);
    }

    private void ForgetWorkload(ApiObject item)
    {
        if (item.Life is not Workload workload)
            return;
        _workloads.Remove(item.Uid);
        if (workload.Child is { } child)
            Erase(child.Item);
        foreach (var pod in workload.Pods.ToArray())
            Delete(pod, null);
    }

    private void Due(Workload workload)
    {
        if (workload.IsDue || _isBuilding)
            return;
        workload.IsDue = true;
        Agenda.In(TimeSpan.FromMilliseconds(100), () =>
        {
            workload.IsDue = false;
            if (IsThere(workload.Item))
                Reconcile(workload);
        });
    }

    private void Reconcile(Workload workload)
    {
        workload.Seen = workload.Wanted;
        switch (workload.Kind)
        {
            case "Deployment":
                ReconcileDeployment(workload);
                break;
            case "DaemonSet":
                foreach (var machine in _machines.Values)
                    Daemon(workload, machine);
                break;
            case "StatefulSet":
                ReconcileStateful(workload);
                break;
            default:
                ReconcileReplicas(workload);
                break;
        }

        Roll(workload);
    }

    private void ReconcileDeployment(Workload workload)
    {
        if (workload.Child is not { } child)
        {
            Store(KindNamed("replicasets"), ReplicaSetOf(workload.Item).AsRead());
            return;
        }

        var (wanted, template) = (workload.Wanted, workload.Item.Json["spec"]?["template"]);
        if (child.Wanted != wanted || !JsonNode.DeepEquals(child.Template, template))
            Change(child.Item, json => (json.Spec()["replicas"], json.Spec()["template"]) = ((long)wanted, template?.DeepClone()));
    }

    private void ReconcileReplicas(Workload workload)
    {
        if (workload.Kind == "Job" && workload.Pods.Any(static p => p.Phase == "Succeeded"))
            return;
        ApiObject[] living = [.. workload.Pods.Where(static p => !p.IsGoing && p.Phase is not ("Succeeded" or "Failed"))];
        for (var missing = workload.Wanted - living.Length; missing > 0; missing--)
            Make(workload, NameOfOne(workload), null);
        foreach (var surplus in living.OrderBy(static p => p.IsReady).ThenBy(static p => p.Name, StringComparer.Ordinal).Take(living.Length - workload.Wanted))
            Delete(surplus, null);
    }

    private void ReconcileStateful(Workload workload)
    {
        for (var i = 0; i < workload.Wanted; i++)
        {
            // One that is going keeps its name until it is gone.
            if (Find("pods", $"{workload.Item.Space}/{workload.Item.Name}-{i}") is null)
                Make(workload, $"{workload.Item.Name}-{i}", null);
        }

        foreach (var pod in workload.Pods.Where(p => !p.IsGoing && int.TryParse(p.Name[(p.Name.LastIndexOf('-') + 1)..], out var number) && number >= workload.Wanted).ToArray())
            Delete(pod, null);
    }

    /// <summary>A DaemonSet's pod is on a node exactly while the node is one for it.</summary>
    private void Daemon(Workload set, NodeLife machine)
    {
        var isWanted = machine.Item is not null && Fits(machine, set.Template?["spec"]?["nodeSelector"] as JsonObject, Anything);
        if (isWanted != set.For.Contains(machine.Name))
            (_, set.IsBehind) = (isWanted ? set.For.Add(machine.Name) : set.For.Remove(machine.Name), true);
        if (isWanted && set.On(machine) == 0)
            Make(set, NameOfOne(set), machine.Name);
    }

    private void DaemonsFor(NodeLife machine)
    {
        foreach (var set in _workloads.Values.Where(static w => w.Kind == "DaemonSet").ToArray())
            Daemon(set, machine);
    }

    /// <summary>Pods of an old template are replaced a few at a time, the next when the last are ready.</summary>
    private void Roll(Workload workload)
    {
        if (!workload.IsRolling || workload.Kind is "Deployment" or "Job")
            return;
        ApiObject[] old = [.. workload.Pods.Where(p => ((PodLife)p.Life!).Revision != workload.Revision).OrderBy(static p => p.Name, StringComparer.Ordinal)];
        workload.IsRolling = old.Length > 0;
        var spare = Math.Max(1, workload.Wanted / 10) - (workload.Wanted - workload.Ready);
        foreach (var pod in old.Where(static p => !p.IsGoing).Take(Math.Max(0, spare)))
            Delete(pod, null);
    }

    /// <summary>A name that no pod has: one that is taken is refused by the server, and the controller tries another.</summary>
    private string NameOfOne(Workload owner)
    {
        string name;
        do
            name = $"{owner.Item.Name}-{Suffix()}";
        while (Find("pods", $"{owner.Item.Space}/{name}") is not null);
        return name;
    }

    private ApiObject Make(Workload owner, string name, string? node) => Store(KindNamed("pods"), PodOf(owner, name, node));

    private static JsonObject PodOf(Workload owner, string name, string? node)
    {
        var spec = (JsonObject?)owner.Template?["spec"]?.DeepClone() ?? [];
        if (node is not null)
            spec["nodeName"] = node;
        if (owner.Kind == "DaemonSet")
            spec["tolerations"] = Anything.DeepClone();
        return new()
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["namespace"] = owner.Item.Space,
                ["labels"] = owner.Template?["metadata"]?["labels"]?.DeepClone() ?? new JsonObject(),
                ["ownerReferences"] = new JsonArray(Reference(owner.Item)),
            },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
    }

    private static JsonArray Anything => new(new JsonObject { ["operator"] = "Exists" });

    private static JsonObject Reference(ApiObject owner) => new()
    {
        ["apiVersion"] = owner.Kind.Group.Length == 0 ? owner.Kind.Versions[0] : $"{owner.Kind.Group}/{owner.Kind.Versions[0]}", ["kind"] = owner.Kind.Kind, ["name"] = owner.Name, ["uid"] = owner.Uid,
        ["controller"] = true, ["blockOwnerDeletion"] = true,
    };

    private JsonObject ReplicaSetOf(ApiObject deployment) => new()
    {
        ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet",
        ["metadata"] = new JsonObject { ["name"] = $"{deployment.Name}-{Suffix(10)}", ["namespace"] = deployment.Space, ["generation"] = 1L, ["ownerReferences"] = new JsonArray(Reference(deployment)) },
        ["spec"] = new JsonObject
        {
            ["replicas"] = deployment.Json["spec"]?["replicas"]?.DeepClone() ?? 1L, ["selector"] = deployment.Json["spec"]?["selector"]?.DeepClone(),
            ["template"] = deployment.Json["spec"]?["template"]?.DeepClone(),
        },
    };

    /// <summary>Statuses are written when somebody looks.</summary>
    private void CountWorkloads(string plural)
    {
        foreach (var workload in _workloads.Values.Where(w => w.IsBehind && w.Item.Kind.Plural == plural))
        {
            var status = StatusOf(workload);
            if (!JsonNode.DeepEquals(status, workload.Item.Json["status"]))
                Change(workload.Item, json => json["status"] = status);
            workload.IsBehind = false;
        }
    }

    private static JsonObject StatusOf(Workload workload)
    {
        var source = workload.Child ?? workload;
        var isSeen = source == workload || JsonNode.DeepEquals(source.Template, workload.Template);
        long all = source.Pods.Count(static p => !p.IsGoing), updated = isSeen ? source.Pods.Count(p => !p.IsGoing && ((PodLife)p.Life!).Revision == source.Revision) : 0, ready = source.Ready;
        var status = new JsonObject { ["observedGeneration"] = workload.Item.Meta["generation"].Number() ?? 1 };
        (string, JsonNode?)[] fields = workload.Kind switch
        {
            "DaemonSet" =>
            [
                ("desiredNumberScheduled", (long)workload.Wanted), ("currentNumberScheduled", all), ("updatedNumberScheduled", updated), ("numberReady", ready), ("numberAvailable", ready), ("numberMisscheduled", 0L),
            ],
            "Job" => [("active", workload.Pods.LongCount(static p => p.Phase is "Running" or "Pending")), ("succeeded", workload.Pods.LongCount(static p => p.Phase == "Succeeded"))],
            _ => [("replicas", all), ("updatedReplicas", updated), ("readyReplicas", ready), ("availableReplicas", ready)],
        };
        foreach (var (name, value) in fields)
            status[name] = value;
        if (workload.Kind == "StatefulSet")
            (status["updateRevision"], status["currentRevision"]) = ($"r{workload.Revision}", workload.IsRolling ? "old" : $"r{workload.Revision}");
        return status;
    }
}
