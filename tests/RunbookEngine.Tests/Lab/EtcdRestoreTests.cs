using RunbookEngine.Tests.Lab.Faults;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>The main job: three members brought back from one snapshot by <c>runbooks/etcd-restore.yaml</c>, undisturbed and under every fault.</summary>
[Collection(nameof(LabCollection))]
public sealed class EtcdRestoreTests(LabMachines lab, ITestOutputHelper output) : IAsyncLifetime
{
    public static TheoryData<string> Faults => [.. Fault.All.Select(static f => f.Name)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("restore-");

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public Task Old_keys_are_back_and_new_ones_gone() => RestoreAsync(null);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_same_comes_out_when_a_fault_strikes(string fault) => RestoreAsync(Fault.All.Single(f => f.Name == fault));

    private async Task RestoreAsync(Fault? fault)
    {
        var random = RunbookProgram.NewRandom();
        var node = LabMachines.Members[random.Next(LabMachines.Members.Length)];
        var etcd = new LabEtcd(lab);
        var round = $"{random.Next()}";
        var snapshot = Path.Combine(_folder.FullName, "snapshot.db");
        await PrepareAsync(fault, node);
        await etcd.PutAsync($"old-{round}-", 20);
        await etcd.SaveAsync(snapshot);
        await etcd.PutAsync($"new-{round}-", 10);

        var job = new MainJob(lab, "etcd-restore.yaml", $"snapshot={snapshot}", "data_dir=/var/lib/etcd/default") { AsksFirst = true, Longest = Longest(fault) };
        output.WriteLine($"{await job.RunAsync(fault, node, random)}");

        await etcd.AssertHealthyAsync();
        foreach (var member in LabMachines.Members)
        {
            Assert.Equal(20, (await etcd.KeysAsync(member, $"old-{round}-")).Length);
            Assert.Empty(await etcd.KeysAsync(member, $"new-{round}-"));
            Assert.Equal("enabled", await lab.InAsync(member, "systemctl is-enabled etcd || true"));
        }
    }

    /// <summary>The disk that can be full is the one that commands are kept on; the matrix fills the one that a restore writes to.</summary>
    private async Task PrepareAsync(Fault? fault, string node)
    {
        foreach (var member in LabMachines.Members)
            await lab.InAsync(member, "find /var/lib/etcd -maxdepth 1 -name '*.before-*' -exec rm -rf {} +");
        if (fault is { NeedsSmallDisks: true })
            await lab.InAsync(node, SmallDisks.Mount);
    }

    private static TimeSpan Longest(Fault? fault) => TimeSpan.FromSeconds(fault?.Name == "network cut" ? 30 : 8);
}
