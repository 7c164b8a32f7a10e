using System.Collections.Immutable;

namespace RunbookEngine.Cli.Templates;

/// <summary>The templates of <c>runbook new</c>.</summary>
internal static class RunbookTemplates
{
    /// <summary>What a first runbook is made from.</summary>
    public const string Empty = "empty";

    private const string Workers = "!node-role.kubernetes.io/control-plane,!node-role.kubernetes.io/master";

    /// <summary>All, in the order in which they are shown.</summary>
    public static ImmutableArray<RunbookTemplate> All { get; } =
    [
        new("worker-rolling-upgrade", "a new version of Kubernetes on the workers", ["version", "nodes", "batches"], "3+5@{version}/{older}")
        {
            Approval = new("upgrade", "Upgrade {{ targets.workers.size }} workers to {{ inputs.version }}?"),
            Rehearsed = [("nodes", Workers)],
        },
        new("control-plane-upgrade", "a new version of Kubernetes on the control plane", ["version", "nodes"], "3+5@{older}")
        {
            Approval = new("upgrade", "Upgrade the control plane, {{ targets.control_plane.size }} nodes, to {{ inputs.version }}?"),
            Rehearsed = [("nodes", "node-role.kubernetes.io/control-plane")],
        },
        new("node-os-upgrade", "patches on nodes: cordon, drain, reboot, uncordon", ["nodes", "batches"], "3+5")
        {
            Approval = new("patch", "Patch {{ targets.machines.size }} nodes, and restart those that ask for it?"),
            Rehearsed = [("nodes", Workers)],
        },
        new("os-upgrade", "patches on machines that are in no cluster", ["group", "batches"], "3+5")
        {
            Approval = new("patch", "Patch {{ targets.machines.size }} machines, and restart those that ask for it?"),
            Rehearsed = [("group", "all")],
        },
        new("etcd-backup", "a snapshot of etcd, proven and kept in two places", ["endpoint", "cacert", "cert", "key", "backup_dir", "copy_dir"], "3+3")
        {
            Rehearsed =
            [
                ("endpoint", "https://cp1:2379"), ("cacert", "/etc/kubernetes/pki/etcd/ca.crt"), ("cert", "/etc/kubernetes/pki/etcd/server.crt"), ("key", "/etc/kubernetes/pki/etcd/server.key"),
                ("backup_dir", "/var/backups/etcd"), ("copy_dir", "/mnt/etcd"),
            ],
        },
        new("etcd-restore", "all members of etcd back from one snapshot", ["group", "members", "control_plane"], "3+3")
        {
            Rehearsed = [("snapshot", "/var/backups/etcd/etcd-20260101-000000-0000.db"), ("members", "static-pod"), ("group", "etcd"), ("control_plane", "etcd")],
        },
        new("resource-backup", "the objects of a cluster as files", ["dir", "namespaces"], "3+3") { Rehearsed = [("dir", "/var/backups/objects")] },
        new("resource-restore", "objects of a cluster back from such files", ["namespaces"], "3+3") { Rehearsed = [("dir", "/var/backups/objects/20260101"), ("namespaces", "")] },
        new(Empty, "a few steps with comments, to write your own", [], "3+3"),
    ];

    /// <summary>The one of this name; null: there is none.</summary>
    public static RunbookTemplate? Find(string name) => All.FirstOrDefault(t => t.Name == name);
}
