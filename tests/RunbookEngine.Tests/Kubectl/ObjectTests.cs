using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;
using static RunbookEngine.Tests.Kubectl.ClusterRun;

namespace RunbookEngine.Tests.Kubectl;

/// <summary>The verbs over any objects: <c>label</c>, <c>annotate</c>, <c>get</c>, <c>delete</c>, <c>patch</c>, <c>rollout status</c>, <c>describe</c>.</summary>
public class ObjectTests
{
    private readonly ClusterRun _run = new();

    [Fact]
    public async Task Labels_are_set_and_removed_and_left_where_they_are_so()
    {
        _run.Cluster.Add(Some.Node("w1", labels: ("old", "1")));

        Assert.Equal("objects=node/w1", Assert.IsType<StepOutcome.Succeeded>(await LabelAsync("new=2", "old-")).Outputs.ToString());
        Assert.Equal(("2", null), (_run.Cluster["nodes", "w1"]!.Value.Label("new"), _run.Cluster["nodes", "w1"]!.Value.Label("old")));
        Assert.IsType<StepOutcome.Unchanged>(await LabelAsync("new=2", "old-"));

        var failure = await _run.FailAsync("label", ("objects", Text("node/w1")), ("labels", Text("new=3")));
        Assert.Equal(("already-set", "node/w1 has the label new=2 already"), (failure.Code, failure.Message));
        await _run.DoAsync("label", ("objects", Text("node/w1")), ("labels", Text("new=3")), ("overwrite", Flag(true)));
        Assert.Equal("3", _run.Cluster["nodes", "w1"]!.Value.Label("new"));
    }

    [Fact]
    public async Task Annotations_are_set_on_all_that_a_selector_fits()
    {
        _run.Cluster.Add(Some.Pod("a", "w1", app: "web"), Some.Pod("b", "w1", app: "web"), Some.Pod("c", "w1", app: "db"));

        var outcome = await _run.DoAsync("annotate", ("objects", Text("pods")), ("annotations", Text("note=a=b")), ("selector", Text("app=web")));

        Assert.Equal("objects=pod/a, pod/b", OutputsOf(outcome).ToString());
        Assert.Equal(["a=b", "a=b", null], _run.Cluster.All("pods").Select(static p => p.Annotation("note")));
    }

    [Fact]
    public async Task An_object_is_read_without_what_only_the_server_needs()
    {
        _run.Cluster.Add(Some.Node("w1", "v1.36.4"));
        await LabelAsync("a=b");

        var outputs = OutputsOf(await _run.DoAsync("get", ("objects", Text("no w1")), ("jsonpath", Text("{.status.nodeInfo.kubeletVersion}"))));

        Assert.Equal(("1", "w1", "v1.36.4"), (outputs["count"]!.ToString(), outputs["names"]!.ToString(), outputs["values"]!.ToString()));
        var node = Assert.IsType<Value.Map>(outputs["object"]);
        Assert.Equal(("Node", null), (node["kind"]!.ToString(), ((Value.Map)node["metadata"]!)["managedFields"]));
    }

    [Fact]
    public async Task Many_objects_are_read_by_their_names()
    {
        _run.Cluster.Add(Some.Pod("a/x", "w1"), Some.Pod("b/y", "w2"), Some.Pod("b/z", "w1"));

        var outputs = OutputsOf(await _run.DoAsync("get", ("objects", Text("pods")), ("all-namespaces", Flag(true)), ("field-selector", Text("spec.nodeName=w1"))));

        Assert.Equal("count=2, names=a/x, b/z, values=, object=", outputs.ToString());
    }

    [Fact]
    public async Task The_contents_of_a_secret_stay_where_they_are()
    {
        _run.Cluster.Add(new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Secret", ["data"] = new JsonObject { ["password"] = "aHVudGVyMg==" },
            ["metadata"] = new JsonObject
            {
                ["name"] = "s", ["namespace"] = "default",
                ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = "{\"data\":{\"password\":\"aHVudGVyMg==\"}}" },
            },
        });

        var outputs = OutputsOf(await _run.DoAsync("get", ("objects", Text("secret/s")), ("jsonpath", Text("{.data.password}"))));

        Assert.Equal("***", outputs["values"]!.ToString());
        Assert.DoesNotContain("aHVudGVyMg", outputs.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_unless_it_is_fine()
    {
        Assert.Equal("there is no pod/a in default", (await _run.FailAsync("get", ("objects", Text("pod/a")))).Message);
        Assert.Equal("0", OutputsOf(await _run.DoAsync("get", ("objects", Text("pod/a")), ("ignore-not-found", Flag(true))))["count"]!.ToString());
    }

    [Fact]
    public async Task A_deleted_object_is_waited_for_until_it_is_gone()
    {
        _run.Cluster.PodsStopAfter = TimeSpan.FromSeconds(5);
        _run.Cluster.Add(Some.Pod("a", "w1"));

        Assert.Equal("objects=pod/a", Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("delete", ("objects", Text("pod/a")))).Outputs.ToString());

        Assert.Contains("waiting until pod/a in default is gone", _run.Lines);
        Assert.Null(_run.Cluster["pods", "default/a"]);
        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("delete", ("objects", Text("pod/a"))));
    }

    [Fact]
    public async Task An_object_that_stays_is_told_at_the_timeout()
    {
        _run.Cluster.PodsStopAfter = null;
        _run.Cluster.Add(Some.Pod("a", "w1"));

        var failure = await _run.FailAsync("delete", ("objects", Text("pod/a")), ("timeout", Text("10s")));

        Assert.Equal(("delete-timeout", "pod/a is still there after 10s"), (failure.Code, failure.Message));
    }

    /// <summary>The engine died after the deletion; the controller has made another of the same name meanwhile.</summary>
    [Fact]
    public async Task An_object_that_came_after_a_crash_is_not_deleted_for_the_one_before()
    {
        _run.Cluster.Add(Some.Pod("db-0", "w1", "StatefulSet/db"));
        var found = Assert.IsType<ProbeResult.Needed>(await _run.Step("delete", ("objects", Text("pod/db-0"))).ProbeAsync()).Found;
        _run.Cluster.Remove("pods", "default/db-0").Add(Some.Pod("db-0", "w2", "StatefulSet/db").With(static p => p["metadata"]!["uid"] = "another"));

        Assert.IsType<StepOutcome.Succeeded>(await _run.ActAsync(found, "delete", ("objects", Text("pod/db-0"))));

        Assert.Equal("w2", _run.Cluster["pods", "default/db-0"]!.Value.Text("spec", "nodeName"));
        Assert.Empty(_run.Cluster.Changes);
    }

    [Fact]
    public async Task A_patch_is_tried_first_and_left_out_when_it_would_change_nothing()
    {
        _run.Cluster.Add(Some.Workload("Deployment", "web", 1));
        var patch = Map(("spec", Map(("replicas", new Value.Integer(3)))));

        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("patch", ("object", Text("deploy/web")), ("p", patch)));
        Assert.Equal(3, _run.Cluster["deployments", "default/web"]!.Value.Number("spec", "replicas"));
        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("patch", ("object", Text("deploy/web")), ("p", Text("{\"spec\":{\"replicas\":3}}"))));
    }

    [Fact]
    public async Task A_custom_resource_is_patched_by_a_merge()
    {
        _run.Cluster.Serve(new("example.com", ["v1"], "databases", "Database", true, "db") { IsCustom = true });
        _run.Cluster.Add(new JsonObject { ["apiVersion"] = "example.com/v1", ["kind"] = "Database", ["metadata"] = new JsonObject { ["name"] = "main", ["namespace"] = "default" } });

        await _run.DoAsync("patch", ("object", Text("db/main")), ("p", Map(("spec", Map(("size", new Value.Integer(2)))))));

        Assert.Equal(2, _run.Cluster["databases", "default/main"]!.Value.Number("spec", "size"));
    }

    /// <summary>An added item must not be added twice, wherever the engine dies.</summary>
    [Fact]
    public async Task Operations_are_done_once_whenever_the_engine_dies()
    {
        var patch = new Value.List([Map(("op", Text("add")), ("path", Text("/spec/list/-")), ("value", Text("b")))]);
        for (var moment = 0; moment < 8; moment++)
        {
            var run = new ClusterRun();
            run.Cluster.Add(Some.Workload("Deployment", "web").With(static d => d["spec"]!["list"] = new JsonArray("a")));
            (string, Value)[] settings = [("object", Text("deployment/web")), ("p", patch), ("type", Text("json"))];
            var found = Assert.IsType<ProbeResult.Needed>(await run.Step("patch", settings).ProbeAsync()).Found;
            await Record.ExceptionAsync(() => run.Step("patch", settings).With(c => c with { Found = found, Cluster = new DyingCluster(run.Cluster) { DiesAfter = moment } }).RunAsync());

            Assert.IsType<StepOutcome.Succeeded>(await run.ActAsync(found, "patch", settings));

            Assert.Equal("[\"a\",\"b\"]", run.Cluster["deployments", "default/web"]!.Value.At("spec", "list").GetRawText());
        }
    }

    [Fact]
    public async Task A_rollout_is_waited_for_and_told()
    {
        _run.Cluster.Add(Some.Workload("Deployment", "web", 3).With(static d => d["status"]!["updatedReplicas"] = 1));
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path.EndsWith("/web", StringComparison.Ordinal) && ++looks == 3)
                _run.Cluster.Change("deployments", "default/web", static d => (d["status"]!["updatedReplicas"], d["status"]!["availableReplicas"]) = (3, 3));
            return null;
        };

        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("rollout status", ("object", Text("deployment/web"))));

        Assert.Equal("deployment.apps/web: 1 of 3 new replicas have been updated", _run.Lines[0]);
    }

    [Fact]
    public async Task A_rollout_that_gave_up_fails_and_one_that_takes_too_long_does_too()
    {
        _run.Cluster.Add(
            Some.Workload("Deployment", "stuck", 3).With(static d => d["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Progressing", ["status"] = "False", ["reason"] = "ProgressDeadlineExceeded" })),
            Some.Workload("DaemonSet", "slow").With(static d => d["status"]!["desiredNumberScheduled"] = 2));

        Assert.Equal("rollout-failed", (await _run.FailAsync("rollout status", ("object", Text("deployment/stuck")))).Code);
        var slow = await _run.FailAsync("rollout status", ("object", Text("ds/slow")), ("timeout", Text("1m")));
        Assert.Equal(("rollout-timeout", "daemonset.apps/slow in default: not rolled out after 1m: 0 of 2 new pods have been updated"), (slow.Code, slow.Message));
    }

    [Fact]
    public async Task A_description_tells_what_matters_of_a_node()
    {
        _run.Cluster.Add(Some.Node("w1", isReady: false), Some.Pod("web-0", "w1"), new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Event", ["metadata"] = new JsonObject { ["name"] = "w1.1", ["namespace"] = "default" }, ["type"] = "Warning", ["reason"] = "Rebooted",
            ["message"] = "Node w1 has been\nrebooted", ["count"] = 2, ["lastTimestamp"] = "2025-06-01T11:59:00Z", ["involvedObject"] = new JsonObject { ["kind"] = "Node", ["name"] = "w1", ["uid"] = "w1" },
        });
        await _run.DoAsync("cordon", ("node", Text("w1")));

        var text = OutputsOf(await _run.DoAsync("describe", ("objects", Text("node/w1"))))["text"]!.ToString();

        Assert.Contains($"cordoned, by run {Run}", text, StringComparison.Ordinal);
        Assert.Contains("condition Ready: False", text, StringComparison.Ordinal);
        Assert.Contains("pods: 1\n  default/web-0: Running", text, StringComparison.Ordinal);
        Assert.Contains("events:\n  60s ago, 2 times: Warning Rebooted: Node w1 has been rebooted", text, StringComparison.Ordinal);
    }

    private Task<StepOutcome> LabelAsync(params string[] labels) => _run.DoAsync("label", ("objects", Text("node/w1")), ("labels", new Value.List([.. labels.Select(Text)])));
}
