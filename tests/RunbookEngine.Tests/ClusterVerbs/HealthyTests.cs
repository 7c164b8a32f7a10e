using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public class HealthyTests
{
    private static readonly DateTimeOffset s_noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_cluster_that_is_well_passes()
    {
        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Step().On(Cluster()).RunAsync()).Outputs;

        Assert.Equal((new Value.Integer(3), new Value.Integer(3)), (outputs["nodes"], outputs["ready_nodes"]));
    }

    [Fact]
    public async Task A_cordoned_node_is_told_but_no_fault()
    {
        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Step().On(Cluster().Add(Some.Node("w9", isUnschedulable: true))).RunAsync()).Outputs;

        Assert.Equal("w9", outputs["cordoned_nodes"]!.ToString());
    }

    [Theory]
    [InlineData("Ready", false, "not ready since 2025-06-01 11:58:00 UTC (container runtime is down)")]
    [InlineData("MemoryPressure", true, "MemoryPressure since 2025-06-01 11:58:00 UTC (container runtime is down)")]
    [InlineData("DiskPressure", true, "DiskPressure since 2025-06-01 11:58:00 UTC (container runtime is down)")]
    [InlineData("PIDPressure", true, "PIDPressure since 2025-06-01 11:58:00 UTC (container runtime is down)")]
    [InlineData("NetworkUnavailable", true, "NetworkUnavailable since 2025-06-01 11:58:00 UTC (container runtime is down)")]
    public async Task What_a_node_says_against_itself_is_told(string type, bool status, string problem)
    {
        var cluster = Cluster().Change("nodes", "w1", n =>
        {
            var conditions = (JsonArray)n["status"]!["conditions"]!;
            if (type == "Ready")
                conditions.Clear();
            conditions.Add(Some.Condition(type, status).With(static c => (c["lastTransitionTime"], c["message"]) = ("2025-06-01T11:58:00Z", "container runtime\n  is down")));
        });

        var failure = await Step().On(cluster).FailAsync();

        Assert.Equal(("cluster-not-healthy", $"node w1: {problem}", true), (failure.Code, failure.Message, failure.Retryable));
        Assert.IsType<StepOutcome.Unchanged>(await Step(("ignore-nodes", Text("w1"))).On(cluster).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Step(("skip", Text("nodes"))).On(cluster).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Step(("selector", Text("node-role.kubernetes.io/control-plane"))).On(cluster).RunAsync());
    }

    [Fact]
    public async Task A_kubelet_that_fell_silent_is_found_though_its_node_counts_as_ready()
    {
        var cluster = Cluster().Add(Some.NodeLease("w1", s_noon.AddSeconds(-90)), Some.NodeLease("w2", s_noon));

        Assert.Equal("node w1: counts as ready, but its kubelet has not renewed its Lease since 11:58:30 UTC, 90 s before others", (await Step().On(cluster).FailAsync()).Message);
    }

    [Fact]
    public async Task Leases_of_about_the_same_age_are_no_fault_whatever_the_clock_here_says()
    {
        var cluster = Cluster().Add(Some.NodeLease("w1", s_noon.AddYears(-1)), Some.NodeLease("w2", s_noon.AddYears(-1).AddSeconds(40)));

        Assert.IsType<StepOutcome.Unchanged>(await Step().On(cluster).RunAsync());
    }

    [Fact]
    public async Task A_component_whose_manifest_was_lost_is_missed()
    {
        var cluster = Cluster().Add(
            Some.Node("cp2", labels: ("node-role.kubernetes.io/control-plane", "")),
            CanUpgradeTests.Component("kube-apiserver", "v1.36.4", "cp2"), CanUpgradeTests.Component("kube-controller-manager", "v1.36.4", "cp2"));

        Assert.StartsWith("kube-scheduler on cp2: there is no such pod, but one on cp1", (await Step().On(cluster).FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_of_the_control_plane_that_is_not_ready_is_told_with_its_state()
    {
        var cluster = Cluster().Add(CanUpgradeTests.Component("kube-scheduler", "v1.36.4").With(static p => p["status"] = new JsonObject
        {
            ["phase"] = "Running", ["conditions"] = new JsonArray(Some.Condition("Ready", false)),
            ["containerStatuses"] = new JsonArray(new JsonObject { ["restartCount"] = 7, ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } } }),
        }));

        Assert.Equal("pod kube-system/kube-scheduler-cp1: not ready (CrashLoopBackOff, 7 restarts)", (await Step().On(cluster).FailAsync()).Message);
    }

    [Fact]
    public async Task What_the_api_server_says_against_itself_is_told()
    {
        var cluster = Cluster();
        cluster.Before = static r => r.Path == "/readyz" ? new ClusterAnswer(500, "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"u8.ToArray()) : null;

        Assert.Equal("API server: readyz: etcd failed: reason withheld", (await Step().On(cluster).FailAsync()).Message);
    }

    [Fact]
    public async Task A_daemon_set_that_misses_pods_says_on_which_nodes_and_nodes_that_do_not_count_are_no_reason()
    {
        var cluster = Cluster().Add(DaemonSet(3, 1), Daemon("w1", false), Daemon("w2", true));

        Assert.Equal("DaemonSet net/agent: 1 of 3 ready; not on w1 (running, but not ready); 1 pod not there yet", (await Step().On(cluster).FailAsync()).Message);
        Assert.Equal("DaemonSet net/agent: 1 of 3 ready; 1 pod not there yet", (await Step(("ignore-nodes", Text("w1"))).On(cluster).FailAsync()).Message);
        Assert.IsType<StepOutcome.Unchanged>(await Step(("ignore-nodes", new Value.List([Text("w1"), Text("cp1")]))).On(cluster).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Step(("ignore-namespaces", Text("net"))).On(cluster).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Step(("namespaces", Text("kube-system"))).On(cluster.Add(Some.Namespace("kube-system"))).RunAsync());
    }

    /// <summary>A gate that looks at nothing would let everything pass.</summary>
    [Fact]
    public async Task A_selector_that_no_node_fits_and_a_namespace_that_is_not_there_are_not_well()
    {
        Assert.Equal("cluster: no node fits `zone=nowhere`", (await Step(("selector", Text("zone=nowhere"))).On(Cluster()).FailAsync()).Message);
        Assert.Equal("no-namespace", (await Step(("namespaces", Text("kube-sytem"))).On(Cluster()).FailAsync()).Code);
    }

    [Fact]
    public async Task Numbers_that_are_older_than_the_daemon_set_do_not_count()
    {
        var cluster = Cluster().Add(DaemonSet(1, 1).With(static d => d["metadata"]!["generation"] = 2));

        Assert.Equal("DaemonSet net/agent: its controller has not seen its newest version yet", (await Step().On(cluster).FailAsync()).Message);
    }

    [Fact]
    public async Task A_pod_without_a_place_is_told_unless_it_belongs_to_one_node_or_is_leaving()
    {
        var cluster = Cluster().Add(Pending("web-1", "ReplicaSet/web"), Pending("agent-1", "DaemonSet/agent"), Pending("gone", "ReplicaSet/web").With(static p => p["metadata"]!["deletionTimestamp"] = "2025-06-01T11:58:00Z"));

        Assert.Equal("pod default/web-1: has no place to run: 0/3 nodes are available: 3 Insufficient cpu.", (await Step().On(cluster).FailAsync()).Message);
        Assert.IsType<StepOutcome.Unchanged>(await Step(("skip", Text("pending-pods"))).On(cluster).RunAsync());
    }

    [Fact]
    public async Task Many_findings_are_cut_and_counted()
    {
        var cluster = Cluster().Add([.. Enumerable.Range(1, 30).Select(static i => Some.Node($"x{i:00}", isReady: false))]);

        var failure = await Step().On(cluster).FailAsync();

        Assert.EndsWith("; and 27 more", failure.Message, StringComparison.Ordinal);
        Assert.Equal(21, failure.Details.Length);
        Assert.Equal("and 10 more", failure.Details[^1]);
    }

    [Theory]
    [InlineData("skip", "everything")]
    [InlineData("selector", "a b")]
    public async Task A_setting_without_sense_is_refused(string setting, string value) => Assert.Equal("bad-setting", (await Step((setting, Text(value))).On(Cluster()).FailAsync()).Code);

    private static FakeCluster Cluster() => CanUpgradeTests.Cluster().Add(Some.Node("w2"));

    private static JsonObject DaemonSet(int wanted, int ready) => Some.Workload("DaemonSet", "net/agent").With(d =>
    {
        d["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "agent" } } };
        d["status"] = new JsonObject { ["observedGeneration"] = 1, ["desiredNumberScheduled"] = wanted, ["numberReady"] = ready };
    });

    private static JsonObject Daemon(string node, bool isReady) => Some.Pod($"net/agent-{node}", node, "DaemonSet/agent", "agent").With(p => p["status"] = Some.RunningStatus(isReady));

    private static JsonObject Pending(string name, string owner) => Some.Pod(name, null, owner).With(static p => p["status"] = new JsonObject
    {
        ["phase"] = "Pending",
        ["conditions"] = new JsonArray(Some.Condition("PodScheduled", false).With(static c => (c["reason"], c["message"]) = ("Unschedulable", "0/3 nodes are available: 3 Insufficient cpu."))),
    });

    private static ToolRun Step(params (string, Value)[] settings) => new("cluster", "healthy", settings);
}
