using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;
using static RunbookEngine.Tests.Kubectl.ClusterRun;

namespace RunbookEngine.Tests.Kubectl;

public class CordonTests
{
    private readonly ClusterRun _run = new();

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_cordoned_with_the_runs_name_and_uncordoned_again()
    {
        _run.Cluster.Add(Some.Node("w1"));

        var cordoned = Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("cordon", ("node", Text("w1"))));
        Assert.Equal($"node=w1, cordoned=true, cordoned_by={Run}", cordoned.Outputs.ToString());
        Assert.True(_run.IsCordoned("w1"));
        Assert.Equal((Run, $"runbook-engine/{Run}"), (_run.CordonedBy("w1"), _run.HolderOf("w1")));

        var uncordoned = Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("uncordon", ("node", Text("w1"))));
        Assert.Equal("node=w1, left_cordoned=false, cordoned_by=", uncordoned.Outputs.ToString());
        Assert.False(_run.IsCordoned("w1"));
        Assert.Null(_run.CordonedBy("w1"));
        Assert.NotEqual($"runbook-engine/{Run}", _run.HolderOf("w1"));
    }

    [Fact]
    public async Task A_node_that_somebody_cordoned_before_stays_cordoned()
    {
        _run.Cluster.Add(Some.Node("w1", isUnschedulable: true));

        Assert.Equal("node=w1, cordoned=false, cordoned_by=", Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("cordon", ("node", Text("w1")))).Outputs.ToString());
        Assert.Equal($"runbook-engine/{Run}", _run.HolderOf("w1"));
        var left = Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("uncordon", ("node", Text("w1"))));

        Assert.Equal("node=w1, left_cordoned=true, cordoned_by=", left.Outputs.ToString());
        Assert.True(_run.IsCordoned("w1"));
        Assert.Equal(["w1 stays cordoned: somebody else cordoned it, not this run; `force: true` uncordons it all the same"], _run.Lines);
        Assert.NotEqual($"runbook-engine/{Run}", _run.HolderOf("w1"));
    }

    [Fact]
    public async Task A_node_that_another_run_cordoned_stays_cordoned_unless_forced()
    {
        _run.Cluster.Add(Some.Node("w1"));
        _run.Id = "20250501-120000-ffff";
        await _run.DoAsync("cordon", ("node", Text("w1")), ("lease", Flag(false)));
        _run.Id = Run;

        Assert.Equal("node=w1, left_cordoned=true, cordoned_by=20250501-120000-ffff", OutputsOf(await _run.DoAsync("uncordon", ("node", Text("w1")))).ToString());
        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("uncordon", ("node", Text("w1")), ("force", Flag(true))));

        Assert.False(_run.IsCordoned("w1"));
        Assert.Null(_run.CordonedBy("w1"));
    }

    /// <summary>Then the annotation is still there; the server says who manages the field.</summary>
    [Fact]
    public async Task A_node_that_somebody_uncordoned_and_cordoned_again_by_hand_is_theirs()
    {
        _run.Cluster.Add(Some.Node("w1"));
        await _run.DoAsync("cordon", ("node", Text("w1")));
        await ByHandAsync("""{"spec":{"unschedulable":null}}""");
        await ByHandAsync("""{"spec":{"unschedulable":true}}""");

        Assert.Equal("node=w1, left_cordoned=true, cordoned_by=", OutputsOf(await _run.DoAsync("uncordon", ("node", Text("w1")))).ToString());
        Assert.True(_run.IsCordoned("w1"));
    }

    [Fact]
    public async Task Of_two_who_cordon_at_once_one_did_it_and_both_know()
    {
        _run.Cluster.Add(Some.Node("w1"));
        var other = false;
        _run.Cluster.Before = request =>
        {
            if (request.Method == "PATCH" && !other)
            {
                other = true;
                _run.Cluster.Change("nodes", "w1", static n => n["spec"]!["unschedulable"] = true);
            }

            return null;
        };

        var outcome = Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("cordon", ("node", Text("w1"))));

        Assert.Equal("node=w1, cordoned=false, cordoned_by=", outcome.Outputs.ToString());
        Assert.Null(_run.CordonedBy("w1"));
    }

    [Fact]
    public async Task A_node_whose_kubelet_writes_meanwhile_is_cordoned_all_the_same()
    {
        _run.Cluster.Add(Some.Node("w1"));
        var writes = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Method == "PATCH" && writes++ < 3)
                _run.Cluster.Change("nodes", "w1", n => n["status"]!["beat"] = writes);
            return null;
        };

        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("cordon", ("node", Text("w1"))));
    }

    [Fact]
    public async Task A_cordon_waits_while_another_operator_works_on_the_node_and_says_who()
    {
        _run.Cluster.Add(Some.Node("w1"));
        _run.Id = "20250501-120000-ffff";
        await MaintenanceLease.AcquireAsync(_run.Cluster, "w1", new(_run.Id), _run.Clock, Never);
        _run.Id = Run;

        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("cordon", ("node", Text("w1"))));

        Assert.Equal("waiting: w1 is under maintenance by runbook-engine/20250501-120000-ffff until 12:05:00 UTC at least", _run.Lines[0]);
        Assert.Equal($"runbook-engine/{Run}", _run.HolderOf("w1"));
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_told_with_its_mend()
    {
        var failure = await _run.FailAsync("cordon", ("node", Text("w9")), ("lease", Flag(false)));

        Assert.Equal(("not-found", "there is no node w9 in the cluster"), (failure.Code, failure.Message));
    }

    /// <summary>Whenever the engine dies, the same attempt called again comes to the same end, and knows that it was this run.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_moment_changes_nothing_of_the_end(bool wasCordoned)
    {
        for (var moment = 0; ; moment++)
        {
            var run = new ClusterRun();
            run.Cluster.Add(Some.Node("w1", isUnschedulable: wasCordoned));
            var cordon = await CrashAsync(run, "cordon", moment);
            var uncordon = await CrashAsync(run, "uncordon", moment);

            Assert.Equal(wasCordoned, cordon.Outcome is StepOutcome.Unchanged);
            Assert.Equal(wasCordoned, run.IsCordoned("w1"));
            Assert.Equal(wasCordoned, uncordon.Outcome is StepOutcome.Unchanged);
            Assert.Null(run.CordonedBy("w1"));
            Assert.NotEqual($"runbook-engine/{Run}", run.HolderOf("w1"));
            if (!cordon.HasDied && !uncordon.HasDied)
                break;
            Assert.True(moment < 100);
        }
    }

    private static async Task<(StepOutcome Outcome, bool HasDied)> CrashAsync(ClusterRun run, string verb, int moment)
    {
        var looked = await run.Step(verb, ("node", Text("w1"))).ProbeAsync();
        if (looked is ProbeResult.Satisfied satisfied)
            return (new StepOutcome.Unchanged(satisfied.Outputs), false);
        var found = Assert.IsType<ProbeResult.Needed>(looked).Found;
        try
        {
            return (await run.Step(verb, ("node", Text("w1"))).With(c => c with { Found = found, Cluster = new DyingCluster(run.Cluster) { DiesAfter = moment } }).RunAsync(), false);
        }
        catch (CrashException)
        {
            return (await run.ActAsync(found, verb, ("node", Text("w1"))), true);
        }
    }

    private Task<System.Text.Json.JsonElement> ByHandAsync(string patch) => _run.Cluster.SendAsync(
        new("PATCH", ApiResource.Nodes.PathOf(null, "w1")) { Body = patch, ContentType = PatchTypes.Strategic, Query = [new("fieldManager", "kubectl-cordon")] }, Never)
        .ContinueWith(static t => t.Result.OrThrow().Json, Never);
}
