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
        output.WriteLine($"{pods.Changes} changes of pods; never fewer than {pods.Fewest} healthy");
    }
}
