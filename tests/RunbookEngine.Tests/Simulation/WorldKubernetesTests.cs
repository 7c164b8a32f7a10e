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
