using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public class CanDrainTests
{
    [Fact]
    public async Task A_node_whose_pods_find_room_elsewhere_can_be_drained()
    {
        var step = Step(Cluster().Add(Web("web-1"), Web("web-2", "w2")), "w1");

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await step.RunAsync()).Outputs;

        Assert.Equal((new Value.Integer(1), new Value.Integer(0), new Value.Integer(0)), (outputs["pods"], outputs["blockers"], outputs["warnings"]));
        Assert.Equal(["w1: 1 pod to move (0.5 CPU, 1 GiB)"], step.Lines);
    }

    [Theory]
    [InlineData("daemon-set", "pods of DaemonSets: default/x", "ignore-daemonsets")]
    [InlineData("empty-dir", "keep data in an emptyDir: default/x", "delete-emptydir-data")]
    [InlineData("unmanaged", "no controller brings back default/x", "force")]
    public async Task What_the_drain_would_refuse_is_a_blocker_until_its_flag_is_meant(string kind, string words, string flag)
    {
        var pod = Web("x", owner: kind == "daemon-set" ? "DaemonSet/x" : kind == "unmanaged" ? null : "ReplicaSet/web");
        if (kind == "empty-dir")
            pod["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject() });
        var cluster = Cluster().Add(pod, Web("web-2", "w2"));

        var failure = await Step(cluster, "w1").FailAsync();

        Assert.Equal(("drain-blocked", $"a drain would not come to its end: w1: {words}"), (failure.Code, failure.Message));
        Assert.Contains(flag, failure.Hint, StringComparison.Ordinal);
        Assert.IsType<StepOutcome.Unchanged>(await Step(cluster, "w1", (flag, Flag(true))).RunAsync());
        Assert.IsType<StepOutcome.Unchanged>(await Step(cluster, "w1", ("ignore", Text(kind))).RunAsync());
    }

    [Theory]
    [InlineData(0, true, null, true)]
    [InlineData(1, true, null, false)]
    [InlineData(0, false, null, true)]
    [InlineData(0, false, "AlwaysAllow", false)]
    public async Task A_budget_blocks_as_the_server_would(int allowed, bool isReady, string? policy, bool blocks)
    {
        var cluster = Cluster().Add(Web("web-1").With(p => p["status"] = Some.RunningStatus(isReady)), Web("web-2", "w2"), Budget("web", allowed, policy));

        var outcome = await Step(cluster, "w1").RunAsync();

        if (blocks)
            Assert.Contains($"budget default/web lets no pod go ({(isReady ? 2 : 1)} healthy, 2 needed): default/web-1", Assert.IsType<StepOutcome.Failed>(outcome).Failure.Message, StringComparison.Ordinal);
        else
            Assert.IsType<StepOutcome.Unchanged>(outcome);
    }

    [Fact]
    public async Task Budgets_of_an_older_server_are_seen_too()
    {
        var cluster = Cluster().Add(Web("web-1"), Web("web-2", "w2"), Budget("web", 0));
        cluster.PolicyVersions = ["v1beta1"];

        Assert.Contains("lets no pod go", (await Step(cluster, "w1").FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_under_two_budgets_is_a_mistake_that_waiting_does_not_mend()
    {
        var failure = await Step(Cluster().Add(Web("web-1"), Web("web-2", "w2"), Budget("web", 1), Budget("all", 1)), "w1").FailAsync();

        Assert.Contains("default/web-1 is under 2 budgets (default/all, default/web)", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public async Task A_budget_that_lets_fewer_go_than_must_is_a_warning()
    {
        var step = Step(Cluster().Add(Web("web-1"), Web("web-2"), Budget("web", 1)), "w1");

        Assert.IsType<StepOutcome.Unchanged>(await step.RunAsync());
        Assert.Contains(step.Lines, static l => l == "warning w1              pdb-few        budget default/web lets 1 of 2 go at a time; the others wait for replacements");
    }

    [Fact]
    public async Task A_pod_that_is_the_only_one_of_its_kind_is_a_warning()
    {
        var step = Step(Cluster().Add(Web("db-0", owner: "StatefulSet/db")), "w1");

        Assert.IsType<StepOutcome.Unchanged>(await step.RunAsync());
        Assert.Contains(step.Lines, static l => l.EndsWith("the only pod of its kind, down while it moves: default/db-0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_that_find_no_room_are_a_blocker()
    {
        var cluster = Cluster().Add(Web("web-1", memory: "3Gi"), Web("web-2", "w2", memory: "2Gi"), Web("web-3", "w3", memory: "2Gi"));

        var failure = await Step(cluster, "w1").FailAsync();

        Assert.Equal("a drain would not come to its end: w1: no room elsewhere for 1 pod (0.5 CPU, 3 GiB): default/web-1", failure.Message);
        Assert.True(failure.Retryable);
    }

    [Fact]
    public async Task Room_is_counted_for_as_many_nodes_as_are_out_at_once()
    {
        var cluster = Cluster().Add(Web("web-1", memory: "3Gi"), Web("web-2", "w2", memory: "3Gi"));

        Assert.IsType<StepOutcome.Unchanged>(await Step(cluster, "w1,w2").RunAsync());
        Assert.Contains("no room elsewhere for 1 pod", (await Step(cluster, "w1,w2", ("at-once", new Value.Integer(2))).FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cordoned")]
    [InlineData("tainted")]
    [InlineData("selector")]
    public async Task Nodes_that_would_not_take_a_pod_are_no_room_for_it(string why)
    {
        var cluster = Cluster().Add(Web("web-1").With(p => p["spec"]!["nodeSelector"] = why == "selector" ? new JsonObject { ["disk"] = "ssd" } : null), Web("web-2", "w2"));
        foreach (var node in new[] { "w2", "w3" })
        {
            if (why == "cordoned")
                cluster.Change("nodes", node, static n => n["spec"]!["unschedulable"] = true);
            if (why == "tainted")
                cluster.Change("nodes", node, static n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "only", ["value"] = "gpu", ["effect"] = "NoSchedule" }));
        }

        Assert.Contains("no room elsewhere", (await Step(cluster, "w1").FailAsync()).Message, StringComparison.Ordinal);
        if (why == "tainted")
        {
            cluster.Change("pods", "default/web-1", static p => p["spec"]!["tolerations"] = new JsonArray(new JsonObject { ["key"] = "only", ["operator"] = "Exists" }));
            Assert.IsType<StepOutcome.Unchanged>(await Step(cluster, "w1").RunAsync());
        }
    }

    [Fact]
    public async Task Nodes_are_meant_by_name_or_by_their_labels()
    {
        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Step(Cluster(), "w3", ("selector", Text("kubernetes.io/hostname in (w1,w3)"))).RunAsync()).Outputs;

        Assert.Equal("w3, w1", outputs["nodes"]!.ToString());
        Assert.Equal("not-found", (await Step(Cluster(), "w9").FailAsync()).Code);
        Assert.Equal("bad-setting", (await Step(Cluster(), "", ("selector", Text("a=b"))).FailAsync()).Code);
    }

    [Fact]
    public async Task Pods_that_leave_anyway_and_those_of_static_manifests_do_not_count()
    {
        var cluster = Cluster().Add(
            Web("gone", owner: null).With(static p => p["metadata"]!["deletionTimestamp"] = "2025-06-01T12:00:00Z"),
            Web("static", owner: "Node/w1").With(static p => p["metadata"]!["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = "x" }),
            Web("done", owner: null).With(static p => p["status"] = new JsonObject { ["phase"] = "Succeeded" }));

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Step(cluster, "w1").RunAsync()).Outputs;

        Assert.Equal(new Value.Integer(0), outputs["pods"]);
    }

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("2", 2)]
    [InlineData("1.5", 1.5)]
    [InlineData("128Mi", 134217728)]
    [InlineData("1G", 1000000000)]
    [InlineData("2e3", 2000)]
    [InlineData("", 0)]
    [InlineData("many", 0)]
    public void Amounts_are_read_as_kubernetes_writes_them(string text, double amount) => Assert.Equal((decimal)amount, Quantity.Parse(text));

    [Fact]
    public void What_a_pod_asks_for_is_what_the_scheduler_counts()
    {
        var pod = JsonDocument.Parse("""
            { "spec": {
                "overhead": { "cpu": "100m" },
                "initContainers": [
                  { "resources": { "requests": { "cpu": "3", "memory": "1Gi" } } },
                  { "restartPolicy": "Always", "resources": { "requests": { "cpu": "1", "memory": "1Gi" } } } ],
                "containers": [ { "resources": { "requests": { "cpu": "1", "memory": "1Gi" } } }, { } ] } }
            """).RootElement;

        Assert.Equal(new Demand(3.1m, 2 * 1073741824m, 1), Demand.OfPod(pod));
    }

    /// <summary>Three workers of 2 CPU and 4 GiB.</summary>
    private static FakeCluster Cluster() => new FakeCluster().Add([.. Enumerable.Range(1, 3).Select(static i => Some.Node($"w{i}").With(
        static o => o["status"]!["allocatable"] = new JsonObject { ["cpu"] = "2", ["memory"] = "4Gi", ["pods"] = "10" }))]);

    private static JsonObject Web(string name, string node = "w1", string? owner = "ReplicaSet/web", string memory = "1Gi") => Some.Pod(name, node, owner, "web").With(p =>
        p["spec"]!["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "500m", ["memory"] = memory } } }));

    /// <summary>Of the two pods there are, so many may go.</summary>
    private static JsonObject Budget(string name, int allowed, string? policy = null) =>
        Some.Budget(name, "web", minAvailable: 2 - allowed).With(b => b["spec"]!["unhealthyPodEvictionPolicy"] = policy);

    private static ToolRun Step(FakeCluster cluster, string nodes, params (string, Value)[] settings) => new ToolRun(
        "cluster", "can drain", [("nodes", new Value.List([.. nodes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Text)])), .. settings]).On(cluster);
}
