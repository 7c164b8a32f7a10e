using System.Text.Json.Nodes;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>Worlds that the command line writes.</summary>
public class WorldCommandTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 50)]
    [InlineData(5, 1000)]
    public async Task A_typical_world_is_valid(int controlPlanes, int workers)
    {
        using var bench = new CliBench();

        (await bench.RunAsync("world", "new", "--control-planes", $"{controlPlanes}", "--workers", $"{workers}", "--version", "1.34.1", "--out", "w.yaml")).Expect(0);
        var world = Read(bench.Read("w.yaml"));

        Assert.Equal((controlPlanes, workers, "1.34.1"), (world.ControlPlanes.Count(), world.Workers.Count(), world.Version));
        Assert.All(world.Budgets, b => Assert.Contains(world.Workloads, w => w.Path == b.Path && w.Labels.SequenceEqual(b.Selector)));
        Assert.All(world.Budgets, b => Assert.InRange(Allowed(b, world.Workloads.First(w => w.Path == b.Path).Replicas), 1, int.MaxValue));
        Assert.Contains(world.Budgets, b => Allowed(b, world.Workloads.First(w => w.Path == b.Path).Replicas) == 1);
        Assert.Contains("w.yaml: valid", (await bench.RunAsync("validate", "w.yaml")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_options_it_is_small_and_goes_to_the_output()
    {
        using var bench = new CliBench();

        var world = Read((await bench.RunAsync("world", "new")).Expect(0).Out);

        Assert.Equal(["cp1", "w1", "w2", "w3"], world.Nodes.Select(static n => n.Name));
    }

    [Fact]
    public async Task Workers_may_be_older()
    {
        using var bench = new CliBench();

        var world = Read((await bench.RunAsync("world", "new", "--version", "1.35.6", "--worker-version", "v1.34.9")).Expect(0).Out);

        Assert.Equal(["1.35.6", "1.34.9", "1.34.9", "1.34.9"], world.Nodes.Select(static n => n.Version));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        using var bench = new CliBench();
        bench.Write("w.yaml", "mine");

        Assert.Contains("--workers must be from 1 to 5000", (await bench.RunAsync("world", "new", "--workers", "0")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("`newest` is not a version", (await bench.RunAsync("world", "new", "--version", "newest")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("w.yaml exists already and was left alone", (await bench.RunAsync("world", "new", "--out", "w.yaml")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("mine", bench.Read("w.yaml"));
    }

    [Fact]
    public async Task Mistakes_of_worlds_and_scenarios_are_told_by_validate()
    {
        using var bench = new CliBench();
        bench.Write("w.yaml", "apiVersion: runbook/v1\nkind: World\ncluster: { version: 1.34.1 }\nnode: []\n");
        bench.Write("s.yaml", "apiVersion: runbook/v1\nkind: Scenario\nrunbook: a.yaml\nworld: w.yaml\n");

        var result = (await bench.RunAsync("validate", "w.yaml", "s.yaml")).Expect(2);

        Assert.Equal(2, result.Error.Split("RB0101").Length - 1);
        Assert.Contains("s.yaml: 1 error", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schemas_are_printed()
    {
        using var bench = new CliBench();

        Assert.Equal(FormatSchema.World(), (await bench.RunAsync("schema", "world")).Expect(0).Out);
        Assert.Equal(FormatSchema.Scenario(), (await bench.RunAsync("schema", "scenario")).Expect(0).Out);
    }

    [Fact]
    public async Task A_cluster_is_recorded_with_what_matters_for_a_drain()
    {
        await using var bench = Cluster();

        var world = Read((await bench.Cli.RunAsync("world", "capture")).Expect(0).Out);

        Assert.Equal("1.34.1", world.Version);
        Assert.Equal(
            ["cp1 ControlPlane 1.34.1", "w1 Worker 1.33.5", "w2 Worker 1.33.5", "w3 Worker 1.33.5", "w10 Worker 1.33.5"], world.Nodes.Select(static n => $"{n.Name} {n.Role} {n.Version}"));
        Assert.True(world.Node("w3")!.IsCordoned);
        Assert.Equal(new KeyValuePair<string, string>("disk", "ssd"), world.Node("w1")!.Labels[0]);
        Assert.Equal([new WorldTaint("dedicated", "db", "NoSchedule")], world.Node("w10")!.Taints);
        Assert.Equal(
            ["data/orders StatefulSet 2", "data/probe Pod 1", "kube-system/coredns Deployment 2", "kube-system/kube-proxy DaemonSet 1", "shop/web Deployment 6"],
            world.Workloads.Select(static w => $"{w.Path} {w.Kind} {w.Replicas}").Order(StringComparer.Ordinal));
        var web = world.Workloads.Single(static w => w.Name == "web");
        Assert.Equal((250, 128L << 20, true, 60d, 8d), (web.Cpu, web.Memory, web.HasEmptyDir, web.TerminationGrace.TotalSeconds, web.Start.TotalSeconds));
        Assert.Equal("w2", world.Workloads.Single(static w => w.Kind == WorkloadKind.Pod).Node);
        Assert.Equal("3.5.15", world.Etcd.Version);
        var budget = Assert.Single(world.Budgets);
        Assert.Equal(("shop/web", new WorldAmount(80, true), null), (budget.Path, budget.MinAvailable, budget.MaxUnavailable));
        Assert.Equal([new("app", "web")], budget.Selector);
        Assert.Equal(new WorldVolume("data", "data-orders-0", 10L << 30, "fast"), Assert.Single(world.Volumes));
    }

    [Fact]
    public async Task Equal_nodes_stand_on_one_line()
    {
        await using var bench = Cluster();

        var text = (await bench.Cli.RunAsync("world", "capture")).Expect(0).Out;

        Assert.Contains("\n  - { names: \"w[1:2]\", version: 1.33.5, labels: { disk: ssd } }\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_secret_is_asked_for_and_nothing_is_changed()
    {
        await using var bench = Cluster();

        var text = (await bench.Cli.RunAsync("world", "capture")).Expect(0).Out;

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Cluster.Requests, static r => r.Path.Contains("secrets", StringComparison.Ordinal) || r.Path.Contains("configmaps", StringComparison.Ordinal));
        Assert.Empty(bench.Cluster.Changes);
    }

    [Fact]
    public async Task Names_can_be_replaced_and_all_fits_together_still()
    {
        await using var bench = Cluster();

        var text = (await bench.Cli.RunAsync("world", "capture", "--anonymise")).Expect(0).Out;
        var world = Read(text);

        foreach (var name in new[] { "shop", "orders", "web", "ssd", "disk", "dedicated", "probe", "fast", "context", "w10" })
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        Assert.Equal(["cp1", "w1", "w2", "w3", "w4"], world.Nodes.Select(static n => n.Name));
        var budget = Assert.Single(world.Budgets);
        var web = world.Workloads.Single(w => w.Namespace == budget.Namespace);
        Assert.Equal(6, web.Replicas);
        Assert.Equal(web.Labels, budget.Selector);
        Assert.Equal("w2", world.Workloads.Single(static w => w.Kind == WorkloadKind.Pod).Node);
        Assert.Contains(world.Workloads, static w => w.Path == "kube-system/coredns");
    }

    [Fact]
    public async Task A_selector_that_cannot_be_recorded_is_told()
    {
        await using var bench = Cluster();
        bench.Cluster.Change("poddisruptionbudgets", "shop/web", static b => b["spec"]!["selector"] = new JsonObject
        {
            ["matchLabels"] = new JsonObject { ["app"] = "web" },
            ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = "tier", ["operator"] = "Exists" }),
        });

        var result = (await bench.Cli.RunAsync("world", "capture")).Expect(0);

        Assert.Contains("the budget shop/web selects pods by an expression (tier Exists), which is left out", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cluster_nothing_is_recorded()
    {
        using var bench = new CliBench();

        Assert.Contains("no kubeconfig", (await bench.RunAsync("world", "capture")).Expect(2).Error, StringComparison.Ordinal);
    }

    private static World Read(string text)
    {
        var loaded = WorldLoader.LoadText("world.yaml", text);
        Assert.True(loaded.World is not null, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources) + text);
        return loaded.World;
    }

    private static int Allowed(WorldBudget budget, int replicas) => budget.MinAvailable is { } least ? replicas - least.Of(replicas) : budget.MaxUnavailable!.Value.Of(replicas);

    private static ClusterBench Cluster()
    {
        var bench = new ClusterBench();
        var labels = new (string, string)[] { ("disk", "ssd") };
        bench.Cluster.ServerVersion = "v1.34.1";
        bench.Cluster.Add(
            Some.Node("cp1", "v1.34.1", labels: ("node-role.kubernetes.io/control-plane", "")), Some.Node("w1", "v1.33.5", labels: labels), Some.Node("w2", "v1.33.5", labels: labels),
            Some.Node("w3", "v1.33.5", isUnschedulable: true, labels: labels), Some.Node("w10", "v1.33.5", labels: labels));
        bench.Cluster.Change("nodes", "cp1", static n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "node-role.kubernetes.io/control-plane", ["effect"] = "NoSchedule" }));
        bench.Cluster.Change("nodes", "w10", static n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "dedicated", ["value"] = "db", ["effect"] = "NoSchedule" }));
        bench.Cluster.Add(
            Web(), Some.Workload("StatefulSet", "data/orders", 2), Some.Workload("Deployment", "kube-system/coredns", 2), Some.Workload("DaemonSet", "kube-system/kube-proxy"),
            Some.Workload("Deployment", "shop/off", 0), Some.Pod("data/probe", "w2", owner: null, app: "probe"), Etcd(), Budget(), Claim(),
            new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = new JsonObject { ["name"] = "s", ["namespace"] = "shop" }, ["data"] = new JsonObject { ["password"] = "hunter2" } });
        return bench;
    }

    private static JsonObject Web()
    {
        var web = Some.Workload("Deployment", "shop/web", 6);
        web["spec"]!["template"] = JsonNode.Parse("""
            {
              "metadata": { "labels": { "app": "web" } },
              "spec": {
                "terminationGracePeriodSeconds": 60,
                "containers": [{
                  "name": "web", "image": "registry/web:1", "env": [{ "name": "PASSWORD", "value": "hunter2" }], "readinessProbe": { "initialDelaySeconds": 5 },
                  "resources": { "requests": { "cpu": "250m", "memory": "128Mi" } }
                }],
                "volumes": [{ "name": "scratch", "emptyDir": {} }]
              }
            }
            """);
        return web;
    }

    private static JsonObject Etcd()
    {
        var pod = Some.Pod("kube-system/etcd-cp1", "cp1", owner: null);
        pod["metadata"]!["labels"] = new JsonObject { ["component"] = "etcd" };
        pod["metadata"]!["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = "x" };
        pod["spec"]!["containers"]![0]!["image"] = "registry.k8s.io/etcd:3.5.15-0";
        return pod;
    }

    private static JsonObject Budget() => (JsonObject)JsonNode.Parse("""
        {
          "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "web", "namespace": "shop" },
          "spec": { "minAvailable": "80%", "selector": { "matchLabels": { "app": "web" } } }
        }
        """)!;

    private static JsonObject Claim() => (JsonObject)JsonNode.Parse("""
        {
          "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": { "name": "data-orders-0", "namespace": "data" },
          "spec": { "storageClassName": "fast" }, "status": { "phase": "Bound", "capacity": { "storage": "10Gi" } }
        }
        """)!;
}
