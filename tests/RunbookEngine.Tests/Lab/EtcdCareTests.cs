using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>The runbooks that look after a cluster which goes on meanwhile.</summary>
[Collection(nameof(LabCollection))]
public sealed class EtcdCareTests(LabMachines lab, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly LabEtcd _etcd = new(lab);

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        foreach (var member in LabMachines.Members)
            await lab.InAsync(member, "systemctl enable etcd");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_member_that_lost_its_disk_joins_again_with_what_the_others_have()
    {
        var round = $"{Random.Shared.Next()}";
        await _etcd.PutAsync($"kept-{round}-", 10);
        var before = await IdAsync("cp3");
        await lab.InAsync("cp3", "systemctl stop etcd; rm -rf /var/lib/etcd/default");

        await RunAsync("etcd-member-replace.yaml", "member=cp3", "through=cp1", "data_dir=/var/lib/etcd/default");

        await _etcd.AssertHealthyAsync();
        Assert.NotEqual(before, await IdAsync("cp3"));
        Assert.Equal(10, (await _etcd.KeysAsync("cp3", $"kept-{round}-")).Length);
        Assert.Equal("enabled", await lab.InAsync("cp3", "systemctl is-enabled etcd"));
        Assert.Equal("", await lab.InAsync("cp3", "ls /etc/default/etcd.join /etc/systemd/system/etcd.service.d/* 2>/dev/null || true"));
        await lab.NodeAsync("reset", "cp3");
        await lab.NodeAsync("wait", "cp3");
        await _etcd.AssertHealthyAsync();
    }

    [Fact]
    public async Task A_member_is_not_taken_from_a_cluster_that_would_stand_still_without_it()
    {
        await lab.InAsync("cp2", "systemctl stop etcd");
        using var folder = new ProofFolder { Through = LabScript.Through };

        await folder.RunAsync(Words("etcd-member-replace.yaml", "member=cp3", "through=cp1", "data_dir=/var/lib/etcd/default"));
        await folder.RunAsync(["approve"]);
        var run = await folder.RunAsync(["resume"]);
        output.WriteLine(run.ToString());
        await lab.InAsync("cp2", "systemctl start --no-block etcd");

        Assert.Equal(1, run.Exit);
        Assert.Contains("quorum", run.Output, StringComparison.Ordinal);
        Assert.Equal("active enabled", (await lab.InAsync("cp3", "systemctl is-active etcd; systemctl is-enabled etcd")).Replace('\n', ' '));
        Assert.Equal(3, (await lab.InAsync("cp1", ". /etc/etcd/env; until etcdctl member list; do sleep 0.2; done")).Split('\n').Count(static l => l.Contains("started", StringComparison.Ordinal)));
        await _etcd.AssertHealthyAsync();
    }

    [Fact]
    public async Task All_members_are_defragmented_and_the_leader_comes_last()
    {
        await lab.InAsync("cp1", """
            . /etc/etcd/env
            for i in $(seq 60); do head -c 20000 /dev/zero | tr '\0' x | etcdctl put "big" >/dev/null; done
            etcdctl compaction --physical "$(etcdctl get big -w json | sed 's/.*"revision":\([0-9]*\).*/\1/')"
            """);
        foreach (var member in LabMachines.Members)
            await lab.InAsync(member, """
                . /etc/etcd/env
                says() { etcdctl endpoint status -w json | sed "s/.*\"$1\":\([0-9]*\).*/\1/"; }
                until [ "$(($(says dbSizeInUse) * 2))" -lt "$(says dbSize)" ]; do etcdctl put tick now >/dev/null; sleep 0.2; done
                """);
        var before = await SizesAsync();

        await RunAsync("etcd-defrag.yaml", "least_free=10");

        foreach (var (member, size) in await SizesAsync())
            Assert.True(size < before[member], $"{member}: {before[member]} bytes before, {size} after");
        await _etcd.AssertHealthyAsync();
    }

    private async Task RunAsync(string runbook, params string[] inputs)
    {
        var person = await new MainJob(lab, runbook, inputs).RunAsync(null, "", RunbookProgram.NewRandom());
        output.WriteLine(person.ToString());
    }

    private string[] Words(string runbook, params string[] inputs) =>
        ["run", Path.Combine(Repository.Root, "runbooks", runbook), "--yes", "--inventory", lab.Inventory, .. inputs.SelectMany(static i => new[] { "--input", i })];

    private Task<string> IdAsync(string member) => lab.InAsync("cp1", $". /etc/etcd/env; etcdctl member list | sed -n 's/, started, {member},.*//p'");

    private async Task<Dictionary<string, long>> SizesAsync()
    {
        var sizes = new Dictionary<string, long>();
        foreach (var member in LabMachines.Members)
            sizes[member] = long.Parse(await lab.InAsync(member, "stat -c %s /var/lib/etcd/default/member/snap/db"), System.Globalization.CultureInfo.InvariantCulture);
        return sizes;
    }
}
