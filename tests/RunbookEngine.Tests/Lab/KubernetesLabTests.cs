namespace RunbookEngine.Tests.Lab;

/// <summary>The cluster of the lab keeps what its README says; without that the proofs over it would prove nothing.</summary>
[Collection(nameof(KubernetesCollection))]
public sealed class KubernetesLabTests(KubernetesLab lab) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_worker_is_what_its_packages_say_once_its_kubelet_was_restarted()
    {
        await lab.MakeFreshAsync("k6");
        Assert.Equal(KubernetesLab.New, (await lab.ReportsAsync())["kcp"].Version);

        var said = await lab.InAsync("k6", $"""
            export DEBIAN_FRONTEND=noninteractive
            sed -i 's,/v1\.[0-9]*/,/v1.21/,' /etc/apt/sources.list.d/kubernetes.list
            apt-get -q update && apt-get -q -y --allow-change-held-packages install kubeadm={KubernetesLab.New}-1.1 kubelet={KubernetesLab.New}-1.1
            kubeadm upgrade node
            """);

        Assert.Contains("The configuration for this node was successfully updated!", said, StringComparison.Ordinal);
        Assert.Equal(KubernetesLab.Old, (await lab.ReportsAsync())["k6"].Version);
        await lab.InAsync("k6", "systemctl restart kubelet");
        await lab.WaitForAsync(["k6"], static n => n is { Version: KubernetesLab.New, IsReady: true });
    }

    [Fact]
    public async Task A_node_that_lost_power_is_not_ready_until_it_runs_again()
    {
        await lab.NodeAsync("kill", "k6");
        await lab.WaitForAsync(["k6"], static n => !n.IsReady);
        await lab.NodeAsync("start", "k6");
        await lab.WaitForAsync(["k6"], static n => n.IsReady);
    }

    [Fact]
    public async Task A_budget_is_kept_by_the_API_and_its_watch_sees_what_happens_without_it()
    {
        await using var pods = await GuardedPods.CreateAsync(lab, "kept", 4, 3);
        Assert.Equal(4, pods.Fewest);

        var victims = (await lab.KubectlAsync("get", "pods", "-n", "kept", "-o", "name")).Split('\n');
        await lab.KubectlAsync("delete", "-n", "kept", victims[0], victims[1]);

        await Fakes.Eventually.Holds(() => pods.Fewest < 4);
        Assert.InRange(pods.Fewest, 2, 3);
    }
}
