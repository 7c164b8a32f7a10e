using RunbookEngine.Tests.Lab.Faults;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>The main job: every node patched and restarted by <c>runbooks/os-upgrade.yaml</c>, undisturbed and under every fault.</summary>
[Collection(nameof(LabCollection))]
public sealed class OsUpgradeTests(LabMachines lab, ITestOutputHelper output) : IAsyncLifetime
{
    public static TheoryData<string> Faults => [.. Fault.All.Where(static f => !f.NeedsSmallDisks).Select(static f => f.Name)];

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        foreach (var member in LabMachines.Members)
            await lab.InAsync(member, "systemctl enable etcd");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task Every_node_is_patched_and_restarted_once() => UpgradeAsync(null, [.. LabMachines.Members, .. LabMachines.Workers], "group=machines");

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_same_comes_out_when_a_fault_strikes(string fault) => UpgradeAsync(
        Fault.All.Single(f => f.Name == fault), LabMachines.Workers, "group=workers", "batches=all");

    private async Task UpgradeAsync(Fault? fault, string[] nodes, params string[] inputs)
    {
        var random = RunbookProgram.NewRandom();
        var struck = nodes[random.Next(nodes.Length)];
        await Task.WhenAll(nodes.Select(PrepareAsync));
        var boots = nodes.ToDictionary(static n => n, lab.Boots);

        var job = new MainJob(lab, "os-upgrade.yaml", inputs) { Longest = TimeSpan.FromSeconds(fault?.Name == "network cut" ? 30 : 8) };
        output.WriteLine($"{await job.RunAsync(fault, struck, random)}");

        foreach (var node in nodes)
        {
            await lab.NodeAsync("wait", node);
            Assert.Equal("install ok installed 1.1", await lab.InAsync(node, "dpkg-query -W -f '${Status} ${Version}' lab-base"));
            Assert.Equal(1, lab.Lines(node, "/var/log/dpkg.log").Count(static l => l.Contains("status installed lab-base:all 1.1", StringComparison.Ordinal)));
            Assert.Equal(0, (await lab.TryInAsync(node, "test ! -e /run/reboot-required && dpkg --audit | wc -l | grep -qx 0")).Exit);
            Assert.InRange(lab.Boots(node) - boots[node], 1, node == struck ? 1 + (fault?.Boots ?? 0) : 1);
        }

        await new LabEtcd(lab).AssertHealthyAsync();
    }

    private async Task PrepareAsync(string node)
    {
        await lab.NodeAsync("wait", node);
        await lab.InAsync(node, """
            set -e
            dpkg --configure -a
            apt-mark unhold lab-base
            apt-get -q update
            apt-get -q -y --allow-downgrades install lab-base=1.0
            rm -f /run/reboot-required*
            sed -i '/lab-base/d' /var/log/dpkg.log
            """);
    }
}
