using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;
using static RunbookEngine.Tests.Kubectl.ClusterRun;

namespace RunbookEngine.Tests.Kubectl;

public class TaintTests
{
    private const string OutOfService = "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute";

    private readonly ClusterRun _run = new();

    [Fact]
    public async Task A_taint_is_set_with_the_runs_name_and_removed_by_it()
    {
        _run.Cluster.Add(Some.Node("w1"));

        var set = Assert.IsType<StepOutcome.Succeeded>(await TaintAsync(OutOfService));
        Assert.Equal($"node=w1, taints={OutOfService}, left=", set.Outputs.ToString());
        Assert.Equal($"node.kubernetes.io/out-of-service:NoExecute={Run}", _run.Cluster["nodes", "w1"]!.Value.Annotation("runbook-engine/tainted-by"));
        Assert.IsType<StepOutcome.Unchanged>(await TaintAsync(OutOfService));
        var removed = Assert.IsType<StepOutcome.Succeeded>(await TaintAsync("node.kubernetes.io/out-of-service-"));

        Assert.Equal("node=w1, taints=, left=", removed.Outputs.ToString());
        Assert.Null(_run.Cluster["nodes", "w1"]!.Value.Annotation("runbook-engine/tainted-by"));
    }

    [Fact]
    public async Task A_taint_that_somebody_else_set_stays_unless_forced()
    {
        _run.Cluster.Add(Tainted("a", "NoSchedule"));
        await TaintAsync("b=1:NoSchedule");

        var left = Assert.IsType<StepOutcome.Succeeded>(await TaintAsync("a-", "b-"));
        Assert.Equal("node=w1, taints=a:NoSchedule, left=a:NoSchedule", left.Outputs.ToString());
        Assert.Contains("a:NoSchedule stays: this run did not set it; `force: true` removes it all the same", _run.Lines);
        await _run.DoAsync("taint", ("node", Text("w1")), ("taints", Text("a:NoSchedule-")), ("force", Flag(true)));

        Assert.Empty(_run.Cluster["nodes", "w1"]!.Value.Items("spec", "taints"));
    }

    [Fact]
    public async Task A_taint_with_another_value_is_overwritten_only_when_asked_for()
    {
        _run.Cluster.Add(Tainted("a", "NoSchedule"));

        var failure = await _run.FailAsync("taint", ("node", Text("w1")), ("taints", Text("a=2:NoSchedule")));
        Assert.Equal(("already-set", "node/w1 has the taint a:NoSchedule already"), (failure.Code, failure.Message));
        await _run.DoAsync("taint", ("node", Text("w1")), ("taints", Text("a=2:NoSchedule")), ("overwrite", Flag(true)));

        Assert.Equal("2", Assert.Single(_run.Cluster["nodes", "w1"]!.Value.Items("spec", "taints")).Text("value"));
    }

    [Fact]
    public async Task A_taint_that_another_sets_meanwhile_is_not_lost()
    {
        _run.Cluster.Add(Some.Node("w1"));
        var other = false;
        _run.Cluster.Before = request =>
        {
            if (request.Method == "PATCH" && !other)
            {
                other = true;
                _run.Cluster.Change("nodes", "w1", static n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "their", ["effect"] = "NoExecute", ["timeAdded"] = "2025-06-01T11:00:00Z" }));
            }

            return null;
        };

        await TaintAsync("our:NoSchedule");

        Assert.Equal(["their:NoExecute", "our:NoSchedule"], _run.Cluster["nodes", "w1"]!.Value.Items("spec", "taints").Select(static t => $"{t.Text("key")}:{t.Text("effect")}"));
        Assert.Equal("2025-06-01T11:00:00Z", _run.Cluster["nodes", "w1"]!.Value.Items("spec", "taints").First().Text("timeAdded"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a=b")]
    [InlineData("a:Never")]
    [InlineData(":NoSchedule")]
    [InlineData("a:Never-")]
    public async Task What_is_no_taint_is_told(string word)
    {
        _run.Cluster.Add(Some.Node("w1"));

        Assert.Equal($"`{word}` is no taint", (await _run.FailAsync("taint", ("node", Text("w1")), ("taints", Text(word)))).Message);
    }

    private static JsonObject Tainted(string key, string effect) =>
        Some.Node("w1").With(n => n["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = key, ["effect"] = effect }));

    private Task<StepOutcome> TaintAsync(params string[] taints) => _run.DoAsync("taint", ("node", Text("w1")), ("taints", new Value.List([.. taints.Select(Text)])));
}
