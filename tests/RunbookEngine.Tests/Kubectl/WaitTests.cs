using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Waiting;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Kubectl;

public class WaitTests
{
    private readonly ClusterRun _run = new();

    [Fact]
    public async Task A_node_is_as_wanted_once_its_new_kubelet_has_renewed_its_lease()
    {
        _run.Cluster.Add(Some.Node("w1", "v1.35.1"), Some.NodeLease("w1", _run.Clock.GetUtcNow()));
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path == "/api/v1/nodes/w1" && ++looks == 4)
                _run.Cluster.Change("nodes", "w1", static n => n["status"]!["nodeInfo"]!["kubeletVersion"] = "v1.36.4");
            if (looks == 8)
                _run.Cluster.Add(Some.NodeLease("w1", _run.Clock.GetUtcNow()));
            return null;
        };

        var outcome = Assert.IsType<StepOutcome.Unchanged>(await WaitAsync("10m", "condition=Ready", "kubelet-version=1.36.4"));

        Assert.Equal("objects=node/w1", outcome.Outputs.ToString());
        Assert.Equal(8, looks);
        Assert.Equal("node/w1: its kubelet reports v1.35.1, not v1.36.4, its kubelet has not renewed its Lease since the step began", _run.Lines[0]);
        Assert.Equal("node/w1: its kubelet has not renewed its Lease since the step began", _run.Lines[^1]);
    }

    /// <summary>The clocks of the node and of the engine are not compared.</summary>
    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_node_whose_clock_is_wrong_is_waited_for_all_the_same(int skew)
    {
        _run.Cluster.Add(Some.Node("w1"), Some.NodeLease("w1", _run.Clock.GetUtcNow().AddSeconds(skew)));
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path == "/api/v1/nodes/w1" && ++looks == 3)
                _run.Cluster.Add(Some.NodeLease("w1", _run.Clock.GetUtcNow().AddSeconds(skew)));
            return null;
        };

        Assert.IsType<StepOutcome.Unchanged>(await WaitAsync("1m", "condition=Ready"));
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_says_what_is_missing()
    {
        _run.Cluster.Add(Some.Node("w1", isReady: false));

        var failure = await _run.FailAsync("wait", ("objects", Text("node/w1")), ("for", Text("condition=Ready")), ("timeout", Text("90s")));

        Assert.Equal(
            ("wait-timeout", "node/w1 is not as wanted after 1m30s: node/w1: Ready is False, its kubelet has no Lease in kube-node-lease yet", true),
            (failure.Code, failure.Message, failure.Retryable));
    }

    [Fact]
    public async Task A_wait_over_a_selector_waits_for_all_and_for_there_to_be_any()
    {
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path != "/api/v1/namespaces/apps/pods")
                return null;
            if (++looks == 2)
                _run.Cluster.Add(Some.Pod("apps/a", "w1", app: "web"), Some.Pod("apps/b", null, app: "web"));
            if (looks == 4)
                _run.Cluster.Change("pods", "apps/b", static p => p["status"] = Some.RunningStatus());
            return null;
        };

        var outcome = await _run.DoAsync("wait", ("objects", Text("po")), ("for", Text("condition=Ready")), ("selector", Text("app=web")), ("namespace", Text("apps")));

        Assert.Equal("objects=pod/a, pod/b", Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs.ToString());
        Assert.Equal(["no pod is there yet", "pod/b: it has no condition Ready yet"], _run.Lines.Distinct());
    }

    [Fact]
    public async Task A_wait_for_deletion_ends_when_nothing_is_there()
    {
        _run.Cluster.Add(Some.Pod("a", "w1"));
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path.EndsWith("/pods/a", StringComparison.Ordinal) && ++looks == 3)
                _run.Cluster.Remove("pods", "default/a");
            return null;
        };

        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("wait", ("objects", Text("pod/a")), ("for", Text("delete"))));
    }

    [Fact]
    public async Task A_server_that_is_away_is_waited_for()
    {
        _run.Cluster.Add(Some.Namespace("apps"));
        var requests = 0;
        _run.Cluster.Before = _ => ++requests is > 4 and < 8 ? throw FakeCluster.Lost() : null;

        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("wait", ("objects", Text("ns/apps")), ("for", Text("jsonpath={.status.phase}=Active"))));
    }

    [Theory]
    [InlineData("sleep=1")]
    [InlineData("condition")]
    [InlineData("condition=")]
    [InlineData("jsonpath={.a[}=1")]
    public async Task What_cannot_be_waited_for_is_told(string aim)
    {
        _run.Cluster.Add(Some.Node("w1"));

        var failure = await _run.FailAsync("wait", ("objects", Text("node/w1")), ("for", Text(aim)));

        Assert.Equal(("bad-setting", $"`{aim}` cannot be waited for"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_serve_is_told()
    {
        var failure = await _run.FailAsync("wait", ("objects", Text("gizmo/a")), ("for", Text("delete")));

        Assert.Equal(("kind-unknown", "the cluster serves no kind `gizmo`"), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("1.36.4", "v1.36.4", true)]
    [InlineData("v1.36.4", "v1.36.4", true)]
    [InlineData("1.36.4", "v1.36.4+k3s1", true)]
    [InlineData("1.36.4+k3s2", "v1.36.4+k3s1", false)]
    [InlineData("1.36.4", "v1.36.4-eks-1", false)]
    [InlineData("1.36.4", "v1.36.40", false)]
    [InlineData("1.36.4", "", false)]
    public void A_kubelet_version_is_compared_without_its_v_and_its_build(string wanted, string reported, bool fits)
    {
        var node = JsonDocument.Parse(Some.Node("w1", reported).ToJsonString()).RootElement;

        Assert.Equal(fits, WaitAim.Parse($"kubelet-version={wanted}")!.Missing(node) is null);
    }

    [Theory]
    [InlineData("condition=Ready", true)]
    [InlineData("condition=ready", true)]
    [InlineData("condition=Ready=False", false)]
    [InlineData("condition=Stopped=false", true)]
    [InlineData("condition=Old", false)]
    [InlineData("condition=Missing", false)]
    [InlineData("jsonpath={.spec.size}=3", true)]
    [InlineData("jsonpath={.spec.size}", true)]
    [InlineData("jsonpath={.spec.none}", false)]
    [InlineData("jsonpath={.spec.list[*].n}=a", false)]
    [InlineData("jsonpath={.spec.list[0].n}=a", true)]
    [InlineData("jsonpath={.spec.list[-1].n}=b=c", true)]
    [InlineData("jsonpath={.spec.list[?(@.n==\"a\")].v}=1", true)]
    [InlineData("jsonpath='{.metadata.labels.a\\.b/c}'=d", true)]
    [InlineData("jsonpath={.metadata.labels['a.b/c']}=d", true)]
    [InlineData("jsonpath=.spec.size=3", true)]
    public void An_aim_holds_or_does_not(string aim, bool holds)
    {
        var item = JsonDocument.Parse("""
            {"metadata":{"generation":2,"labels":{"a.b/c":"d"}},"spec":{"size":3,"list":[{"n":"a","v":1},{"n":"b=c"}]},
             "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Stopped","status":"False"},{"type":"Old","status":"True","observedGeneration":1}]}}
            """).RootElement;

        Assert.Equal(holds, WaitAim.Parse(aim)!.Missing(item) is null);
    }

    private Task<StepOutcome> WaitAsync(string timeout, params string[] aims) =>
        _run.DoAsync("wait", ("objects", Text("node/w1")), ("for", new Value.List([.. aims.Select(Text)])), ("timeout", Text(timeout)));
}
