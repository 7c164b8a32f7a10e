using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>
/// What a rehearsal starts from: a cluster, its machines and what runs on them, with every default already put in its place. Pure data; it says what is there at the start, and never changes.
/// </summary>
public sealed record World
{
    /// <summary>The file it was read from, as the user named it; null: none.</summary>
    public string? File { get; init; }

    /// <summary>How people call it: the name of the context that the cluster is reached by. Default: <c>rehearsal</c>.</summary>
    public string Name { get; init; } = "rehearsal";

    /// <summary>The version of the API servers, such as <c>1.36.4</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The nodes, control planes and workers, in the order of the file. Names are unique among nodes and <see cref="Hosts"/>.</summary>
    public required ImmutableArray<WorldNode> Nodes { get; init; }

    /// <summary>Machines beyond the cluster, the engine's own (<c>local</c>) always among them.</summary>
    public ImmutableArray<WorldHost> Hosts { get; init; } = [new() { Name = "local" }];

    /// <summary>Names for lists of nodes and hosts, as an inventory's groups; without the group of all.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Groups { get; init; } = [];

    /// <summary>The store of the cluster.</summary>
    public required WorldEtcd Etcd { get; init; }

    /// <summary>What makes pods, those of <c>kube-system</c> among them; static pods of control planes are there by themselves.</summary>
    public ImmutableArray<WorldWorkload> Workloads { get; init; } = [];

    /// <summary>PodDisruptionBudgets.</summary>
    public ImmutableArray<WorldBudget> Budgets { get; init; } = [];

    /// <summary>What can be installed: names of packages with their versions as the repository spells them, oldest first.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Repository { get; init; } = [];

    /// <summary>PersistentVolumeClaims with their volumes.</summary>
    public ImmutableArray<WorldVolume> Volumes { get; init; } = [];

    /// <summary>VolumeSnapshots that are there at the start.</summary>
    public ImmutableArray<WorldSnapshot> Snapshots { get; init; } = [];

    /// <summary>The default VolumeSnapshotClass; null: the cluster cannot take snapshots.</summary>
    public string? SnapshotClass { get; init; }

    /// <summary>Velero; null: it is not installed.</summary>
    public WorldVelero? Velero { get; init; }

    /// <summary>How long things take, where a node or host says nothing else.</summary>
    public WorldTimes Times { get; init; } = new();

    /// <summary>The node of a name, or null.</summary>
    public WorldNode? Node(string name) => Nodes.FirstOrDefault(n => n.Name == name);

    /// <summary>The nodes that run the control plane.</summary>
    public IEnumerable<WorldNode> ControlPlanes => Nodes.Where(static n => n.Role == WorldRole.ControlPlane);

    /// <summary>The nodes that do not.</summary>
    public IEnumerable<WorldNode> Workers => Nodes.Where(static n => n.Role == WorldRole.Worker);
}

/// <summary>The store of a world's cluster.</summary>
public sealed record WorldEtcd
{
    /// <summary>Such as <c>3.5.15</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The nodes or hosts that the members are on.</summary>
    public required ImmutableArray<string> Members { get; init; }

    /// <summary>Whether the members are systemd units on hosts of their own; false: static pods of the control planes.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Keys, beside those of the cluster's own objects. Default: 1000.</summary>
    public int Keys { get; init; } = 1000;

    /// <summary>The size of the database on disk in bytes. Default: 20 MiB.</summary>
    public long Size { get; init; } = 20L << 20;

    /// <summary>The part of <see cref="Size"/> that is in use, in bytes. Default: 12 MiB.</summary>
    public long InUse { get; init; } = 12L << 20;

    /// <summary>The revision at the start. Default: 40000.</summary>
    public long Revision { get; init; } = 40_000;

    /// <summary>Where each member keeps its data. Default: <c>/var/lib/etcd</c>.</summary>
    public string DataDirectory { get; init; } = "/var/lib/etcd";

    /// <summary>Members whose data is damaged: they do not start. Default: none.</summary>
    public ImmutableArray<string> Broken { get; init; } = [];

    /// <summary>Snapshots that were taken before. Default: one on the engine's machine.</summary>
    public ImmutableArray<WorldEtcdSnapshot> Snapshots { get; init; } = [new()];
}

/// <summary>A snapshot of etcd that is there at the start, as <c>etcd-backup</c> leaves it: its facts and its checksum stand beside it.</summary>
public sealed record WorldEtcdSnapshot
{
    /// <summary>The machine. Default: the engine's.</summary>
    public string Host { get; init; } = "local";

    /// <summary>The file.</summary>
    public string Path { get; init; } = "/var/backups/etcd/etcd-20260101-000000-0000.db";

    /// <summary>How many keys it holds; null: as many as etcd does.</summary>
    public int? Keys { get; init; }

    /// <summary>Its revision; null: that of etcd.</summary>
    public long? Revision { get; init; }

    /// <summary>Whether a byte of a value was turned in it.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>Velero in a world.</summary>
public sealed record WorldVelero
{
    /// <summary>Such as <c>1.15.2</c>.</summary>
    public string Version { get; init; } = "1.15.2";

    /// <summary>Where it runs. Default: <c>velero</c>.</summary>
    public string Namespace { get; init; } = "velero";

    /// <summary>Whether its storage location is available. Default: true.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>The names of complete backups that are there at the start.</summary>
    public ImmutableArray<string> Backups { get; init; } = [];
}
