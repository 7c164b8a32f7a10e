using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Etcd;
using RunbookEngine.Simulation.Programs.Kubernetes;

namespace RunbookEngine.Tests.Simulation;

/// <summary>One node of the control plane with its etcd, and a worker, with kubeadm of a version on both.</summary>
internal sealed class KubeadmBench(string from = "v1.35.3", string kubeadm = "v1.36.1")
{
    private static readonly string[] s_names = ["cp1", "w1"];

    /// <summary>What befalls a world, beside what the runbook does.</summary>
    public Action<KubeadmWorld>? Befalls { get; init; }

    public RehearsalBench Bench(string steps) => new($"apiVersion: runbook/v1\nname: kubeadm\nsteps:\n{steps}\n", w => Befalls?.Invoke(Make(w)))
    {
        Inventory = new() { Hosts = [.. s_names.Append("new").Select(static n => new Host { Name = n, Address = n, Span = SourceSpan.None })] },
    };

    public static KubeadmBench Quiet(string from = "v1.35.3", string kubeadm = "v1.36.1") => new(from, kubeadm) { Befalls = static _ => { } };

    public KubeadmWorld Make(SimulatedWorld world)
    {
        var cluster = new SimulatedCluster(world.Time, world.Random) { ServerVersion = from };
        world.Cluster = cluster;
        cluster.AddNode(new("cp1") { IsControlPlane = true, Version = from, EtcdVersion = KubernetesVersions.Etcd(from) }).AddNode(new("w1") { Version = from }).AddKubeSystem(from);
        KubeadmCluster.SetVersion(cluster, from);
        KubeadmCluster.SetInfo(cluster, "https://10.0.0.11:6443");
        var etcd = new SimulatedEtcd(world);
        var machines = s_names.Append("new").ToDictionary(static n => n, n => Machine(world, n, cluster, etcd));
        machines["cp1"].Settle(from, "cp1=https://10.0.0.11:2380");
        machines["w1"].SettleWorker(from);
        etcd.Settle([(machines["cp1"].Host, EtcdSettings.OfManifest(machines["cp1"].Host.Files.Read("/etc/kubernetes/manifests/etcd.yaml")!), "3.5.24")], 0, static d => d.Put(1000));
        world.Time.Pass(TimeSpan.FromMinutes(1));
        cluster.IsStorageUp = () => etcd.CanWrite;
        Assert.True(machines["cp1"].HasApi);
        return new(world, cluster, etcd, machines);
    }

    private KubernetesMachine Machine(SimulatedWorld world, string name, SimulatedCluster cluster, SimulatedEtcd etcd)
    {
        var host = world.AddHost(name);
        host.Stopped += () => cluster.NodePower(name, false);
        host.Started += () => cluster.NodePower(name, true, host.BootId);
        var machine = new KubernetesMachine(host, name, cluster, etcd) { Kubeadm = () => kubeadm, Kubelet = () => from };
        KubeadmPrograms.Install(machine);
        EtcdTools.Install(etcd, host, "3.6.6", "3.6.6");
        return machine;
    }
}

/// <summary>What was made.</summary>
internal sealed record KubeadmWorld(SimulatedWorld World, SimulatedCluster Cluster, SimulatedEtcd Etcd, Dictionary<string, KubernetesMachine> Machines)
{
    public SimulatedHost First => Machines["cp1"].Host;

    /// <summary>Takes the power of a machine away in the moment after something happened on its disk, once, and gives it back.</summary>
    public void LosePowerWhen(SimulatedHost host, Func<string, bool> isMoment)
    {
        var isDone = false;
        host.Files.Changed += path =>
        {
            if (isDone || !isMoment(path))
                return;
            isDone = true;
            _ = World.Time.Begin(async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), World.Time);
                host.Restart();
                return true;
            });
        };
    }
}
