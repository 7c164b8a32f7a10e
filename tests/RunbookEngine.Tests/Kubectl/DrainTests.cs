using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;
using static RunbookEngine.Tests.Kubectl.ClusterRun;

namespace RunbookEngine.Tests.Kubectl;

public class DrainTests
{
    private readonly ClusterRun _run = new();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task A_node_is_emptied_by_evictions_in_the_version_that_the_server_has(string version)
    {
        _run.Cluster.PolicyVersions = [version];
        AddWeb(3);

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.Equal($"node=w1, cordoned=true, cordoned_by={Run}, evicted=3, left=0, refused=0", outcome.Outputs.ToString());
        Assert.Equal((3, true), (_run.Cluster.Evictions, _run.IsCordoned("w1")));
        Assert.Equal($"runbook-engine/{Run}", _run.HolderOf("w1"));
        var first = _run.Cluster.Requests.FindIndex(static r => r.Path.EndsWith("/eviction", StringComparison.Ordinal));
        Assert.Contains(_run.Cluster.Requests[..first], static r => r.Method == "PATCH" && r.Path == "/api/v1/nodes/w1");
        Assert.All(_run.Cluster.Requests.Where(static r => r.Path.EndsWith("/eviction", StringComparison.Ordinal)), r => Assert.Contains($"policy/{version}", r.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drained_node_is_left_as_it_is()
    {
        AddWeb(1);
        await DrainAsync();

        var again = Assert.IsType<StepOutcome.Unchanged>(await DrainAsync());

        Assert.Equal($"node=w1, cordoned=true, cordoned_by={Run}, evicted=0, left=0, refused=0", again.Outputs.ToString());
    }

    [Fact]
    public async Task One_pod_that_may_not_go_keeps_all_of_them_and_each_at_fault_is_told_with_what_allows_it()
    {
        AddWeb(2);
        _run.Cluster.Add(
            Some.Pod("debug", "w1", owner: null), Some.Pod("kube-system/proxy", "w1", "DaemonSet/proxy"), Some.Workload("DaemonSet", "kube-system/proxy"),
            Some.Pod("cache", "w1").With(static p => p["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "d", ["emptyDir"] = new JsonObject() })));

        var failure = await _run.FailAsync("drain", ("node", Text("w1")));

        Assert.Equal(("drain-refused", "w1 cannot be drained: 3 pods may not be evicted", false), (failure.Code, failure.Message, failure.Retryable));
        Assert.Equal(
            [
                "default/cache: the data in its emptyDir would be lost (`delete-emptydir-data: true` allows it)",
                "default/debug: it has no controller, so nothing would bring it back (`force: true` allows it)",
                "kube-system/proxy: DaemonSet proxy would start it again at once (`ignore-daemonsets: true` allows it)",
            ], failure.Details);
        Assert.StartsWith("nothing was evicted", failure.Hint, StringComparison.Ordinal);
        Assert.Equal((0, true), (_run.Cluster.Evictions, _run.IsCordoned("w1")));
    }

    [Fact]
    public async Task A_plan_names_every_pod_and_what_becomes_of_it()
    {
        _run.Cluster.Add(
            Some.Node("w1"), Some.Pod("web", "w1"), Some.Pod("debug", "w1", owner: null), Some.Pod("kube-system/proxy", "w1", "DaemonSet/proxy"),
            Some.Workload("DaemonSet", "kube-system/proxy"));

        var looked = await _run.Step("drain", ("node", Text("w1")), ("ignore-daemonsets", Flag(true)), ("force", Flag(true))).ProbeAsync();

        Assert.Equal(
            "cordon w1\nevict default/debug: nothing brings it back\nevict default/web\nleave kube-system/proxy: DaemonSet proxy would start it again at once",
            Assert.IsType<ProbeResult.Needed>(looked).Change);
        Assert.DoesNotContain(_run.Cluster.Requests, static r => r.Method != "GET");
    }

    [Fact]
    public async Task A_refused_eviction_is_asked_for_again_until_the_budget_allows_it_and_the_reason_is_told()
    {
        _run.Cluster.ReplacesPods = true;
        _run.Cluster.Add(Some.Node("w2"), Some.Workload("Deployment", "web", 3), Some.Budget("web", "web", minAvailable: 3));
        AddWeb(3, "Deployment/web");
        var asked = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path.EndsWith("/eviction", StringComparison.Ordinal) && ++asked == 7)
                _run.Cluster.Change("poddisruptionbudgets", "default/web", static b => b["spec"]!["minAvailable"] = 2);
            return null;
        };

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.True(((Value.Integer)outcome.Outputs["refused"]!).Number >= 6);
        Assert.Equal(_run.Cluster.Refusals, ((Value.Integer)outcome.Outputs["refused"]!).Number);
        Assert.StartsWith(
            "drained 0 of 3, waiting for default/web-0: PDB default/web allows 0 (3 healthy of 3, 3 needed); the pod belongs to Deployment web; default/web-1: PDB", _run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(3, _run.Cluster.All("pods").Count(static p => p.Text("spec", "nodeName") == "w2"));
    }

    [Fact]
    public async Task A_budget_that_never_allows_it_ends_with_the_timeout_and_names_it()
    {
        _run.Cluster.Add(Some.Budget("web", "web", minAvailable: 2));
        AddWeb(2);

        var failure = await _run.FailAsync("drain", ("node", Text("w1")), ("timeout", Text("1m")));

        Assert.Equal(("drain-timeout", true), (failure.Code, failure.Retryable));
        Assert.StartsWith("w1 is not drained after 1m: drained 0 of 2, waiting for default/web-0: PDB default/web allows 0", failure.Message, StringComparison.Ordinal);
        Assert.Equal("default/web-1: PDB default/web allows 0 (2 healthy of 2, 2 needed); the pod belongs to ReplicaSet web", failure.Details[1]);
        Assert.InRange(_run.Cluster.Refusals, 20, 26);
        Assert.True(_run.IsCordoned("w1"));
    }

    [Fact]
    public async Task Where_it_is_told_to_the_run_pauses_when_the_time_is_over_and_each_resume_gives_as_much_again()
    {
        _run.Cluster.Add(Some.Budget("web", "web", minAvailable: 2));
        AddWeb(2);
        var step = _run.Step("drain", ("node", Text("w1")), ("timeout", Text("1m")), ("on-timeout", Text("pause")));

        var waiting = Assert.IsType<StepOutcome.Waiting>(await step.RunAsync());

        Assert.Equal(WaitKind.Pause, waiting.Wait.Kind);
        Assert.StartsWith("w1 is not drained after 1m: drained 0 of 2, waiting for default/web-0: PDB default/web allows 0", waiting.Wait.Message, StringComparison.Ordinal);
        Assert.EndsWith("then resume", waiting.Wait.Message, StringComparison.Ordinal);
        _run.Cluster.Change("poddisruptionbudgets", "default/web", static b => b["spec"]!["minAvailable"] = 0);
        Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
    }

    [Fact]
    public async Task Two_budgets_over_one_pod_are_told_as_the_mistake_they_are_once_the_others_have_gone()
    {
        _run.Cluster.Add(Some.Budget("a", "web", minAvailable: 0), Some.Budget("b", "web", minAvailable: 0), Some.Pod("other", "w1"));
        AddWeb(1);

        var failure = await _run.FailAsync("drain", ("node", Text("w1")));

        Assert.Equal("eviction-failed", failure.Code);
        Assert.Equal(
            ["default/web-0: 2 disruption budgets watch over it (default/a, default/b), and the server evicts no such pod: change the selectors so that one is left"], failure.Details);
        Assert.Equal(1, _run.Cluster.Evictions);
        Assert.Single(_run.Cluster.Requests, static r => r.Path.EndsWith("/web-0/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_are_deleted_past_their_budget_only_when_asked_for()
    {
        _run.Cluster.Add(Some.Budget("web", "web", minAvailable: 2));
        AddWeb(2);

        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("drain", ("node", Text("w1")), ("disable-eviction", Flag(true)), ("grace-period", new Value.Integer(5))));

        Assert.Equal(0, _run.Cluster.Evictions);
        Assert.Equal(2, _run.Cluster.Requests.Count(static r => r.Method == "DELETE" && r.Body!.Contains("\"gracePeriodSeconds\":5", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pod_that_takes_its_time_is_waited_for_and_not_asked_twice()
    {
        _run.Cluster.PodsStopAfter = TimeSpan.FromSeconds(20);
        AddWeb(1);

        Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.Equal(1, _run.Cluster.Evictions);
        Assert.Contains("drained 0 of 1, waiting for default/web-0: it is stopping, until 12:00:30 UTC at the latest", _run.Lines);
    }

    [Fact]
    public async Task A_pod_that_a_dead_kubelet_never_stops_is_told_as_such_and_skipped_only_when_asked_for()
    {
        _run.Cluster.PodsStopAfter = null;
        AddWeb(1);

        var failure = await _run.FailAsync("drain", ("node", Text("w1")), ("timeout", Text("2m")));
        Assert.Equal(["default/web-0: it should have stopped at 12:00:30 UTC; is its kubelet alive?"], failure.Details);

        var outcome = await _run.DoAsync("drain", ("node", Text("w1")), ("skip-wait-for-delete-timeout", Text("1m")));
        Assert.Equal("1", OutputsOf(outcome)["left"]!.ToString());
    }

    [Fact]
    public async Task A_pod_of_the_same_name_that_came_after_is_another_one()
    {
        _run.Cluster.ReplacesPods = true;
        _run.Cluster.Add(Some.Node("w2"), Some.Node("w1"), Some.Workload("StatefulSet", "db"), Some.Pod("db-0", "w1", "StatefulSet/db"));

        Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.Equal("w2", _run.Cluster["pods", "default/db-0"]!.Value.Text("spec", "nodeName"));
        Assert.Equal(1, _run.Cluster.Evictions);
    }

    [Fact]
    public async Task Groups_of_pods_go_one_after_the_other()
    {
        _run.Cluster.PodsStopAfter = TimeSpan.FromSeconds(3);
        AddWeb(2);
        _run.Cluster.Add(Some.Pod("a-storage", "w1", app: "storage"), Some.Pod("db", "w1", app: "db"));

        await _run.DoAsync("drain", ("node", Text("w1")), ("order", new Value.List([Text("app=web"), Text("app!=storage")])));

        // The pods of one group are asked for at the same time, in any order.
        string[] evicted = [.. _run.Cluster.Requests.Where(static r => r.Path.EndsWith("/eviction", StringComparison.Ordinal)).Select(static r => r.Path.Split('/')[6])];
        Assert.Equal(["web-0", "web-1"], evicted[..2].Order());
        Assert.Equal(["db", "a-storage"], evicted[2..]);
    }

    [Fact]
    public async Task Some_pods_are_left_and_some_come_to_their_own_end_first()
    {
        _run.Cluster.Add(Some.Node("w1"), Some.Pod("keep", "w1", owner: null, app: "keep"), Some.Pod("import", "w1", "Job/import", "job"), Some.Pod("web-0", "w1"));
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Method == "GET" && request.Path == "/api/v1/pods" && ++looks == 5)
                _run.Cluster.Change("pods", "default/import", static p => p["status"]!["phase"] = "Succeeded");
            return null;
        };

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("drain", ("node", Text("w1")), ("skip", Text("app=keep")), ("wait-completed", Text("app=job"))));

        Assert.Equal("2", outcome.Outputs["left"]!.ToString());
        Assert.Contains("drained 1 of 2, waiting for default/import: it comes to its end by itself", _run.Lines);
        Assert.Equal(1, _run.Cluster.Evictions);
    }

    [Fact]
    public async Task A_pod_that_goes_with_its_namespace_is_waited_for()
    {
        AddWeb(1);
        _run.Cluster.Add(Some.Namespace("default").With(static n => n["metadata"]!["deletionTimestamp"] = "2025-06-01T11:59:00Z"));
        var asked = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path.EndsWith("/eviction", StringComparison.Ordinal) && ++asked == 3)
                _run.Cluster.Remove("pods", "default/web-0");
            return null;
        };

        Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.Contains("drained 0 of 1, waiting for default/web-0: its namespace default is being deleted", _run.Lines);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_mid_drain_is_waited_for()
    {
        AddWeb(3);
        var (asked, lost) = (0, 0);
        _run.Cluster.Before = request =>
        {
            asked += request.Path.EndsWith("/eviction", StringComparison.Ordinal) ? 1 : 0;
            return asked > 1 && lost++ < 8 ? throw FakeCluster.Lost() : null;
        };

        Assert.IsType<StepOutcome.Succeeded>(await DrainAsync());

        Assert.Contains("the API server does not answer: connection refused; the drain goes on when it is back", _run.Lines);
        Assert.Equal(3, _run.Cluster.Evictions);
    }

    [Fact]
    public async Task A_server_that_refuses_an_eviction_for_good_fails_the_step_with_its_words()
    {
        AddWeb(1);
        _run.Cluster.Before = static request => request.Path.EndsWith("/eviction", StringComparison.Ordinal) ? FakeCluster.Refusal(500, "InternalError", "the webhook broke") : null;

        var failure = await _run.FailAsync("drain", ("node", Text("w1")));

        Assert.Equal(["default/web-0: the webhook broke"], failure.Details);
    }

    [Fact]
    public async Task A_selector_that_is_none_is_told_before_anything_happens()
    {
        _run.Cluster.Add(Some.Node("w1"));

        var failure = await _run.FailAsync("drain", ("node", Text("w1")), ("skip", Text("a b")));

        Assert.Equal(("bad-setting", "`skip`: `a b` is no selector of labels"), (failure.Code, failure.Message));
        Assert.Empty(_run.Cluster.Changes);
    }

    /// <summary>Whenever the engine dies, the same attempt called again empties the node, with no pod evicted twice and the same count told.</summary>
    [Fact]
    public async Task A_crash_at_any_moment_changes_nothing_of_the_end()
    {
        for (var moment = 0; ; moment++)
        {
            var run = new ClusterRun();
            run.Cluster.ReplacesPods = true;
            run.Cluster.Add(Some.Node("w1"), Some.Node("w2"), Some.Workload("ReplicaSet", "web", 4), Some.Budget("web", "web", maxUnavailable: 1));
            run.Cluster.Add([.. Enumerable.Range(0, 4).Select(static i => Some.Pod($"web-{i}", "w1", app: "web"))]);
            var found = Assert.IsType<ProbeResult.Needed>(await run.Step("drain", ("node", Text("w1"))).ProbeAsync()).Found;
            var dying = new DyingCluster(run.Cluster) { DiesAfter = moment };
            var died = await Record.ExceptionAsync(() => run.Step("drain", ("node", Text("w1"))).With(c => c with { Found = found, Cluster = dying }).RunAsync()) is not null;

            var outcome = died ? await run.ActAsync(found, "drain", ("node", Text("w1"))) : null;

            Assert.Equal((4, 4), (run.Cluster.Evictions, run.Cluster.All("pods").Count(static p => p.Text("spec", "nodeName") == "w2")));
            Assert.Equal((true, Run), (run.IsCordoned("w1"), run.CordonedBy("w1")));
            if (outcome is null)
                break;
            Assert.Equal("4", Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs["evicted"]!.ToString());
            Assert.True(moment < 500);
        }
    }

    private Task<StepOutcome> DrainAsync() => _run.DoAsync("drain", ("node", Text("w1")));

    private void AddWeb(int replicas, string? of = null)
    {
        _run.Cluster.Add(Some.Node("w1"), Some.Workload("ReplicaSet", "web", replicas, of));
        _run.Cluster.Add([.. Enumerable.Range(0, replicas).Select(static i => Some.Pod($"web-{i}", "w1", app: "web"))]);
    }
}
