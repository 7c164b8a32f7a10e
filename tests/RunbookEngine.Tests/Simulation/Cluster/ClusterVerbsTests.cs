using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Time;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Simulation.Cluster;

/// <summary>Every verb that asks a cluster finds in the simulated one what it looks for, in virtual time.</summary>
public sealed class ClusterVerbsTests : IDisposable
{
    private readonly VirtualTime _time = new(new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SimulatedCluster _cluster;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulated-cluster-");

    public ClusterVerbsTests()
    {
        _cluster = ClusterLifeTests.Build(new(_time, new(1)));
        _cluster.AddVelero().AddSnapshots().AddClaim("shop", "data-db-0");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_fresh_cluster_is_healthy()
    {
        Assert.IsType<StepOutcome.Unchanged>(Run("cluster", "healthy"));

        _cluster.NodePower("w1", false);
        _time.Pass(TimeSpan.FromMinutes(2));
        Assert.Contains("node w1: not ready (Kubelet stopped posting node status.)", Fail("cluster", "healthy").Message, StringComparison.Ordinal);
        _cluster.NodePower("w1", true);
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.IsType<StepOutcome.Unchanged>(Run("cluster", "healthy"));
    }

    [Fact]
    public void A_version_is_legal_or_not() => Assert.IsType<StepOutcome.Unchanged>(Run("cluster", "can upgrade", ("version", Text("1.36.5"))));

    [Fact]
    public void A_minor_that_is_skipped_is_refused() => Assert.NotNull(Fail("cluster", "can upgrade", ("version", Text("1.38.0"))));

    [Fact]
    public void A_drain_is_foretold_and_done()
    {
        Assert.IsType<StepOutcome.Unchanged>(Run("cluster", "can drain", ("nodes", new Value.List([Text("w1")])), ("ignore-daemonsets", Flag(true))));

        Assert.IsType<StepOutcome.Succeeded>(Run("kubectl", "drain", ("node", Text("w1")), ("ignore-daemonsets", Flag(true)), ("timeout", Text("5m"))));

        Assert.InRange(_time.Passed.TotalSeconds, 1, 60);
        _time.Pass(TimeSpan.FromSeconds(20));
        Assert.All(_cluster.Workloads(), static w => Assert.Equal(w.Wanted, w.Ready));
        Assert.IsType<StepOutcome.Succeeded>(Run("kubectl", "uncordon", ("node", Text("w1"))));
    }

    [Fact]
    public void A_budget_that_never_yields_ends_a_drain_in_its_timeout()
    {
        _cluster.AddBudget("shop", "web", "3", null, ImmutableSortedDictionary<string, string>.Empty.Add("app", "web"));

        var failure = Fail("kubectl", "drain", ("node", Text("w1")), ("ignore-daemonsets", Flag(true)), ("timeout", Text("5m")));

        Assert.Equal("drain-timeout", failure.Code);
        Assert.InRange(_time.Passed.TotalMinutes, 5, 6);
        Assert.Equal("shop/web", Assert.Single(_cluster.Blocked).Key);
    }

    [Fact]
    public void Objects_are_backed_up_and_brought_back()
    {
        var dir = Path.Combine(_folder.FullName, "backup");
        Assert.IsType<StepOutcome.Succeeded>(Run("cluster", "backup", ("dir", Text(dir))));

        _cluster.Take("persistentvolumeclaims", "shop/data-db-0");
        _cluster.Take("deployments", "shop/web");
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(_cluster.Handle(new("GET", "/api/v1/pods") { Query = [new("labelSelector", "app=web")] }).Json.GetProperty("items").EnumerateArray());
        Assert.IsType<StepOutcome.Succeeded>(Run("cluster", "restore", ("dir", Text(dir))));
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.Contains(_cluster.Workloads(), static w => w is { Name: "shop/Deployment/web", Ready: 3 });
        Assert.NotNull(_cluster["persistentvolumeclaims", "shop/data-db-0"]);
    }

    [Fact]
    public void A_node_is_diagnosed()
    {
        _cluster.NodePower("w1", false);
        _time.Pass(TimeSpan.FromMinutes(2));

        var outcome = Run("cluster", "diagnose", ("node", Text("w1")), ("to", Text(_folder.FullName)));

        Assert.IsType<StepOutcome.Succeeded>(outcome);
    }

    [Fact]
    public void Velero_makes_backups_and_brings_them_back()
    {
        var made = Assert.IsType<StepOutcome.Succeeded>(Run("velero", "backup", ("name", Text("before")))).Outputs;
        Assert.InRange(_time.Passed.TotalMinutes, 2, 3);
        Assert.IsType<StepOutcome.Succeeded>(Run("velero", "restore", ("backup", made["name"]!)));
        Assert.IsType<StepOutcome.Succeeded>(Run("velero", "schedule", ("name", Text("nightly")), ("cron", Text("0 2 * * *"))));

        _cluster.VeleroEnds = "PartiallyFailed";
        Assert.Equal("velero-partially-failed", Fail("velero", "backup", ("name", Text("other"))).Code);
        Assert.Contains("backups that are Completed: 1", _cluster.Facts());
    }

    [Fact]
    public void A_volume_has_a_snapshot_that_can_be_used()
    {
        var outputs = Assert.IsType<StepOutcome.Succeeded>(Run("cluster", "volume snapshot", ("claim", Text("data-db-0")), ("namespace", Text("shop")))).Outputs;

        Assert.Equal("10Gi", outputs["restore_size"]!.ToString());
    }

    [Fact]
    public void What_is_rolled_out_is_waited_for()
    {
        _cluster.Edit("deployments", "shop/web", static d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "registry.example/app:2");

        Run("kubectl", "rollout status", ("object", Text("deployment/web")), ("namespace", Text("shop")));

        Assert.InRange(_time.Passed.TotalSeconds, 5, 120);
        Assert.Equal(3, _cluster["deployments", "shop/web"]!.Value.GetProperty("status").GetProperty("updatedReplicas").GetInt64());
    }

    private StepFailure Fail(string tool, string verb, params (string Name, Value Value)[] settings) => Assert.IsType<StepOutcome.Failed>(Run(tool, verb, settings)).Failure;

    private StepOutcome Run(string tool, string verb, params (string Name, Value Value)[] settings) => _time.Run(_time.World, async () =>
    {
        var step = new ToolRun(tool, verb, settings).With(c => c with { Cluster = _cluster, Clock = _time, StartedAt = _time.GetUtcNow() });
        return await step.ProbeAsync() switch
        {
            ProbeResult.Satisfied satisfied => new StepOutcome.Unchanged(satisfied.Outputs),
            ProbeResult.Needed needed => await step.With(c => c with { Found = needed.Found }).RunAsync(),
            _ => await step.RunAsync(),
        };
    });
}
