using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Building;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Nodes of a world that is built from its description have an etcd and a kubeadm that answer at once.</summary>
public class WorldKubernetesTests
{
    private static readonly string[] s_planes = ["cp1", "cp2", "cp3"];
    private static readonly string[] s_files = ["--cacert=/etc/kubernetes/pki/etcd/ca.crt", "--cert=/etc/kubernetes/pki/etcd/server.crt", "--key=/etc/kubernetes/pki/etcd/server.key"];

    [Fact]
    public void The_etcd_of_a_world_answers_at_once_and_outlives_a_loss_of_power()
    {
        var world = WorldBuilder.Build(Described(), 7, DateTimeOffset.UnixEpoch);

        Assert.Contains("etcd: members cp1, cp2, cp3", world.Facts());
        Assert.Contains("etcd: 1000 keys, revisions as they grew, 1 content", world.Facts());
        Assert.Contains("{\"endpoint\":\"https://cp1:2379\",\"health\":true", Said(world.Find("cp1")!, ["etcdctl", "--write-out=json", "--endpoints=https://127.0.0.1:2379", .. s_files, "endpoint", "health", "--cluster"]), StringComparison.Ordinal);

        world.Find("cp2")!.PowerOff();
        world.Time.Pass(TimeSpan.FromSeconds(5));
        Assert.Contains("etcd: members cp1, cp2 (down), cp3", world.Facts());
        world.Find("cp2")!.PowerOn();
        world.Time.Pass(TimeSpan.FromMinutes(1));

        Assert.Contains("etcd: members cp1, cp2, cp3", world.Facts());
    }

    [Fact]
    public void Nodes_begin_with_the_taints_and_in_the_state_that_the_world_says()
    {
        var described = Described() with
        {
            Nodes =
            [
                new() { Name = "cp1", Role = WorldRole.ControlPlane, Version = "1.35.3", Taints = [new("node-role.kubernetes.io/control-plane", "", "NoSchedule")] },
                new() { Name = "w1", Role = WorldRole.Worker, Version = "1.35.3", Taints = [new("dedicated", "db", "NoSchedule")] },
                new() { Name = "w2", Role = WorldRole.Worker, Version = "1.35.3", IsReady = false },
                new() { Name = "w3", Role = WorldRole.Worker, Version = "1.35.3", IsCordoned = true },
                new() { Name = "w4", Role = WorldRole.Worker, Version = "1.35.3" },
            ],
            Workloads = [new() { Namespace = "shop", Name = "web", Kind = WorkloadKind.Deployment, Replicas = 4 }],
            Etcd = new() { Version = "3.6.6-0", Members = ["cp1"] },
        };
        var world = WorldBuilder.Build(described, 7, DateTimeOffset.UnixEpoch);

        var facts = world.Facts();
        Assert.Contains("node w1: taint dedicated=db:NoSchedule", facts);
        Assert.Contains("node w2: v1.35.3, not ready, takes pods", facts);
        Assert.Contains("node w2: taint node.kubernetes.io/unreachable=:NoExecute", facts);
        Assert.Contains("node w3: taint node.kubernetes.io/unschedulable=:NoSchedule", facts);

        world.Time.Pass(TimeSpan.FromMinutes(30));
        Assert.Contains("node w2: v1.35.3, not ready, takes pods", world.Facts());
        Assert.Contains("Deployment shop/web: 4 of 4 ready", string.Join('\n', world.Facts()), StringComparison.Ordinal);
        Assert.All(((RunbookEngine.Simulation.Cluster.SimulatedCluster)world.Cluster).All("pods").Where(static p => p.ObjectNamespace() == "shop" && p.Text("metadata", "deletionTimestamp").Length == 0),
            static p => Assert.Equal("w4", p.Text("spec", "nodeName")));
    }

    private static string Said(RunbookEngine.Simulation.Hosts.SimulatedHost host, params string[] words)
    {
        var process = host.Start(CommandName.Of(new("20250601-120000-abcd"), new("ask"), 1, words[0]), new() { Arguments = [.. words] });
        host.World.Time.Pass(TimeSpan.FromSeconds(30));
        return System.Text.Encoding.UTF8.GetString(process.Output(OutputKind.Stdout));
    }

    private static World Described() => new()
    {
        Name = "small", Version = "1.35.3",
        Nodes = [.. s_planes.Select(static n => new WorldNode { Name = n, Role = WorldRole.ControlPlane, Version = "1.35.3", Labels = [KeyValuePair.Create("node-role.kubernetes.io/control-plane", "")] }), new() { Name = "w1", Role = WorldRole.Worker, Version = "1.35.3" }],
        Etcd = new() { Version = "3.6.6-0", Members = [.. s_planes] },
    };
}
