using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Lab;

/// <summary>The lab keeps what its README says; without that the proofs over it would prove nothing.</summary>
[Collection(nameof(LabCollection))]
public sealed class LabTests(LabMachines lab) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_node_runs_systemd_and_nothing_has_failed()
    {
        Assert.Equal("systemd", await lab.InAsync("w1", "cat /proc/1/comm"));
        Assert.Equal("running", (await lab.TryInAsync("w1", "systemctl is-system-running --wait")).Output.Trim());
    }

    [Fact]
    public async Task A_power_loss_ends_everything_and_leaves_another_boot_id()
    {
        var before = await lab.InAsync("w1", "cat /proc/sys/kernel/random/boot_id");
        await lab.InAsync("w1", "(setsid sh -c 'sleep 1000; touch /var/survived' >/dev/null 2>&1 &)");
        await lab.NodeAsync("reset", "w1");
        await lab.NodeAsync("wait", "w1");

        Assert.NotEqual(before, await lab.InAsync("w1", "cat /proc/sys/kernel/random/boot_id"));
        Assert.Equal(1, (await lab.TryInAsync("w1", "ps -e -o args | grep -q '[s]leep 1000'")).Exit);
    }

    [Fact]
    public async Task A_power_loss_in_the_middle_of_apt_leaves_a_dpkg_that_was_interrupted()
    {
        await lab.InAsync("w1", "rm -f /etc/lab-slow; dpkg --configure -a; apt-get -q update; apt-get -q -y purge lab-slow; rm -f /var/log/lab-slow.log; echo 60 >/etc/lab-slow");
        await lab.InAsync("w1", "(setsid apt-get -q -y install lab-slow >/dev/null 2>&1 &)");
        await Eventually.Holds(() => lab.Lines("w1", "/var/log/lab-slow.log") is ["begin 1.1"]);
        await lab.NodeAsync("reset", "w1");
        await lab.NodeAsync("wait", "w1");
        await lab.InAsync("w1", "rm /etc/lab-slow");

        var refused = await lab.TryInAsync("w1", "apt-get -q -y install lab-base");
        Assert.Equal(100, refused.Exit);
        Assert.Contains("dpkg was interrupted", refused.Error, StringComparison.Ordinal);
        await lab.InAsync("w1", "dpkg --configure -a && apt-get -q -y purge lab-slow");
    }
}
