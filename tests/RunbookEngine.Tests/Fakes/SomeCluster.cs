using System.Text.Json.Nodes;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Makes objects of a cluster in few words.</summary>
public static partial class Some
{
    /// <summary>A node that is ready.</summary>
    public static JsonObject Node(string name, string version = "v1.36.4", bool isReady = true, bool isUnschedulable = false, params (string Key, string Value)[] labels) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Map([("kubernetes.io/hostname", name), .. labels]) },
        ["spec"] = isUnschedulable ? new JsonObject { ["unschedulable"] = true } : [],
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "10.0.0.1" }, new JsonObject { ["type"] = "Hostname", ["address"] = name }),
            ["conditions"] = new JsonArray(Condition("Ready", isReady)),
            ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = version, ["bootID"] = $"boot-of-{name}" },
        },
    };

    /// <summary>The Lease that a node's kubelet renews.</summary>
    public static JsonObject NodeLease(string node, DateTimeOffset renewed) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1", ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = node, ["namespace"] = "kube-node-lease" },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = node, ["leaseDurationSeconds"] = 40,
            ["renewTime"] = renewed.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    /// <summary>A pod that runs and is ready.</summary>
    /// <param name="name">With its namespace in front where that is another than <c>default</c>.</param>
    /// <param name="node">Where it runs; null: nowhere yet.</param>
    /// <param name="owner">Its controller, as <c>ReplicaSet/web-1</c>; null: none.</param>
    /// <param name="app">Its label <c>app</c>; null: none.</param>
    public static JsonObject Pod(string name, string? node, string? owner = "ReplicaSet/web", string? app = null) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = NameIn(name).Name, ["namespace"] = NameIn(name).Space, ["uid"] = $"uid-of-{name}",
            ["labels"] = app is null ? new JsonObject() : Map(("app", app)),
            ["ownerReferences"] = owner is null ? null : new JsonArray(Owner(owner)),
        },
        ["spec"] = new JsonObject { ["nodeName"] = node, ["terminationGracePeriodSeconds"] = 30, ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "registry/main:1" }) },
        ["status"] = node is null ? new JsonObject { ["phase"] = "Pending" } : RunningStatus(),
    };

    /// <summary>An object with replicas: a Deployment, ReplicaSet, StatefulSet, DaemonSet, Job.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">With its namespace in front where that is another than <c>default</c>.</param>
    /// <param name="replicas">How many pods it wants.</param>
    /// <param name="owner">Who owns it, as <c>Deployment/web</c>; null: nobody.</param>
    public static JsonObject Workload(string kind, string name, int replicas = 1, string? owner = null) => new()
    {
        ["apiVersion"] = kind == "Job" ? "batch/v1" : kind == "ReplicationController" ? "v1" : "apps/v1", ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = NameIn(name).Name, ["namespace"] = NameIn(name).Space, ["uid"] = $"uid-of-{kind}/{NameIn(name).Name}", ["generation"] = 1,
            ["ownerReferences"] = owner is null ? null : new JsonArray(Owner(owner)),
        },
        ["spec"] = new JsonObject { ["replicas"] = replicas },
        ["status"] = new JsonObject { ["observedGeneration"] = 1, ["replicas"] = replicas },
    };

    /// <summary>A disruption budget over the pods of an app.</summary>
    public static JsonObject Budget(string name, string app, int? minAvailable = null, int? maxUnavailable = null) => new()
    {
        ["apiVersion"] = "policy/v1", ["kind"] = "PodDisruptionBudget",
        ["metadata"] = new JsonObject { ["name"] = NameIn(name).Name, ["namespace"] = NameIn(name).Space, ["generation"] = 1 },
        ["spec"] = new JsonObject
        {
            ["minAvailable"] = minAvailable, ["maxUnavailable"] = maxUnavailable, ["selector"] = new JsonObject { ["matchLabels"] = Map(("app", app)) },
        },
    };

    public static JsonObject Namespace(string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = $"uid-of-{name}" }, ["status"] = new JsonObject { ["phase"] = "Active" } };

    /// <summary>The status of a pod that runs and is ready.</summary>
    public static JsonObject RunningStatus(bool isReady = true) => new() { ["phase"] = "Running", ["conditions"] = new JsonArray(Condition("Ready", isReady)) };

    public static JsonObject Condition(string type, bool isTrue) => new() { ["type"] = type, ["status"] = isTrue ? "True" : "False" };

    /// <summary>A reference to an owner that is the controller: <c>ReplicaSet/web</c>.</summary>
    public static JsonObject Owner(string owner)
    {
        var (kind, name) = owner.Split('/') is [var k, var n] ? (k, n) : throw new ArgumentException(owner);
        var version = kind switch { "Job" => "batch/v1", "Node" or "ReplicationController" => "v1", "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Deployment" => "apps/v1", _ => "example.com/v1" };
        return new() { ["apiVersion"] = version, ["kind"] = kind, ["name"] = name, ["uid"] = $"uid-of-{owner}", ["controller"] = true };
    }

    /// <summary>The object, changed.</summary>
    public static JsonObject With(this JsonObject item, Action<JsonObject> change)
    {
        change(item);
        return item;
    }

    private static (string Space, string Name) NameIn(string name) => name.Split('/') is [var space, var n] ? (space, n) : ("default", name);

    private static JsonObject Map(params (string Key, string Value)[] entries) => new(entries.Select(static e => new KeyValuePair<string, JsonNode?>(e.Key, e.Value)));
}
