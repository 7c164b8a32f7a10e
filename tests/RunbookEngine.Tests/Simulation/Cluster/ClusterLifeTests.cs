using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Simulation.Cluster;

/// <summary>What comes by itself in a simulated cluster, and when.</summary>
public class ClusterLifeTests
{
    private static readonly string[] s_told = ["nodes", "pods", "leases", "replicasets"];

    private readonly FakeClock _clock = new();

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_added_runs_at_once()
    {
        var cluster = Small();

        Assert.Equal(
        [
            "DaemonSet kube-system/kube-proxy: 4 of 4 ready, registry.k8s.io/kube-proxy:v1.36.4", "Deployment kube-system/coredns: 2 of 2 ready, registry.k8s.io/coredns/coredns:v1.12.1",
            "Deployment shop/web: 3 of 3 ready, registry.example/app:1", "StatefulSet shop/db: 2 of 2 ready, registry.example/app:1",
        ], cluster.Facts().Where(static f => f.Contains("Set ", StringComparison.Ordinal) || f.StartsWith("Deployment", StringComparison.Ordinal)));
        Assert.Equal(["w1", "w2", "w3"], Nodes(cluster, "web").Order());
        Assert.All(cluster.All("pods"), static p => Assert.Equal("Running", p.Text("status", "phase")));
        Assert.Contains(cluster.All("pods"), static p => p.ObjectName() == "kube-apiserver-cp1" && p.Annotation("kubernetes.io/config.mirror") is not null);
        Assert.Equal((3L, 3L), (cluster["deployments", "shop/web"]!.Value.Number("status", "readyReplicas"), cluster["deployments", "shop/web"]!.Value.Number("status", "updatedReplicas")));
    }

    [Fact]
    public void A_pod_that_is_evicted_stops_and_comes_back_elsewhere_seconds_later()
    {
        var cluster = Small();
        cluster.Cordon("w1", true);
        var pod = OnNode(cluster, "w1", "web").Single();

        Assert.Equal(201, Evict(cluster, pod).Status);

        Assert.True(cluster["pods", $"shop/{pod}"]!.Value.Has("metadata", "deletionTimestamp"));
        Assert.Equal(2, Fared(cluster, "web").Ready);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(OnNode(cluster, "w1", "web"));
        Assert.Equal(new WorkloadReport("shop/Deployment/web", 3, 3, 2, 1), Fared(cluster, "web"));
        Assert.Equal(1, cluster.PodsMoved);
    }

    [Fact]
    public void A_budget_blocks_and_is_told()
    {
        var cluster = Small();
        cluster.AddBudget("shop", "web", "3", null, App("web"));

        Assert.Equal(429, Evict(cluster, OnNode(cluster, "w1", "web").Single()).Status);

        Assert.Equal(("shop/web", 1), (cluster.Blocked.Single().Key, cluster.Blocked.Single().Value));
    }

    [Fact]
    public void Without_room_a_pod_waits_until_a_node_takes_pods_again()
    {
        var cluster = Small();
        for (var worker = 1; worker <= 3; worker++)
            cluster.Cordon($"w{worker}", true);
        Evict(cluster, OnNode(cluster, "w1", "web").Single());
        _clock.Advance(TimeSpan.FromMinutes(5));

        var pending = Assert.Single(cluster.All("pods"), static p => p.Text("status", "phase") == "Pending");
        Assert.Equal("Unschedulable", pending.Items("status", "conditions").Single().Text("reason"));
        cluster.Cordon("w2", false);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(3, Fared(cluster, "web").Ready);
    }

    [Fact]
    public void A_stateful_pod_keeps_its_name_and_comes_back_only_when_it_is_gone()
    {
        var cluster = Small();
        var node = cluster["pods", "shop/db-0"]!.Value.Text("spec", "nodeName");
        cluster.Cordon(node, true);
        var uid = cluster["pods", "shop/db-0"]!.Value.ObjectUid();

        Evict(cluster, "db-0");
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.NotEqual(uid, cluster["pods", "shop/db-0"]!.Value.ObjectUid());
        Assert.Equal(2, Fared(cluster, "db").Ready);
    }

    [Fact]
    public void A_node_without_power_is_not_ready_after_50_seconds_and_loses_its_pods_after_300_more()
    {
        var cluster = Small();
        cluster.NodePower("w1", false);

        _clock.Advance(TimeSpan.FromSeconds(49));
        Assert.True(IsReady(cluster, "w1"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(IsReady(cluster, "w1"));
        Assert.Equal(["NoSchedule", "NoExecute"], cluster["nodes", "w1"]!.Value.Items("spec", "taints").Select(static t => t.Text("effect")));
        Assert.Single(OnNode(cluster, "w1", "web"));
        _clock.Advance(TimeSpan.FromSeconds(320));

        // The pod is deleted, but stays: nobody confirms that it is gone.
        var stuck = cluster["pods", $"shop/{OnNode(cluster, "w1", "web").Single()}"]!.Value;
        Assert.True(stuck.Has("metadata", "deletionTimestamp"));
        Assert.Equal(3, Fared(cluster, "web").Ready);
        Assert.Contains(OnNode(cluster, "w1", "kube-proxy"), _ => true);

        cluster.NodePower("w1", true);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(IsReady(cluster, "w1"));
        Assert.Empty(cluster["nodes", "w1"]!.Value.Items("spec", "taints"));
        Assert.Empty(OnNode(cluster, "w1", "web"));
        Assert.Equal("boot-2-of-w1", cluster["nodes", "w1"]!.Value.Text("status", "nodeInfo", "bootID"));
    }

    [Fact]
    public void A_short_reboot_keeps_pods_where_they_are_and_starts_them_anew()
    {
        var cluster = Small();
        var pod = OnNode(cluster, "w1", "web").Single();
        cluster.NodePower("w1", false);
        _clock.Advance(TimeSpan.FromSeconds(30));
        cluster.NodePower("w1", true, "another");
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(2, Fared(cluster, "web").Ready);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((3, "another"), (Fared(cluster, "web").Ready, cluster["nodes", "w1"]!.Value.Text("status", "nodeInfo", "bootID")));
        Assert.Equal(pod, OnNode(cluster, "w1", "web").Single());
    }

    [Fact]
    public void A_kubelet_that_starts_in_another_version_says_so_seconds_later()
    {
        var cluster = Small();

        cluster.SetKubelet("w1", "v1.37.0", true);

        Assert.Equal("v1.36.4", VersionOf(cluster, "w1"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("v1.37.0", VersionOf(cluster, "w1"));
        Assert.Equal(3, Fared(cluster, "web").Smallest);
    }

    [Fact]
    public async Task While_the_only_API_server_changes_its_version_requests_wait_for_it()
    {
        var clock = new HastyClock();
        var cluster = Build(new(clock, new(1)));
        cluster.SetStaticPod("cp1", "kube-apiserver", "registry.k8s.io/kube-apiserver:v1.37.0");
        await Task.Delay(TimeSpan.FromSeconds(12), clock, Never);

        var answer = await cluster.SendAsync(new("GET", "/version"), Never);

        Assert.Equal("v1.37.0", answer.Json.Text("gitVersion"));
        Assert.Contains("static pod kube-apiserver on cp1: registry.k8s.io/kube-apiserver:v1.37.0", cluster.Facts());
    }

    [Theory]
    [InlineData("v1.20.9", "v1beta1")]
    [InlineData("v1.23.0", "v1,v1beta1")]
    [InlineData("v1.25.0", "v1")]
    public void The_versions_of_policy_are_those_of_the_server(string version, string served)
    {
        var cluster = new SimulatedCluster(_clock, new(1)).AddNode(new("cp1") { IsControlPlane = true, Version = version });

        Assert.Equal(served, string.Join(',', cluster.PolicyVersions));
    }

    [Fact]
    public void A_node_that_joins_registers_at_once_and_is_ready_when_its_network_is()
    {
        var cluster = Small();

        cluster.JoinNode(new("w4"));

        Assert.False(IsReady(cluster, "w4"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(IsReady(cluster, "w4"));
        Assert.Empty(cluster["nodes", "w4"]!.Value.Items("spec", "taints"));
        Assert.Equal((5, 5), (Fared(cluster, "kube-proxy").Wanted, Fared(cluster, "kube-proxy").Ready));
        Assert.NotNull(cluster["leases", "kube-node-lease/w4"]);
    }

    [Fact]
    public void A_node_that_is_deleted_takes_its_pods_along_after_a_while_and_comes_back_with_its_kubelet()
    {
        var cluster = Small();
        cluster.SetKubelet("w1", "v1.36.4", false);
        cluster.RemoveNode("w1");

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(cluster.All("pods"), static p => p.Text("spec", "nodeName") == "w1");
        Assert.Equal((3, 3), (Fared(cluster, "web").Ready, Fared(cluster, "kube-proxy").Wanted));
        cluster.SetKubelet("w1", "v1.36.4", true);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(IsReady(cluster, "w1"));
    }

    [Fact]
    public void Kubelets_that_run_renew_their_Leases_and_those_that_do_not_fall_behind()
    {
        var cluster = Small();
        cluster.SetKubelet("w1", "v1.36.4", false);
        _clock.Advance(TimeSpan.FromMinutes(3));

        var behind = Renewed(cluster, "w2") - Renewed(cluster, "w1");

        Assert.InRange(behind.TotalSeconds, 170, 190);
        Assert.InRange((_clock.GetUtcNow() - Renewed(cluster, "w2")).TotalSeconds, 0, 10);
    }

    [Fact]
    public void A_node_that_never_is_ready_speaks_but_takes_no_pods_until_it_is_healed()
    {
        var cluster = Small();
        cluster.NeverReady("w1", true);
        cluster.SetKubelet("w1", "v1.37.0", true);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((false, "v1.37.0"), (IsReady(cluster, "w1"), VersionOf(cluster, "w1")));
        Assert.Equal(2, Fared(cluster, "web").Ready);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(3, Fared(cluster, "web").Ready);
        Assert.Empty(OnNode(cluster, "w1", "web"));
        cluster.NeverReady("w1", false);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(IsReady(cluster, "w1"));
        Assert.Empty(cluster["nodes", "w1"]!.Value.Items("spec", "taints"));
    }

    [Fact]
    public void A_budget_that_is_made_to_block_blocks_until_it_is_let_go()
    {
        var cluster = Small().AddBudget("shop", "web", null, "1", App("web"));
        cluster.BlockBudget("shop/web", true);

        Assert.Equal(429, Evict(cluster, OnNode(cluster, "w1", "web").Single()).Status);
        cluster.BlockBudget("shop/web", false);
        Assert.Equal(201, Evict(cluster, OnNode(cluster, "w1", "web").Single()).Status);
    }

    [Fact]
    public void A_pod_that_somebody_else_deletes_comes_back_too()
    {
        var cluster = Small();
        cluster.DeletePodOf("shop/web");

        Assert.Equal(2, Fared(cluster, "web").Ready);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((3, 0), (Fared(cluster, "web").Ready, Fared(cluster, "web").Moved));
    }

    [Fact]
    public void Another_template_replaces_the_pods_step_by_step()
    {
        var cluster = Small();
        cluster.Edit("deployments", "shop/web", static d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "registry.example/app:2");

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(cluster["deployments", "shop/web"]!.Value.Number("status", "updatedReplicas") < 3);
        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(3, cluster["deployments", "shop/web"]!.Value.Number("status", "updatedReplicas"));
        Assert.All(cluster.All("pods").Where(static p => p.Label("app") == "web"), static p => Assert.Equal("registry.example/app:2", p.Items("spec", "containers").Single().Text("image")));
        Assert.Equal(2, Fared(cluster, "web").Smallest);
    }

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        Assert.Equal(Story(7), Story(7));
        Assert.NotEqual(Story(7), Story(8));

        static string Story(int seed)
        {
            var clock = new FakeClock();
            var cluster = Build(new(clock, new(seed)));
            cluster.NodePower("w1", false);
            clock.Advance(TimeSpan.FromMinutes(10));
            cluster.NodePower("w1", true);
            clock.Advance(TimeSpan.FromMinutes(1));
            return string.Concat(s_told.SelectMany(cluster.All));
        }
    }

    [Fact]
    public void Facts_hold_no_times_and_no_names_that_are_made_up()
    {
        var (one, other) = (Small(), Build(new(new FakeClock(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)), new(99))));

        Assert.Equal(one.Facts(), other.Facts());
    }

    private SimulatedCluster Small() => Build(new(_clock, new(1)));

    internal static SimulatedCluster Build(SimulatedCluster cluster)
    {
        cluster.AddNode(new("cp1") { IsControlPlane = true });
        for (var worker = 1; worker <= 3; worker++)
            cluster.AddNode(new($"w{worker}"));
        return cluster.AddKubeSystem("v1.36.4").AddDeployment(new("shop", "web") { Replicas = 3 }).AddStatefulSet(new("shop", "db") { Replicas = 2 });
    }

    private static ImmutableSortedDictionary<string, string> App(string app) => ImmutableSortedDictionary<string, string>.Empty.Add("app", app);

    private static WorkloadReport Fared(SimulatedCluster cluster, string name) => cluster.Workloads().Single(w => w.Name.EndsWith($"/{name}", StringComparison.Ordinal));

    private static IEnumerable<string> Nodes(SimulatedCluster cluster, string app) => cluster.All("pods").Where(p => p.Label("app") == app).Select(static p => p.Text("spec", "nodeName"));

    private static IEnumerable<string> OnNode(SimulatedCluster cluster, string node, string app) =>
        cluster.All("pods").Where(p => p.Text("spec", "nodeName") == node && (p.Label("app") ?? p.Label("k8s-app")) == app).Select(static p => p.ObjectName());

    private static bool IsReady(SimulatedCluster cluster, string node) => cluster["nodes", node]!.Value.Items("status", "conditions").Single().Text("status") == "True";

    private static string VersionOf(SimulatedCluster cluster, string node) => cluster["nodes", node]!.Value.Text("status", "nodeInfo", "kubeletVersion");

    private static DateTimeOffset Renewed(SimulatedCluster cluster, string node) => cluster["leases", $"kube-node-lease/{node}"]!.Value.Time("spec", "renewTime")!.Value;

    private static ClusterAnswer Evict(SimulatedCluster cluster, string pod) => cluster.Handle(new("POST", $"/api/v1/namespaces/shop/pods/{pod}/eviction")
    {
        Body = $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"shop"}}""",
    });
}
