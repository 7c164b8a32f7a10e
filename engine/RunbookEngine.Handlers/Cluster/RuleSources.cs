namespace RunbookEngine.Handlers.Cluster;

/// <summary>Where the rules of an upgrade stand.</summary>
internal static class RuleSources
{
    public const string Skew = "kubernetes.io/releases/version-skew-policy";
    public const string Kubeadm = "kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm";
    public const string KubeadmPolicy = "kubernetes/kubernetes: cmd/kubeadm/app/phases/upgrade/policy.go";
    public const string EtcdOfMinor = "kubernetes/kops: pkg/model/components/etcd.go";
    public const string EtcdTo36 = "etcd.io/docs/v3.6/upgrades/upgrade_3_6";
    public const string EtcdTo37 = "etcd.io/docs/v3.7/upgrades/upgrade_3_7";
    public const string Runtime = "docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html";
}
