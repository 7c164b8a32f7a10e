using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Programs;
using RunbookEngine.Simulation.Programs.Debian;
using RunbookEngine.Simulation.Programs.Kubernetes;

namespace RunbookEngine.Simulation.Building;

/// <summary>Builds a world as it is described. The same description, seed and start give the same world.</summary>
public static class WorldBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="world">The description.</param>
    /// <param name="seed">Where its chance comes from.</param>
    /// <param name="start">What its clock says at first.</param>
    public static SimulatedWorld Build(World world, int seed, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(world);
        var simulated = new SimulatedWorld(seed, start);
        var cluster = ClusterOf(world, simulated);
        simulated.Cluster = cluster;
        simulated.FactSources.Add(() => cluster.Facts());
        simulated.Repository.Add(world);
        var hosts = new HostBuilder(simulated);
        foreach (var machine in world.Nodes.Cast<WorldMachine>().Concat(world.Hosts))
        {
            var debian = world.Etcd.IsExternal && world.Etcd.Members.Contains(machine.Name) ? hosts.Build(machine, "etcd") : hosts.Build(machine);
            Follow(debian, cluster);
        }

        new KubernetesBuilder(world, simulated, cluster).Build();
        return simulated;
    }

    /// <summary>A node's power and kubelet are its machine's, from when it joins until it is reset.</summary>
    private static void Follow(DebianMachine debian, SimulatedCluster cluster)
    {
        var host = debian.Host;
        host.Stopped += () => IfMember(() => cluster.NodePower(host.Name, false));
        host.Started += () => IfMember(() => cluster.NodePower(host.Name, true, host.BootId));
        debian.KubeletChanged = (version, isUp) => IfMember(() => cluster.SetKubelet(host.Name, Dotted(version), isUp));

        void IfMember(Action tell)
        {
            if (host.Files.Exists(KubernetesMachine.KubeletAccess))
                tell();
        }
    }

    private static SimulatedCluster ClusterOf(World world, SimulatedWorld simulated)
    {
        var cluster = new SimulatedCluster(simulated.Time, simulated.Random) { Name = world.Name, Latency = world.Times.Request };
        foreach (var node in world.Nodes)
            cluster.AddNode(SpecOf(node, world));
        foreach (var workload in world.Workloads)
            Add(cluster, workload, world);
        foreach (var budget in world.Budgets)
            cluster.AddBudget(budget.Namespace, budget.Name, budget.MinAvailable?.ToString(), budget.MaxUnavailable?.ToString(), Sorted(budget.Selector));
        AddStorage(cluster, world);
        foreach (var node in world.Nodes.Where(static n => !n.IsReady))
            cluster.BeginLost(node.Name);
        return cluster;
    }

    private static void AddStorage(SimulatedCluster cluster, World world)
    {
        (cluster.VeleroTakes, cluster.SnapshotTakes) = (world.Times.Velero, world.Times.VolumeSnapshot);
        if (world.Velero is { } velero)
            cluster.AddVelero(velero.Namespace, velero.IsAvailable, velero.Backups);
        if (world.SnapshotClass is { } snapshots)
            cluster.AddSnapshots(snapshots);
        foreach (var volume in world.Volumes)
            cluster.AddClaim(volume.Namespace, volume.Name, string.Create(CultureInfo.InvariantCulture, $"{volume.Size >> 30}Gi"));
        foreach (var snapshot in world.Snapshots)
            cluster.AddSnapshot(snapshot.Namespace, snapshot.Name, snapshot.Claim);
    }

    private static NodeSpec SpecOf(WorldNode node, World world) => new(node.Name)
    {
        IsControlPlane = node.Role == WorldRole.ControlPlane,
        HasEtcd = world.Etcd.Members.Contains(node.Name) && !world.Etcd.IsExternal,
        Version = Dotted(node.Version),
        EtcdVersion = KubernetesVersions.Tag(KubernetesVersions.EtcdImage(node.Version, world.Etcd.Version)),
        Runtime = node.Runtime,
        Labels = Sorted(node.Labels),
        Cpu = string.Create(CultureInfo.InvariantCulture, $"{node.Cpu}m"),
        Memory = string.Create(CultureInfo.InvariantCulture, $"{node.Memory >> 20}Mi"),
        Pods = node.Pods,
        IsCordoned = node.IsCordoned,
        Taints = node.Taints,
    };

    private static void Add(SimulatedCluster cluster, WorldWorkload workload, World world)
    {
        var spec = SpecOf(workload);
        if (workload is { Namespace: "kube-system", Name: "kube-proxy" })
            spec = spec with { Image = $"registry.k8s.io/kube-proxy:{Dotted(world.Version)}" };
        _ = workload.Kind switch
        {
            WorkloadKind.Deployment => cluster.AddDeployment(spec),
            WorkloadKind.StatefulSet => cluster.AddStatefulSet(spec),
            WorkloadKind.DaemonSet => cluster.AddDaemonSet(spec),
            WorkloadKind.Job => cluster.AddJob(spec),
            _ => cluster.AddPod(spec),
        };
    }

    private static WorkloadSpec SpecOf(WorldWorkload workload) => new(workload.Namespace, workload.Name)
    {
        Replicas = workload.Replicas,
        Labels = Sorted(workload.Labels),
        Cpu = string.Create(CultureInfo.InvariantCulture, $"{workload.Cpu}m"),
        Memory = string.Create(CultureInfo.InvariantCulture, $"{workload.Memory >> 20}Mi"),
        HasEmptyDir = workload.HasEmptyDir,
        NodeSelector = Sorted(workload.NodeSelector),
        ToleratesAll = workload.ToleratesAll,
        GraceSeconds = (int)workload.TerminationGrace.TotalSeconds,
        StopsIn = workload.Stop,
        StartsIn = workload.Start,
        Work = workload.Duration,
    };

    private static string Dotted(string version) => version.StartsWith('v') ? version : "v" + version;

    private static ImmutableSortedDictionary<string, string> Sorted(ImmutableArray<KeyValuePair<string, string>> pairs) => pairs.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
