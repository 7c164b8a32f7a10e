using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What an upgrade is to bring to the new version.</summary>
internal enum UpgradeScope
{
    /// <summary>Everything.</summary>
    WholeCluster,

    /// <summary>The control plane; workers stay as they are.</summary>
    ControlPlane,

    /// <summary>Workers; the control plane stays as it is.</summary>
    Workers,
}

/// <summary>May this cluster be brought to that version?</summary>
internal sealed record UpgradeQuestion(KubeVersion Target, UpgradeScope Scope, UpgradeFacts Facts)
{
    /// <summary>The oldest API server.</summary>
    public KubeVersion OldestApi { get; } = Facts.ApiVersions.Min();

    /// <summary>The newest API server.</summary>
    public KubeVersion NewestApi { get; } = Facts.ApiVersions.Max();

    /// <summary>Whether the control plane stays as it is.</summary>
    public bool IsWorkersOnly => Scope == UpgradeScope.Workers;

    /// <summary>The newest API server that there will be at any time.</summary>
    public KubeVersion NewestApiEver => IsWorkersOnly || NewestApi > Target ? NewestApi : Target;

    /// <summary>The nodes whose kubelets are to get the new version.</summary>
    public IEnumerable<NodeVersions> Nodes => Facts.Nodes.Where(n => Scope == UpgradeScope.WholeCluster || n.IsControlPlane != IsWorkersOnly);

    /// <summary>The API server beside a component of the control plane, which is the one that it talks to; the oldest one when it is not known.</summary>
    public KubeVersion ApiBeside(string node) =>
        Facts.ApiServers.FirstOrDefault(a => a.Node.Length > 0 && a.Node == node)?.Version ?? OldestApi;
}

/// <summary>
/// Whether an upgrade is legal: every rule, how it came out and why. Pure. A cluster in the middle of the upgrade, some of its API servers at the new minor already, may go on.
/// </summary>
internal static class UpgradeRules
{
    /// <summary>The names of all rules.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "release", "api-servers", "no-downgrade", "no-skipped-minor", "not-newer-than-api", "one-minor-at-a-time", "kubelets", "kube-proxies", "controller-managers", "schedulers",
        "etcd", "etcd-flags", "container-runtime", "cgroups", "deprecated-apis", "webhooks", "kubeadm",
    ];

    /// <summary>Every rule that applies.</summary>
    public static ImmutableArray<RuleFinding> Judge(UpgradeQuestion question) =>
    [
        ApiServerRules.Release(question),
        ApiServerRules.Spread(question),
        .. question.IsWorkersOnly ? WorkerRules.Judge(question) : ApiServerRules.Steps(question),
        SkewRules.Kubelets(question),
        SkewRules.Proxies(question),
        SkewRules.Managers(question, "controller-managers", RunningComponent.ControllerManager),
        SkewRules.Managers(question, "schedulers", RunningComponent.Scheduler),
        .. question.IsWorkersOnly ? ImmutableArray<RuleFinding>.Empty : EtcdRules.Judge(question),
        RuntimeRules.Runtime(question),
        RuntimeRules.Cgroups(question),
        .. question.IsWorkersOnly ? ImmutableArray<RuleFinding>.Empty : ClientRules.Judge(question),
        RuntimeRules.Kubeadm(question),
    ];
}
