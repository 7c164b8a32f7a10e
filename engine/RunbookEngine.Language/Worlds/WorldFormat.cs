using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What a world holds.</summary>
public static class WorldFormat
{
    /// <summary>The value of <c>kind</c>.</summary>
    public const string Kind = "World";

    internal const string ControlPlane = "control-plane";

    internal static readonly ImmutableArray<string> Roles = [ControlPlane, "worker"];

    /// <summary>As Kubernetes spells them, in the order of <see cref="WorkloadKind"/>.</summary>
    internal static readonly ImmutableArray<string> Kinds = ["Deployment", "StatefulSet", "DaemonSet", "Job", "Pod"];

    private static readonly ImmutableArray<FormatKey> s_machine =
    [
        new("name", FormatType.Names, "Its name, or a range such as `w[1:20]` that stands for many."),
        new("names", FormatType.Names, "The same, for several names and ranges."),
        new("address", FormatType.Text, "Where it is reached; for one machine only.", "made from its place in the file"),
        new("os", FormatType.Text, "The operating system, as the node reports it.", "Ubuntu 24.04.3 LTS"),
        new("kernel", FormatType.Text, "The kernel, as the node reports it.", "6.8.0-79-generic"),
        new("packages", FormatType.TextMap, "What is installed, beside what its role brings: names of packages to versions.", "nothing more"),
        new("held", FormatType.Texts, "Names of packages that are held.", "on nodes kubeadm, kubelet and kubectl"),
        new("disk-free", FormatType.Size, "Free room of its disk.", "40Gi"),
        new("files", FormatType.TextMap, "Files that are there at the start: paths to contents.", "none of its own"),
        new("needs-reboot", FormatType.Boolean, "Whether it wants to be started again.", "false"),
        new("durations", FormatType.One, "How long things take on it.", "as for the world", "durations"),
    ];

    private static readonly ImmutableArray<FormatKey> s_own = [new("namespace", FormatType.Text, "Its namespace.", "default"), new("name", FormatType.Text, "Its name.") { IsRequired = true }];

    /// <summary>All of it.</summary>
    public static FileFormat Format { get; } = new(Kind,
    [
        new("", "a world", "What a rehearsal starts from.",
        [
            new("apiVersion", FormatType.Own, "The version of the language: `runbook/v1`.") { IsRequired = true },
            new("kind", FormatType.Own, "`World`.") { IsRequired = true },
            new("cluster", FormatType.One, "The cluster.", "", "cluster") { IsRequired = true },
            new("nodes", FormatType.List, "Its nodes.", "one control plane `cp1` and the workers `w[1:3]`", "node"),
            new("hosts", FormatType.List, "Machines beyond the cluster. The engine's own, `local`, is always there.", "none", "host"),
            new("groups", FormatType.NamesMap, "Names for lists of nodes and hosts, as in an inventory.", "`control_plane`, `workers`, `etcd`"),
            new("etcd", FormatType.One, "The store of the cluster.", "a member on each control plane", "etcd"),
            new("workloads", FormatType.List, "What makes pods.", "CoreDNS and kube-proxy, which are always there", "workload"),
            new("budgets", FormatType.List, "PodDisruptionBudgets.", "none", "budget"),
            new("repository", FormatType.One, "What apt can install.", "the patches of the cluster's minor version and the next two", "repository"),
            new("volumes", FormatType.List, "PersistentVolumeClaims, bound.", "none", "volume"),
            new("snapshots", FormatType.List, "VolumeSnapshots, ready to use.", "none", "snapshot"),
            new("snapshot-class", FormatType.Text, "The default VolumeSnapshotClass; without one no snapshot can be taken.", "`csi` where there are volumes"),
            new("velero", FormatType.One, "Velero; `{}` where all is as usual.", "it is not there", "velero"),
            new("durations", FormatType.One, "How long things take.", "", "durations"),
        ]),
        new("cluster", "`cluster`", "The cluster.",
        [
            new("version", FormatType.Version, "The version of Kubernetes.") { IsRequired = true },
            new("name", FormatType.Text, "How the cluster is called.", "rehearsal"),
        ]),
        new("node", "a node", "A node, or many of a kind, and the machines under them.",
        [
            .. s_machine,
            new("role", FormatType.Choice, "What it is.", "worker") { Choices = Roles },
            new("version", FormatType.Version, "The version of its kubelet and its static pods.", "that of the cluster"),
            new("runtime", FormatType.Text, "The container runtime, as the node reports it.", "containerd://2.1.4"),
            new("cpu", FormatType.Cpu, "Processors.", "4"),
            new("memory", FormatType.Size, "Memory.", "16Gi"),
            new("pods", FormatType.Integer, "How many pods it takes.", "110"),
            new("labels", FormatType.TextMap, "Labels, beside those that every node has.", "none more"),
            new("taints", FormatType.Taints, "Taints such as `dedicated=db:NoSchedule`.", "on control planes the usual one"),
            new("cordoned", FormatType.Boolean, "Whether somebody cordoned it before.", "false"),
            new("ready", FormatType.Boolean, "Whether its kubelet runs.", "true"),
        ]),
        new("host", "a host", "A machine beyond the cluster, or many of a kind.", s_machine),
        new("etcd", "`etcd`", "The store of the cluster.",
        [
            new("version", FormatType.Version, "Its version.", "what kubeadm brings with the cluster's version"),
            new("members", FormatType.Names, "The control planes, or hosts on which it runs as a systemd unit.", "all control planes"),
            new("keys", FormatType.Integer, "Keys beside those of the cluster.", "1000"),
            new("size", FormatType.Size, "The database on disk.", "20Mi"),
            new("in-use", FormatType.Size, "What of it is in use.", "12Mi, or the size where that is less"),
            new("revision", FormatType.Integer, "The revision.", "40000"),
            new("data-dir", FormatType.Text, "Where each member keeps its data.", "/var/lib/etcd"),
            new("broken", FormatType.Names, "Members whose data is damaged: they do not start.", "none"),
            new("snapshots", FormatType.List, "Snapshots that were taken before, with facts and checksum beside them as `etcd-backup` leaves them.", "one on `local`", "etcd-snapshot"),
        ]),
        new("etcd-snapshot", "a snapshot of etcd", "A snapshot of etcd.",
        [
            new("host", FormatType.Text, "The machine it is on.", "local"),
            new("path", FormatType.Text, "The file.", new WorldEtcdSnapshot().Path),
            new("keys", FormatType.Integer, "How many keys it holds.", "as many as etcd does"),
            new("revision", FormatType.Integer, "Its revision.", "that of etcd"),
            new("damaged", FormatType.Boolean, "Whether a byte of a value was turned in it, which only its digest tells.", "false"),
        ]),
        new("workload", "a workload", "What makes pods, and makes them anew.",
        [
            .. s_own,
            new("kind", FormatType.Choice, "What makes them; a `Pod` is made by nobody, and nobody makes it anew.", "Deployment") { Choices = Kinds },
            new("replicas", FormatType.Integer, "How many; for a DaemonSet the nodes decide.", "1"),
            new("labels", FormatType.TextMap, "The labels of its pods.", "`app: NAME`"),
            new("cpu", FormatType.Cpu, "What a pod asks for.", "0"),
            new("memory", FormatType.Size, "What a pod asks for.", "0"),
            new("start", FormatType.Duration, "From its place on a node until a pod is ready.", "3s"),
            new("stop", FormatType.Duration, "How long a pod takes to end.", "1s"),
            new("termination-grace", FormatType.Duration, "After which it is killed.", "30s"),
            new("duration", FormatType.Duration, "How long each pod of a Job works.", "10m"),
            new("empty-dir", FormatType.Boolean, "Whether its pods keep data in an emptyDir.", "false"),
            new("node-selector", FormatType.TextMap, "Labels that a node must have.", "none"),
            new("tolerates-all", FormatType.Boolean, "Whether its pods tolerate every taint.", "false"),
            new("spread", FormatType.Boolean, "Whether no two of its pods are on the same node.", "false"),
            new("node", FormatType.Text, "For a `Pod`: the node it is on.", "the scheduler chooses"),
        ]),
        new("budget", "a budget", "A PodDisruptionBudget: it has one of the two limits.",
        [
            .. s_own,
            new("selector", FormatType.TextMap, "Labels of its pods.", "`app: NAME`"),
            new("min-available", FormatType.Amount, "How many must stay: a number, or a percentage."),
            new("max-unavailable", FormatType.Amount, "How many may be away: a number, or a percentage."),
            new("evicts-unhealthy", FormatType.Boolean, "Whether pods that are not ready may always be evicted.", "false"),
        ]),
        new("repository", "`repository`", "What apt can install.",
        [
            new("kubernetes", FormatType.Versions, "Versions of kubeadm, kubelet and kubectl, such as `1.36.4`."),
            new("packages", FormatType.TextMap, "Other packages: names to versions, several of one separated by blanks, as the repository spells them.", "none"),
        ]),
        new("volume", "a volume", "A PersistentVolumeClaim and its volume.",
            [.. s_own, new("size", FormatType.Size, "Its size.", "10Gi"), new("class", FormatType.Text, "The StorageClass.", "standard")]),
        new("snapshot", "a snapshot", "A VolumeSnapshot.", [.. s_own, new("claim", FormatType.Text, "The claim it was taken of.") { IsRequired = true }]),
        new("velero", "`velero`", "Velero.",
        [
            new("version", FormatType.Version, "Its version.", "1.15.2"),
            new("namespace", FormatType.Text, "Where it runs.", "velero"),
            new("available", FormatType.Boolean, "Whether its storage location is available.", "true"),
            new("backups", FormatType.Texts, "Names of complete backups.", "none"),
        ]),
        new("durations", "`durations`", "How long things take.",
        [
            new("command", FormatType.Duration, "A plain command on a machine.", "20ms"),
            new("request", FormatType.Duration, "A request to the API server.", "5ms"),
            new("boot", FormatType.Duration, "From the word to reboot until the machine answers again.", "40s"),
            new("apt-update", FormatType.Duration, "Reading the repository's lists.", "4s"),
            new("apt-install", FormatType.Duration, "Installing one package.", "6s"),
            new("kubeadm-plan", FormatType.Duration, "`kubeadm upgrade plan`, and what else only looks.", "3s"),
            new("kubeadm-apply", FormatType.Duration, "`kubeadm upgrade apply`.", "2m"),
            new("kubeadm-control-plane", FormatType.Duration, "`kubeadm upgrade node` on a control plane.", "1m30s"),
            new("kubeadm-worker", FormatType.Duration, "`kubeadm upgrade node` on a worker.", "3s"),
            new("kubeadm-certificates", FormatType.Duration, "`kubeadm certs renew`.", "2s"),
            new("unit", FormatType.Duration, "Starting or stopping a unit.", "1s"),
            new("kubelet-ready", FormatType.Duration, "From a kubelet's start until its node is Ready.", "8s"),
            new("static-pod", FormatType.Duration, "From a changed manifest until its pod answers.", "15s"),
            new("etcd-snapshot", FormatType.Duration, "Saving or restoring a snapshot of etcd.", "2s"),
            new("etcd-defrag", FormatType.Duration, "Defragmenting a member.", "3s"),
            new("velero", FormatType.Duration, "A backup or a restore of Velero.", "40s"),
            new("volume-snapshot", FormatType.Duration, "A snapshot of a volume.", "10s"),
        ]),
    ]);
}
