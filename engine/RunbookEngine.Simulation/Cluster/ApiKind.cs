using System.Collections.Immutable;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>A kind of objects that an API server serves.</summary>
/// <param name="Group">Its group; empty for the core.</param>
/// <param name="Versions">The versions that are served, the preferred one first.</param>
/// <param name="Plural">As paths name it: <c>pods</c>.</param>
/// <param name="Kind">As objects name it: <c>Pod</c>.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
/// <param name="ShortNames">Such as <c>po</c>.</param>
public sealed record ApiKind(string Group, ImmutableArray<string> Versions, string Plural, string Kind, bool IsNamespaced, params ImmutableArray<string> ShortNames)
{
    /// <summary>As the server names it in messages: <c>leases.coordination.k8s.io</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Whether it is defined by a custom resource definition.</summary>
    public bool IsCustom { get; init; }

    /// <summary>What the server does with it.</summary>
    public ImmutableArray<string> Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The kinds that a plain server has, as far as anything here asks for them.</summary>
    internal static ImmutableArray<ApiKind> BuiltIn { get; } =
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
}
