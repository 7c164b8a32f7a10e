using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// The main job on a cluster: workers brought to a version by <c>runbooks/worker-rolling-upgrade.yaml</c> with a real API server, kubelets, kubeadm, apt and sshd, while a disruption
/// budget guards twenty pods.
/// </summary>
[Collection(nameof(KubernetesCollection))]
public sealed class WorkerUpgradeTests(KubernetesLab lab, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] s_five = ["k1", "k2", "k3", "k4", "k5"];

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Five_workers_are_upgraded_and_the_budget_is_kept_and_a_cordon_that_was_there_stays()
    {
        await lab.MakeFreshAsync(s_five);
        await using var pods = await GuardedPods.CreateAsync(lab, "rolling", 20, 15);
        await lab.KubectlAsync("cordon", "k4");
        using var upgrade = new WorkerUpgrade(lab, s_five);

        using var engine = upgrade.Start("batches=1,2");
        (await WorkerUpgrade.EndAsync(engine)).Exits(0);

        await upgrade.AssertDoneOnceAsync();
        Assert.Equal(["k4"], (await lab.ReportsAsync()).Values.Where(static n => n.IsUnschedulable).Select(static n => n.Name));
        Assert.InRange(pods.Fewest, 15, 19);
        var (evicted, refused) = await upgrade.EvictionsAsync();
        Assert.InRange(evicted, 1, long.MaxValue);
        output.WriteLine($"{evicted} pods evicted, {refused} evictions refused and asked for again; {pods.Changes} changes of pods; never fewer than {pods.Fewest} healthy");
    }

    [Fact]
    public async Task The_same_comes_out_when_the_engine_is_killed_again_and_again()
    {
        await lab.MakeFreshAsync(s_five);
        await using var pods = await GuardedPods.CreateAsync(lab, "killed", 20, 15);
        using var upgrade = new WorkerUpgrade(lab, s_five);

        var kills = await upgrade.KillAndResumeAsync(RunbookProgram.NewRandom(), 4000, "batches=1,2");

        output.WriteLine($"{kills} kills; never fewer than {pods.Fewest} healthy");
        Assert.InRange(kills, 10, int.MaxValue);
        await upgrade.AssertDoneOnceAsync();
        Assert.InRange(pods.Fewest, 15, 19);
        Assert.DoesNotContain((await lab.ReportsAsync()).Values, static n => n.IsUnschedulable);
    }

    [Fact]
    public async Task An_API_server_that_restarts_in_the_middle_of_a_drain_is_waited_for()
    {
        await lab.MakeFreshAsync("k1", "k2");
        await using var pods = await GuardedPods.CreateAsync(lab, "restarted", 20, 15);
        using var upgrade = new WorkerUpgrade(lab, "k1", "k2");

        using var engine = upgrade.Start();
        await Eventually.Holds(() => engine.Said.Contains("[k1]/drain", StringComparison.Ordinal), TimeSpan.FromMinutes(2));
        await lab.ServerAsync("restart-api");
        (await WorkerUpgrade.EndAsync(engine)).Exits(0);

        // How many pods were healthy proves nothing here: without heartbeats, the node controller says of all pods of a node that they are not ready.
        await upgrade.AssertDoneOnceAsync();
    }

    [Fact]
    public async Task A_budget_that_allows_nothing_is_named_and_waited_for_and_a_drain_that_took_too_long_goes_on_at_a_resume()
    {
        await lab.MakeFreshAsync("k1");
        await using var pods = await GuardedPods.CreateAsync(lab, "blocked", 20, 20);
        using var upgrade = new WorkerUpgrade(lab, "k1");

        using (var refused = upgrade.Start())
            Assert.Contains("blocked/blocked", (await WorkerUpgrade.EndAsync(refused)).Exits(1).ToString(), StringComparison.Ordinal);

        using var engine = upgrade.Start("ignore_blockers=pdb-at-zero", "drain_timeout=20s");
        Assert.Contains("PDB blocked/blocked allows 0", (await WorkerUpgrade.EndAsync(engine)).Exits(3).ToString(), StringComparison.Ordinal);
        Assert.Equal(20, pods.Fewest);

        using var again = upgrade.Folder.Start(["resume"]);
        await Eventually.Holds(() => again.Said.Contains("blocked/blocked", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        await pods.AllowAsync(15);
        (await WorkerUpgrade.EndAsync(again)).Exits(0);
        await upgrade.AssertDoneOnceAsync();
    }

    [Fact]
    public async Task A_second_engine_is_told_who_holds_the_cluster()
    {
        await lab.MakeFreshAsync("k1", "k2");
        using var first = new WorkerUpgrade(lab, "k1");
        using var second = new WorkerUpgrade(lab, "k2");

        using var engine = first.Start();
        await Eventually.Holds(() => engine.Said.Contains("[k1]/", StringComparison.Ordinal), TimeSpan.FromMinutes(2));
        using var other = second.Start();
        var refused = (await WorkerUpgrade.EndAsync(other)).Exits(4);

        Assert.Contains(engine.Said.Split(" run ")[1].Split(' ')[0], refused.ToString(), StringComparison.Ordinal);
        (await WorkerUpgrade.EndAsync(engine)).Exits(0);
        await first.AssertDoneOnceAsync();
        Assert.Equal(KubernetesLab.Old, (await lab.ReportsAsync())["k2"].Version);
    }

    [Fact]
    public async Task A_window_that_closes_in_mid_fleet_leaves_the_rest_to_a_later_resume()
    {
        await lab.MakeFreshAsync("k1", "k2");
        using var upgrade = new WorkerUpgrade(lab, "k1", "k2");

        using var engine = upgrade.Start("batches=1", "closes=30s");
        (await WorkerUpgrade.EndAsync(engine)).Exits(3);
        Assert.Equal([KubernetesLab.New, KubernetesLab.Old], (await lab.ReportsAsync()) is var reports ? [reports["k1"].Version, reports["k2"].Version] : []);
        Assert.False((await lab.ReportsAsync())["k2"].IsUnschedulable);

        (await upgrade.ResumeAsync("--until", "2h")).Exits(0);
        await upgrade.AssertDoneOnceAsync();
    }

    [Fact]
    public async Task A_node_that_loses_power_in_the_middle_is_done_when_it_is_back()
    {
        await lab.MakeFreshAsync("k1", "k2");
        using var upgrade = new WorkerUpgrade(lab, "k1", "k2");

        using var engine = upgrade.Start("ready_timeout=30s");
        await Eventually.Holds(() => engine.Said.Contains("upgrade[k1]/kubelet", StringComparison.Ordinal), TimeSpan.FromMinutes(2));
        await lab.NodeAsync("kill", "k1");
        var told = await WorkerUpgrade.EndAsync(engine);
        Assert.InRange(told.Exit, 1, 3);
        Assert.Equal(KubernetesLab.Old, (await lab.ReportsAsync())["k2"].Version);

        await lab.NodeAsync("start", "k1");
        await lab.NodeAsync("wait", "k1");
        await lab.InAsync("k1", "dpkg --configure -a");
        var resumed = await upgrade.ResumeAsync();
        for (var again = 0; resumed.Exit != 0 && again < 3; again++)
            resumed = await upgrade.ResumeAsync();
        resumed.Exits(0);
        await lab.WaitForAsync(["k1", "k2"], static n => n is { Version: KubernetesLab.New, IsReady: true, IsUnschedulable: false });
    }
}
