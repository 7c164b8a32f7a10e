using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A kind that the fake serves.</summary>
public sealed record FakeKind(string Group, string[] Versions, string Plural, string Kind, bool IsNamespaced, params string[] ShortNames)
{
    /// <summary>As the server names it in messages: <c>leases.coordination.k8s.io</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Whether it is defined by a custom resource definition.</summary>
    public bool IsCustom { get; init; }

    public string[] Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}

public sealed partial class FakeCluster
{
    private readonly List<FakeKind> _kinds =
    [
        new("", ["v1"], "bindings", "Binding", true) { Verbs = ["create"] },
        new("", ["v1"], "configmaps", "ConfigMap", true, "cm"),
        new("", ["v1"], "endpoints", "Endpoints", true, "ep"),
        new("", ["v1"], "events", "Event", true, "ev"),
        new("", ["v1"], "limitranges", "LimitRange", true, "limits"),
        new("", ["v1"], "namespaces", "Namespace", false, "ns"),
        new("", ["v1"], "nodes", "Node", false, "no"),
        new("", ["v1"], "persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc"),
        new("", ["v1"], "persistentvolumes", "PersistentVolume", false, "pv"),
        new("", ["v1"], "pods", "Pod", true, "po"),
        new("", ["v1"], "replicationcontrollers", "ReplicationController", true, "rc"),
        new("", ["v1"], "secrets", "Secret", true),
        new("", ["v1"], "serviceaccounts", "ServiceAccount", true, "sa"),
        new("", ["v1"], "services", "Service", true, "svc"),
        new("apps", ["v1"], "daemonsets", "DaemonSet", true, "ds"),
        new("apps", ["v1"], "deployments", "Deployment", true, "deploy"),
        new("apps", ["v1"], "replicasets", "ReplicaSet", true, "rs"),
        new("apps", ["v1"], "statefulsets", "StatefulSet", true, "sts"),
        new("batch", ["v1"], "jobs", "Job", true),
        new("coordination.k8s.io", ["v1"], "leases", "Lease", true),
        new("events.k8s.io", ["v1"], "events", "Event", true, "ev"),
        new("policy", ["v1"], "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb"),
        new("apiextensions.k8s.io", ["v1"], "customresourcedefinitions", "CustomResourceDefinition", false, "crd", "crds"),
        new("storage.k8s.io", ["v1"], "storageclasses", "StorageClass", false, "sc"),
        new("storage.k8s.io", ["v1"], "volumeattachments", "VolumeAttachment", false),
    ];

    /// <summary>The versions of <c>policy</c> that are served, the preferred one first: 1.21 to 1.24 served both, 1.20 <c>v1beta1</c> only.</summary>
    public string[] PolicyVersions { get; set; } = ["v1"];

    /// <summary>Serves one more kind, such as a custom resource.</summary>
    public FakeCluster Serve(FakeKind kind)
    {
        _kinds.RemoveAll(k => k.Group == kind.Group && k.Plural == kind.Plural);
        _kinds.Add(kind);
        return this;
    }

    private string[] VersionsOf(FakeKind kind) => kind.Group == "policy" ? PolicyVersions : kind.Versions;

    private FakeKind? Find(ResourcePath path) =>
        _kinds.Find(k => k.Group == path.Group && k.Plural == path.Plural && VersionsOf(k).Contains(path.Version) && (k.IsNamespaced || path.Space is null));

    private FakeKind KindOf(JsonObject item)
    {
        var parts = ((string)item["apiVersion"]!).Split('/');
        var group = parts.Length == 2 ? parts[0] : "";
        return _kinds.Find(k => k.Group == group && k.Kind == (string)item["kind"]!) ?? throw new ArgumentException($"no kind {item["apiVersion"]} {item["kind"]} is served");
    }

    private ClusterAnswer? Discover(string path) => path.Trim('/').Split('/') switch
    {
        ["version"] => Answer(200, VersionInfo()),
        ["healthz" or "readyz" or "livez"] => new(200, Encoding.UTF8.GetBytes("ok")),
        ["api"] => Answer(200, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
        ["apis"] => Answer(200, new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = Groups() }),
        ["api", var version] => Resources("", version),
        ["apis", var group, var version] => Resources(group, version),
        _ => null,
    };

    private JsonObject VersionInfo()
    {
        var parts = ServerVersion.TrimStart('v').Split('.');
        return new() { ["major"] = parts[0], ["minor"] = parts[1], ["gitVersion"] = ServerVersion, ["platform"] = "linux/amd64" };
    }

    private JsonArray Groups() => new([.. _kinds.Where(static k => k.Group.Length > 0).GroupBy(static k => k.Group).Select(g =>
    {
        var versions = g.SelectMany(VersionsOf).Distinct().Select(v => new JsonObject { ["groupVersion"] = $"{g.Key}/{v}", ["version"] = v }).ToArray();
        return (JsonNode)new JsonObject { ["name"] = g.Key, ["preferredVersion"] = versions[0].DeepClone(), ["versions"] = new JsonArray([.. versions]) };
    })]);

    private ClusterAnswer? Resources(string group, string version)
    {
        var kinds = _kinds.Where(k => k.Group == group && VersionsOf(k).Contains(version)).ToArray();
        if (kinds.Length == 0)
            return new(404, Encoding.UTF8.GetBytes("404 page not found\n"));
        var list = new JsonArray([.. kinds.Select(static k => new JsonObject
        {
            ["name"] = k.Plural, ["singularName"] = k.Kind.ToLowerInvariant(), ["namespaced"] = k.IsNamespaced, ["kind"] = k.Kind,
            ["verbs"] = new JsonArray([.. k.Verbs.Select(static v => JsonValue.Create(v))]),
            ["shortNames"] = k.ShortNames.Length == 0 ? null : new JsonArray([.. k.ShortNames.Select(static s => JsonValue.Create(s))]),
        })]);
        if (group.Length == 0)
            list.Add(new JsonObject
            {
                ["name"] = "pods/eviction", ["singularName"] = "", ["namespaced"] = true, ["group"] = "policy", ["version"] = PolicyVersions[0], ["kind"] = "Eviction",
                ["verbs"] = new JsonArray("create"),
            });
        return Answer(200, new JsonObject
        {
            ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = new ApiResource(group, version, "", "", false).ApiVersion, ["resources"] = list,
        });
    }
}
