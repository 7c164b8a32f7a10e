using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Etcd;
using RunbookEngine.Simulation.Programs.Kubernetes;

namespace RunbookEngine.Simulation.Building;

/// <summary>Puts on the machines of a world what kubeadm and etcd have made of them, as if all had run for long.</summary>
internal sealed class KubernetesBuilder(World world, SimulatedWorld simulated, SimulatedCluster cluster)
{
    private static readonly string[] s_certificates = ["ca.crt", "server.crt", "server.key"];
    private readonly SimulatedEtcd _etcd = new(simulated);

    /// <summary>To be called when the machines are there.</summary>
    public void Build()
    {
        if (world.Nodes.IsEmpty)
            return;
        var version = Tag(world.Version);
        KubeadmCluster.SetVersion(cluster, version);
        KubeadmCluster.SetInfo(cluster, $"https://{AddressOf(world.Nodes.First(static n => n.Role == WorldRole.ControlPlane).Name)}:6443");
        foreach (var machine in world.Nodes.Cast<WorldMachine>().Concat(world.Hosts))
            Furnish(machine);
        var members = world.Etcd.Members.Where(m => simulated.Find(m) is not null).Select(simulated.Find).ToArray();
        _etcd.Settle(members.Select(m => (m!, SettingsOf(m!), EtcdVersion)), world.Etcd.Size, Holding);
        foreach (var broken in world.Etcd.Broken)
            _etcd.Break(simulated.Find(broken)!, world.Etcd.DataDirectory);
        foreach (var snapshot in world.Etcd.Snapshots)
            Put(snapshot);
        if (members.Length > 0)
            cluster.IsStorageUp = () => _etcd.CanWrite;
    }

    private string EtcdVersion => world.Etcd.Version.Split('-')[0];

    private EtcdData Holding(EtcdData begun) => begun with
    {
        Keys = world.Etcd.Keys,
        Entries = world.Etcd.Keys,
        Revision = world.Etcd.Revision,
        InUse = world.Etcd.InUse,
        Hash = (uint)EtcdData.IdOf(world.Name),
        Index = 100,
    };

    private void Put(WorldEtcdSnapshot snapshot)
    {
        if (simulated.Find(snapshot.Host) is not { } host)
            return;
        var data = Holding(EtcdData.Begun(EtcdSettings.Pairs(InitialCluster()), "etcd-cluster"));
        data = data with { Keys = snapshot.Keys ?? data.Keys, Entries = snapshot.Keys ?? data.Entries, Revision = snapshot.Revision ?? data.Revision };
        if (snapshot.Keys is not null || snapshot.Revision is not null)
            data = data with { Hash = (uint)EtcdData.IdOf(snapshot.Path) };
        EtcdSnapshots.Put(host, snapshot.Path, data, snapshot.IsDamaged);
        if (host == simulated.Local)
            simulated.EngineFiles.Add(snapshot.Path);
    }

    private void Furnish(WorldMachine description)
    {
        var host = simulated.Find(description.Name)!;
        var machine = new KubernetesMachine(host, host.Name, cluster, world.Etcd.IsExternal ? null : _etcd)
        {
            Address = AddressOf(host.Name),
            Kubeadm = () => VersionOf(host, "kubeadm", description),
            Kubelet = () => VersionOf(host, "kubelet", description),
        };
        KubeadmPrograms.Install(machine);
        if (description is WorldNode { Role: WorldRole.ControlPlane } node)
            machine.Settle(Tag(node.Version), !world.Etcd.IsExternal && world.Etcd.Members.Contains(node.Name) ? InitialCluster() : null, world.Etcd.Version);
        else if (description is WorldNode worker)
            machine.SettleWorker(Tag(worker.Version));
        if (host.Debian is { } debian)
            debian.Units.Lacks = unit => unit == "kubelet.service" && !host.Files.Exists(KubernetesMachine.KubeletConfig) ? $"open {KubernetesMachine.KubeletConfig}: no such file or directory" : null;
        var isMember = world.Etcd.Members.Contains(host.Name);
        if (!isMember && host != simulated.Local)
            return;
        EtcdTools.Install(_etcd, host, EtcdVersion, EtcdVersion.StartsWith("3.4", StringComparison.Ordinal) ? null : EtcdVersion);
        foreach (var file in s_certificates.Select(f => (world.Etcd.IsExternal ? "/etc/etcd/pki/" : KubernetesMachine.Home + "/pki/etcd/") + f).Where(f => !host.Files.Exists(f)))
            host.Files.Write(file, "certificate\n");
        if (isMember && world.Etcd.IsExternal)
            Follow(host, EtcdVersion);
    }

    /// <summary>A member that is a unit of systemd, with the settings of Debian's package and the certificates that the runbooks look for.</summary>
    private void Follow(SimulatedHost host, string version)
    {
        if (!host.Files.Exists("/etc/default/etcd"))
            host.Files.Write("/etc/default/etcd", UnitSettings(host.Name));
        if (host.Debian is not { } debian)
            return;
        _etcd.Ended += (member, status) =>
        {
            if (member.Host == host && member.Settings.DataDir == world.Etcd.DataDirectory)
                debian.Units.End("etcd", member.LastWords ?? "", status);
        };
        debian.UnitChanged += (unit, isActive) =>
        {
            if (unit != "etcd.service")
                return;
            if (isActive)
                _etcd.Start(host, EtcdSettings.OfUnit(host), version);
            else
                _etcd.Stop(host, world.Etcd.DataDirectory);
        };
    }

    private string UnitSettings(string name) => $"""
        ETCD_NAME={name}
        ETCD_DATA_DIR={world.Etcd.DataDirectory}
        ETCD_LISTEN_CLIENT_URLS=https://127.0.0.1:2379,https://{AddressOf(name)}:2379
        ETCD_ADVERTISE_CLIENT_URLS=https://{AddressOf(name)}:2379
        ETCD_INITIAL_ADVERTISE_PEER_URLS=https://{AddressOf(name)}:2380
        ETCD_INITIAL_CLUSTER={InitialCluster()}

        """;

    private EtcdSettings SettingsOf(SimulatedHost host) =>
        world.Etcd.IsExternal ? EtcdSettings.OfUnit(host) : EtcdSettings.OfManifest(host.Files.Read(KubernetesMachine.ManifestOf("etcd")) ?? "");

    private string InitialCluster() => string.Join(',', world.Etcd.Members.Select(m => $"{m}=https://{AddressOf(m)}:2380"));

    private string AddressOf(string name) =>
        world.Nodes.Cast<WorldMachine>().Concat(world.Hosts).FirstOrDefault(m => m.Name == name) is { Address.Length: > 0 } machine ? machine.Address : name;

    /// <summary>As its packages say, or where it has none as the world says.</summary>
    private static string? VersionOf(SimulatedHost host, string package, WorldMachine description) => host.Debian is { } debian
        ? debian.VersionOf(package) is { } installed ? Tag(installed) : null
        : description is WorldNode node ? Tag(node.Version) : null;

    private static string Tag(string version) => version.StartsWith('v') ? version : "v" + version;
}
