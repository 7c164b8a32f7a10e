using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class WorldTests
{
    [Fact]
    public void Three_lines_are_a_world()
    {
        var world = Worlds.Read(Worlds.Head);

        Assert.Equal(("rehearsal", "1.34.1"), (world.Name, world.Version));
        Assert.Equal(["cp1 ControlPlane 1.34.1", "w1 Worker 1.34.1", "w2 Worker 1.34.1", "w3 Worker 1.34.1"], world.Nodes.Select(static n => $"{n.Name} {n.Role} {n.Version}"));
        Assert.Equal(["local"], world.Hosts.Select(static h => h.Name));
        Assert.Equal(("3.6.11", false, "cp1"), (world.Etcd.Version, world.Etcd.IsExternal, string.Join(' ', world.Etcd.Members)));
        Assert.Equal(["kube-system/coredns", "kube-system/kube-proxy"], world.Workloads.Select(static w => w.Path));
        Assert.Equal(["control_plane: cp1", "workers: w1 w2 w3", "etcd: cp1"], world.Groups.Select(static g => $"{g.Key}: {string.Join(' ', g.Value)}"));
        Assert.Null(world.Velero);
        Assert.Null(world.SnapshotClass);
    }

    [Fact]
    public void A_node_has_what_its_role_brings()
    {
        var world = Worlds.Read(Worlds.Head);
        var (control, worker) = (world.Node("cp1")!, world.Node("w1")!);

        Assert.Equal(
            ["containerd=2.1.4-1", "kubeadm=1.34.1-1.1", "kubectl=1.34.1-1.1", "kubelet=1.34.1-1.1", "linux-image-generic=6.8.0-79.79", "openssl=3.0.13-0ubuntu3.5"],
            worker.Packages.Select(static p => $"{p.Key}={p.Value}"));
        Assert.Equal(["kubeadm", "kubectl", "kubelet"], worker.Held);
        Assert.Equal(["kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os"], worker.Labels.Select(static l => l.Key));
        Assert.Contains(new KeyValuePair<string, string>("node-role.kubernetes.io/control-plane", ""), control.Labels);
        Assert.Equal([new WorldTaint("node-role.kubernetes.io/control-plane", "", "NoSchedule")], control.Taints);
        Assert.Empty(worker.Taints);
        Assert.Equal(["10.0.0.10", "10.0.0.11", "10.0.0.12", "10.0.0.13"], world.Nodes.Select(static n => n.Address));
    }

    [Fact]
    public void What_is_left_out_of_the_repository_is_newer_patches_of_three_minors()
    {
        var kubelet = Worlds.Read(Worlds.Head).Repository.Single(static p => p.Key == "kubelet").Value;

        Assert.Equal(("1.34.1-1.1", "1.36.15-1.1", 48), (kubelet[0], kubelet[^1], kubelet.Length));
        Assert.Contains("1.35.0-1.1", kubelet);
    }

    [Fact]
    public void Everything_can_be_said()
    {
        var world = Worlds.Read(Worlds.Head + """
            nodes:
              - { names: "cp[1:3]", role: control-plane }
              - name: db1
                version: 1.33.5
                os: Debian GNU/Linux 12
                kernel: 6.1.0
                runtime: containerd://2.1.4
                cpu: 500m
                memory: 64Gi
                pods: 50
                packages: { kubelet: 1.33.5-2.1, nginx: "1.24" }
                held: [nginx]
                labels: { disk: ssd }
                taints: ["dedicated=db:NoSchedule", "slow:PreferNoSchedule"]
                cordoned: true
                ready: false
                needs-reboot: true
                disk-free: 512Mi
                files: { /etc/motd: hello }
                address: 192.0.2.7
                durations: { boot: 3m }
            hosts:
              - { names: ["e[1:3]", backup] }
            groups: { slow: [db1, "e[1:2]"], workers: [db1] }
            etcd: { version: 3.5.15, members: "e[1:3]", keys: 5, size: 4Mi, revision: 7, data-dir: /data, broken: e2, snapshots: [{ host: backup, path: /srv/a.db, keys: 3, revision: 6, damaged: true }] }
            workloads:
              - { name: web, namespace: shop, replicas: 20, cpu: 250m, memory: 128Mi, start: 8s, stop: 2s, termination-grace: 1m, spread: true }
              - { name: db, kind: StatefulSet, empty-dir: true, node-selector: { disk: ssd }, labels: { app: db, tier: back } }
              - { name: probe, kind: Pod, node: db1, tolerates-all: true }
              - { name: nightly, kind: Job, duration: 1h }
              - { name: coredns, namespace: kube-system, replicas: 5 }
            budgets:
              - { name: web, namespace: shop, min-available: 90% }
              - { name: db, max-unavailable: 0, selector: { tier: back }, evicts-unhealthy: true }
            repository: { kubernetes: [1.34.2, 1.34.1], packages: { nginx: "1.24 1.26" } }
            volumes: [{ name: data, namespace: shop, size: 1Ti, class: fast }]
            snapshots: [{ name: before, namespace: shop, claim: data }]
            velero: { available: false, backups: [old] }
            durations: { boot: 1m, kubeadm-apply: 5m }
            """);

        var node = world.Node("db1")!;
        Assert.Equal(("1.33.5", 500, 64L << 30, 50, true, false), (node.Version, node.Cpu, node.Memory, node.Pods, node.IsCordoned, node.IsReady));
        Assert.Equal(("192.0.2.7", 512L << 20, true, TimeSpan.FromMinutes(3)), (node.Address, node.DiskFree, node.NeedsReboot, node.Times.Boot));
        Assert.Equal(("1.33.5-2.1", "1.24"), (node.Packages.Single(static p => p.Key == "kubelet").Value, node.Packages.Single(static p => p.Key == "nginx").Value));
        Assert.Equal([new WorldTaint("dedicated", "db", "NoSchedule"), new WorldTaint("slow", "", "PreferNoSchedule")], node.Taints);
        Assert.Equal(TimeSpan.FromMinutes(1), world.Node("cp2")!.Times.Boot);
        Assert.Equal(("10.0.0.12", "10.0.0.14"), (world.Node("cp3")!.Address, world.Hosts[1].Address));
        Assert.Equal(["local", "e1", "e2", "e3", "backup"], world.Hosts.Select(static h => h.Name));
        Assert.Equal((true, 4L << 20, 4L << 20, "/data"), (world.Etcd.IsExternal, world.Etcd.Size, world.Etcd.InUse, world.Etcd.DataDirectory));
        Assert.Equal("e2", Assert.Single(world.Etcd.Broken));
        Assert.Equal(new WorldEtcdSnapshot { Host = "backup", Path = "/srv/a.db", Keys = 3, Revision = 6, IsDamaged = true }, Assert.Single(world.Etcd.Snapshots));
        Assert.Equal(
            ["control_plane: cp1 cp2 cp3", "etcd: e1 e2 e3", "slow: db1 e1 e2", "workers: db1"], world.Groups.Select(static g => $"{g.Key}: {string.Join(' ', g.Value)}"));
        var web = world.Workloads.Single(static w => w.Name == "web");
        Assert.Equal((20, 250, 128L << 20, 8d, 2d, 60d, true), (web.Replicas, web.Cpu, web.Memory, web.Start.TotalSeconds, web.Stop.TotalSeconds, web.TerminationGrace.TotalSeconds, web.IsSpread));
        Assert.Equal([new("app", "web")], web.Labels);
        Assert.Equal(5, world.Workloads.Single(static w => w.Name == "coredns").Replicas);
        Assert.Equal([(new WorldAmount(90, true), null), (null, (WorldAmount?)new WorldAmount(0, false))], world.Budgets.Select(static b => (b.MinAvailable, b.MaxUnavailable)));
        Assert.Equal(["1.33.5-1.1", "1.34.1-1.1", "1.34.2-1.1"], world.Repository.Single(static p => p.Key == "kubeadm").Value);
        Assert.Equal(["1.24", "1.26"], world.Repository.Single(static p => p.Key == "nginx").Value);
        Assert.Equal(("csi", false, "old"), (world.SnapshotClass, world.Velero!.IsAvailable, world.Velero.Backups[0]));
    }

    [Fact]
    public void An_old_cluster_calls_its_control_planes_masters()
    {
        var control = Worlds.Read("apiVersion: runbook/v1\nkind: World\ncluster: { version: 1.21.14 }\n").Node("cp1")!;

        Assert.Equal([new WorldTaint("node-role.kubernetes.io/master", "", "NoSchedule")], control.Taints);
        Assert.Contains(control.Labels, static l => l.Key == "node-role.kubernetes.io/master");
    }

    [Fact]
    public void A_world_is_an_inventory_too()
    {
        var inventory = WorldInventory.Of(Worlds.Read(Worlds.Head + "hosts: [{ name: backup }]\ngroups: { slow: [w1, backup] }\n"));

        Assert.Equal(["cp1", "w1", "w2", "w3", "backup"], inventory.Group("all")!.Value);
        Assert.Equal(["w1", "w2", "w3"], inventory.Group("workers")!.Value);
        Assert.Equal(("10.0.0.11", "workers slow"), (inventory.Find("w1")!.Address, string.Join(' ', inventory.Find("w1")!.Groups)));
        Assert.Null(inventory.Find("local"));
    }

    [Theory]
    [InlineData("node: []", "RB0101", "did you mean `nodes`?")]
    [InlineData("nodes: [{ role: control-plane }]", "RB0103", "such as `name: w1`, or `names: \"w[1:20]\"` for many")]
    [InlineData("nodes: [{ name: cp1, role: master }]", "RB0113", "it can be `control-plane`, `worker`")]
    [InlineData("nodes: [{ name: cp1, role: control-plan }]", "RB0113", "did you mean `control-plane`?")]
    [InlineData("nodes: [{ name: cp1, role: control-plane, cpu: four }]", "RB0903", null)]
    [InlineData("nodes: [{ name: cp1, role: control-plane, taints: [dedicated] }]", "RB0903", null)]
    [InlineData("nodes: [{ name: cp1, role: control-plane, durations: { boot: 40 } }]", "RB0111", "write the unit: `40s` or `40m`")]
    [InlineData("nodes: [{ name: cp1, role: control-plane, version: newest }]", "RB0112", null)]
    [InlineData("nodes: [{ name: 'w[3:1]' }, { name: cp1, role: control-plane }]", "RB0707", null)]
    [InlineData("nodes: [{ name: a b, role: control-plane }]", "RB0106", null)]
    [InlineData("nodes: [{ name: cp1, role: control-plane }, { name: 'cp[1:2]' }]", "RB0904", null)]
    [InlineData("nodes: [w1]", "RB0102", "such as `- { name: a }`")]
    [InlineData("nodes: []", "RB0907", null)]
    [InlineData("hosts: [{ name: w1 }]", "RB0904", null)]
    [InlineData("etcd: { members: [cp2] }", "RB0905", "did you mean `cp1`?")]
    [InlineData("hosts: [{ name: e1 }]\netcd: { members: [cp1, e1] }", "RB0905", null)]
    [InlineData("etcd: { broken: w1 }", "RB0905", null)]
    [InlineData("etcd: { snapshots: [{ host: e9 }] }", "RB0905", null)]
    [InlineData("workloads: [{ name: web, replicas: -1 }]", "RB0114", null)]
    [InlineData("workloads: [{ replicas: 1 }]", "RB0103", null)]
    [InlineData("workloads: [{ name: web, kind: deployment }]", "RB0113", "did you mean `Deployment`?")]
    [InlineData("workloads: [{ name: p, kind: Pod, node: w9 }]", "RB0905", "add it under `nodes`")]
    [InlineData("budgets: [{ name: web }]", "RB0906", null)]
    [InlineData("budgets: [{ name: web, min-available: 120% }]", "RB0903", null)]
    [InlineData("groups: { all: [w1] }", "RB0106", null)]
    [InlineData("velero: 1.15", "RB0102", null)]
    public void A_mistake_is_told(string text, string code, string? hint)
    {
        var loaded = Worlds.Load(Worlds.Head + text + "\n");

        var diagnostic = Assert.Single(loaded.Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Null(loaded.World);
        if (hint is not null)
            Assert.Equal(hint, diagnostic.Hint);
    }

    [Theory]
    [InlineData("", "RB0004")]
    [InlineData("- a", "RB0902")]
    [InlineData("apiVersion: inventory/v1\nhosts: [w1]", "RB0902")]
    [InlineData("apiVersion: runbook/v1\nname: x\nsteps: []", "RB0902")]
    [InlineData("apiVersion: runbook/v2\nkind: World", "RB0105")]
    [InlineData("apiVersion: runbook/v1\nkind: World", "RB0103")]
    [InlineData("kind: World\ncluster: { version: 1.34.1 }", "RB0103")]
    public void What_is_no_world_is_refused(string text, string code) => Assert.Contains(code, Worlds.Codes(text));

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.Equal(["RB0901"], RunbookEngine.Language.WorldLoader.Load("/srv/none", new RunbookEngine.Language.FileSourceReader()).Diagnostics.Select(static d => d.Code));

    [Theory]
    [InlineData("16Gi", 16L << 30, "16Gi")]
    [InlineData("1.5Gi", 3L << 29, "1536Mi")]
    [InlineData("20G", 20_000_000_000, "19531250Ki")]
    [InlineData("100", 100, "100")]
    public void Bytes_are_written_as_kubernetes_does(string text, long bytes, string shortest)
    {
        Assert.True(ResourceAmount.TryParseBytes(text, out var read));
        Assert.Equal((bytes, shortest), (read, ResourceAmount.OfBytes(read)));
    }

    [Fact]
    public void Two_thousand_nodes_are_read_soon()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(2_001, Worlds.Read(Worlds.Head + "nodes: [{ name: cp1, role: control-plane }, { names: 'w[1:2000]' }]\n").Nodes.Length);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
