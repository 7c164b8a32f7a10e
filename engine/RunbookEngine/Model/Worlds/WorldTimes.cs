namespace RunbookEngine.Model;

/// <summary>How long things take in a world. The defaults are what a small cluster of virtual machines shows; a rehearsal varies them by its seed.</summary>
public sealed record WorldTimes
{
    /// <summary>A plain command on a machine, the way there and back among it. Default: 20 ms.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A request to the API server. Default: 5 ms.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>From the word to reboot until the machine answers again. Default: 40 s.</summary>
    public TimeSpan Boot { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Reading the lists of the repository anew. Default: 4 s.</summary>
    public TimeSpan AptUpdate { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Installing one package. Default: 6 s.</summary>
    public TimeSpan AptInstall { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary><c>kubeadm upgrade plan</c>, and other commands of kubeadm that look. Default: 3 s.</summary>
    public TimeSpan KubeadmPlan { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary><c>kubeadm upgrade apply</c>. Default: 2 min.</summary>
    public TimeSpan KubeadmApply { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary><c>kubeadm upgrade node</c> on a control plane. Default: 90 s.</summary>
    public TimeSpan KubeadmControlPlane { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary><c>kubeadm upgrade node</c> on a worker. Default: 3 s.</summary>
    public TimeSpan KubeadmWorker { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary><c>kubeadm certs renew</c>. Default: 2 s.</summary>
    public TimeSpan KubeadmCertificates { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Starting or stopping a unit. Default: 1 s.</summary>
    public TimeSpan Unit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the start of a kubelet until its node is Ready. Default: 8 s.</summary>
    public TimeSpan KubeletReady { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>From a changed manifest until its static pod answers. Default: 15 s.</summary>
    public TimeSpan StaticPod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Saving or restoring a snapshot of etcd. Default: 2 s.</summary>
    public TimeSpan EtcdSnapshot { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Defragmenting a member of etcd. Default: 3 s.</summary>
    public TimeSpan EtcdDefrag { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A backup or restore of Velero. Default: 40 s.</summary>
    public TimeSpan Velero { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>A snapshot of a volume. Default: 10 s.</summary>
    public TimeSpan VolumeSnapshot { get; init; } = TimeSpan.FromSeconds(10);
}
