using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Tests.ClusterVerbs;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Runbooks;

/// <summary>The shipped runbooks for Kubernetes from their first step to their last, over a cluster in memory and machines that answer as real ones do.</summary>
public class KubernetesRunbooksTests
{
    private static readonly string[] Workers = ["w1", "w2", "w3"];

    [Fact]
    public async Task Workers_are_upgraded_one_after_another_and_one_that_was_cordoned_by_hand_stays_so()
    {
        var rehearsal = new Rehearsal("worker-rolling-upgrade.yaml", ("version", "1.36.4"), ("batches", "1"));
        ControlPlane(rehearsal, "v1.36.4").Node("w1").Node("w2", isCordoned: true).Node("w3");

        await ExpectDoneAsync(rehearsal);

        Assert.All(Workers, n => Assert.Equal("v1.36.4", VersionOf(rehearsal, n)));
        Assert.Equal(["w2"], Cordoned(rehearsal));
        Assert.All(Workers, n => Assert.Equal(
            [$"{n} kubeadm=", $"{n} upgrade node", $"{n} kubelet=", $"{n} restart"], Order(rehearsal, n, "kubeadm=", "upgrade node", "kubelet=", "restart")));
        Assert.True(rehearsal.Places("w1:").Max() < rehearsal.Places("w2:").Min() && rehearsal.Places("w2:").Max() < rehearsal.Places("w3:").Min(), "never two at once");
        Assert.Contains("/v1.36/", rehearsal["w1"].Files.TextOf("/etc/apt/sources.list.d/kubernetes.list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_are_not_begun_while_the_control_plane_is_older()
    {
        var rehearsal = new Rehearsal("worker-rolling-upgrade.yaml", ("version", "1.36.4"));
        ControlPlane(rehearsal, "v1.35.3").Node("w1");

        var state = await rehearsal.RunAsync();

        Assert.Equal(RunStatus.Failed, state.Status);
        Assert.Equal("upgrade-not-allowed", state.Steps[new("allowed")].Failure?.Code);
        Assert.Empty(rehearsal.Effects);
    }

    [Fact]
    public async Task All_workers_at_once_are_cordoned_first_and_only_after_a_yes()
    {
        var rehearsal = new Rehearsal("worker-upgrade-all-at-once.yaml", ("version", "1.36.4"));
        ControlPlane(rehearsal, "v1.36.4").Node("w1").Node("w2");
        rehearsal.Cluster.Add(Some.Pod("web-1", "w1", app: "web"), Some.Budget("web", "web", minAvailable: 1));

        await ExpectDoneAsync(rehearsal);

        Assert.All(Workers[..2], n => Assert.Equal("v1.36.4", VersionOf(rehearsal, n)));
        Assert.Empty(Cordoned(rehearsal));
        Assert.Null(rehearsal.Cluster["pods", "default/web-1"]);
    }

    [Fact]
    public void The_control_plane_is_planned_as_one_lane_after_another()
    {
        var rehearsal = new Rehearsal("control-plane-upgrade.yaml", ("version", "1.36.4"), ("snapshot", "false"));
        foreach (var node in new[] { "cp2", "cp1", "cp3" })
            ControlPlane(rehearsal, "v1.35.3", node);

        var lanes = rehearsal.Plan().Nodes.Where(static n => n.IsLane).Select(static n => n.Path.Value);

        Assert.Equal(["upgrade[cp1]", "upgrade[cp2]", "upgrade[cp3]"], lanes);
    }

    [Fact]
    public async Task Certificates_are_renewed_where_they_expire_soon_and_the_manifests_come_back()
    {
        var rehearsal = new Rehearsal("certificates-renew.yaml");
        ControlPlane(rehearsal, "v1.35.3", "cp1");
        ControlPlane(rehearsal, "v1.35.3", "cp2");
        rehearsal["cp2"].DaysLeft = 300;
        var before = rehearsal["cp1"].Files.Snapshot();

        await ExpectDoneAsync(rehearsal);

        Assert.Single(rehearsal.Effects, static e => e.Contains("certs renew all", StringComparison.Ordinal));
        Assert.Equal(364, rehearsal["cp1"].DaysLeft);
        Assert.Equal(before, rehearsal["cp1"].Files.Snapshot());
        Assert.Equal(0, rehearsal["cp2"].Files.Changes);
        Assert.True(rehearsal["cp1"].Files.Changes >= 10);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("if-required")]
    public async Task Nodes_are_patched_with_their_pods_moved_away(string reboot)
    {
        var rehearsal = new Rehearsal("node-os-upgrade.yaml", ("batches", "all"), ("reboot", reboot));
        ControlPlane(rehearsal, "v1.35.3").Node("w1").Node("w2");

        await ExpectDoneAsync(rehearsal);

        Assert.Empty(Cordoned(rehearsal));
        Assert.Empty(rehearsal.Places("cp1:"));
        Assert.NotEmpty(rehearsal.Places("w2:"));
    }

    [Fact]
    public async Task A_new_worker_joins_before_the_old_one_goes()
    {
        var rehearsal = new Rehearsal("worker-replace.yaml", ("old", "w1"), ("new", "w9"), ("version", "1.36.4"), ("labels", "pool=blue"));
        ControlPlane(rehearsal, "v1.36.4").Node("w1").Machine("w9");
        rehearsal["w9"].IsJoined = false;
        rehearsal.Cluster.Add(ClusterInfo());

        await ExpectDoneAsync(rehearsal);

        Assert.Null(rehearsal.Cluster["nodes", "w1"]);
        Assert.Equal(("v1.36.4", "blue"), (VersionOf(rehearsal, "w9"), rehearsal.Cluster["nodes", "w9"]!.Value.Label("pool")));
        Assert.False(rehearsal["w1"].IsJoined);
        Assert.Empty(rehearsal.Cluster.All("secrets"));
        Assert.True(rehearsal.Places("kubeadm join").Max() < rehearsal.Places("kubeadm reset").Min());
    }

    [Fact]
    public async Task A_node_that_comes_back_is_only_waited_for()
    {
        var rehearsal = ControlPlane(new("node-lost.yaml", ("node", "w1")), "v1.36.4").Node("w1");

        await ExpectDoneAsync(rehearsal);

        Assert.Empty(Cordoned(rehearsal));
        Assert.DoesNotContain(rehearsal.Cluster.Requests, static r => r.Body?.Contains("out-of-service", StringComparison.Ordinal) == true);
    }

    private static JsonObject ClusterInfo() => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "cluster-info", ["namespace"] = "kube-public" },
        ["data"] = new JsonObject { ["kubeconfig"] = "clusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://10.0.0.10:6443\n" },
    };

    [Fact]
    public void Os_upgrade_asks_for_no_cluster_and_its_sibling_does()
    {
        Assert.False(ClusterUse.By(new Rehearsal("os-upgrade.yaml").Plan()));
        Assert.True(ClusterUse.By(ControlPlane(new("node-os-upgrade.yaml"), "v1.35.3").Node("w1").Plan()));
    }

    private static async Task ExpectDoneAsync(Rehearsal rehearsal)
    {
        var state = await rehearsal.RunAsync();
        Assert.True(state.Status == RunStatus.Succeeded, $"{state.Status}: {string.Join("\n", state.Steps.Where(static s => s.Value.Failure is not null).Select(static s => $"{s.Key}: {s.Value.Failure}"))}");
    }

    private static Rehearsal ControlPlane(Rehearsal rehearsal, string version, string node = "cp1")
    {
        rehearsal.Node(node, isControlPlane: true);
        foreach (var pod in new[] { "kube-apiserver", "kube-controller-manager", "kube-scheduler" })
            rehearsal.Cluster.Add(CanUpgradeTests.Component(pod, version, node).With(IsStatic));
        rehearsal.Cluster.Add(CanUpgradeTests.Component("etcd", "3.6.12-0", node).With(IsStatic));
        rehearsal.Cluster.ServerVersion = version;
        return rehearsal;
    }

    private static void IsStatic(JsonObject pod) => pod["metadata"]!["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = "1" };

    private static string VersionOf(Rehearsal rehearsal, string node) => rehearsal.Cluster["nodes", node]!.Value.Text("status", "nodeInfo", "kubeletVersion");

    private static string[] Cordoned(Rehearsal rehearsal) => [.. rehearsal.Cluster.All("nodes").Where(static n => n.Flag("spec", "unschedulable")).Select(static n => n.ObjectName())];

    /// <summary>Words in the order in which a machine first saw them in commands that act.</summary>
    private static string[] Order(Rehearsal rehearsal, string node, params string[] words) =>
        [.. words.OrderBy(w => rehearsal.Effects.ToList().FindIndex(e => e.StartsWith(node + ":", StringComparison.Ordinal) && e.Contains(w, StringComparison.Ordinal))).Select(w => $"{node} {w}")];
}
