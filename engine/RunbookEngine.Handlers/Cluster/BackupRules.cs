using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What belongs in a backup of a cluster's objects, and in which order they come back. Pure.</summary>
internal static class BackupRules
{
    /// <summary>What the cluster makes anew by itself, or what makes no sense in another one (Velero's list of what it does not restore, and Leases, slices of endpoints, certificates that are asked for).</summary>
    private static readonly ImmutableHashSet<string> s_never =
    [
        "events", "events.events.k8s.io", "nodes", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io",
        "componentstatuses", "certificatesigningrequests.certificates.k8s.io", "controllerrevisions.apps", "csistoragecapacities.storage.k8s.io", "backups.velero.io", "restores.velero.io",
        "backuprepositories.velero.io", "resticrepositories.velero.io", "downloadrequests.velero.io", "deletebackuprequests.velero.io", "podvolumebackups.velero.io", "podvolumerestores.velero.io",
        "datauploads.velero.io", "datadownloads.velero.io", "serverstatusrequests.velero.io",
    ];

    /// <summary>Velero's order of a restore; then all others; then what judges or serves others.</summary>
    private static readonly ImmutableArray<string> s_first =
    [
        "customresourcedefinitions.apiextensions.k8s.io", "namespaces", "storageclasses.storage.k8s.io", "volumesnapshotclasses.snapshot.storage.k8s.io",
        "volumesnapshotcontents.snapshot.storage.k8s.io", "volumesnapshots.snapshot.storage.k8s.io", "persistentvolumes", "persistentvolumeclaims", "secrets", "configmaps", "serviceaccounts",
        "limitranges", "priorityclasses.scheduling.k8s.io", "pods", "replicasets.apps",
    ];

    /// <summary>A webhook that is there before what it calls refuses everything.</summary>
    private static readonly ImmutableArray<string> s_last =
        ["apiservices.apiregistration.k8s.io", "validatingwebhookconfigurations.admissionregistration.k8s.io", "mutatingwebhookconfigurations.admissionregistration.k8s.io"];

    /// <summary>As kubectl names a kind without doubt: <c>deployments.apps</c>.</summary>
    public static string NameOf(ApiResource resource) => resource.Group.Length == 0 ? resource.Plural : $"{resource.Plural}.{resource.Group}";

    /// <summary>Whether objects of a kind are kept: those that can be listed and created, and are not made anew by the cluster.</summary>
    public static bool Keeps(ApiResource resource) =>
        resource.Verbs.Contains("list") && resource.Verbs.Contains("create") && resource.Group != "metrics.k8s.io" && !s_never.Contains(NameOf(resource));

    /// <summary>Kinds in the order in which they come back.</summary>
    public static IEnumerable<ApiResource> InOrder(IEnumerable<ApiResource> resources) =>
        resources.OrderBy(static r => Rank(NameOf(r))).ThenBy(static r => NameOf(r), StringComparer.Ordinal);

    /// <summary>Whether an object is kept: not what another object brings back, what is leaving, or what the server or a kubelet makes itself.</summary>
    public static bool Keeps(ApiResource resource, JsonElement item, bool withOwned) =>
        (withOwned || !item.Items("metadata", "ownerReferences").Any(static o => o.Flag("controller")))
        && !item.Has("metadata", "deletionTimestamp")
        && item.Annotation("kubernetes.io/config.mirror") is null
        && item.Annotation("apf.kubernetes.io/autoupdate-spec") != "true"
        && item.Label("kubernetes.io/bootstrapping") is null
        && item.Label("kube-aggregator.kubernetes.io/automanaged") is null
        && !IsMadeByServer(NameOf(resource), item);

    private static bool IsMadeByServer(string resource, JsonElement item) => resource switch
    {
        "configmaps" => item.ObjectName() == "kube-root-ca.crt",
        "secrets" => item.Text("type") is "kubernetes.io/service-account-token" or "bootstrap.kubernetes.io/token",
        "services" => item.ObjectName() == "kubernetes" && item.ObjectNamespace() == "default",
        "priorityclasses.scheduling.k8s.io" => item.ObjectName().StartsWith("system-", StringComparison.Ordinal),
        _ => false,
    };

    private static int Rank(string name) => s_first.IndexOf(name) is >= 0 and var early ? early : s_last.IndexOf(name) is >= 0 and var late ? 2000 + late : 1000;
}
