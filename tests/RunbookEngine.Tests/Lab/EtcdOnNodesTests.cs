using RunbookEngine.Execution;
using RunbookEngine.Tests.NodeContract;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>The tool <c>etcdctl</c> with real members.</summary>
[Collection(nameof(LabCollection))]
public sealed class EtcdOnNodesTests(LabMachines lab) : EtcdContract, IEtcdNodes, IAsyncLifetime
{
    private readonly LabEtcd _etcd = new(lab);

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        foreach (var member in LabMachines.Members)
            await lab.InAsync(member, "systemctl start --no-block etcd; rm -f /var/tmp/*.db*");
        await ((IEtcdNodes)this).HealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in LabMachines.Members)
            await lab.TryInAsync(member, "systemctl start --no-block etcd");
    }

    [Fact]
    public async Task What_the_handlers_observe_is_what_was_recorded()
    {
        Needed.Check((await lab.InAsync("cp1", "etcdctl version")).Contains("3.5.", StringComparison.Ordinal), "etcd 3.5, of which the record is");

        Repository.AssertApproved(Recorded, await TellAsync(this));
    }

    ICommands IEtcdNodes.CommandsOf(string node) => new NodeCommands(node);

    ITargetFiles IEtcdNodes.FilesOf(string node) => new NodeFiles(lab, node);

    Task IEtcdNodes.PutAsync(int count) => _etcd.PutAsync($"contract-{Guid.NewGuid():n}-", count);

    Task IEtcdNodes.SpoilAsync(string path, string copy, bool isCut) => lab.InAsync("cp1", $"""
        size=$(stat -c %s {path})
        {(isCut ? $"head -c 1000 {path} >{copy}; exit 0" : "")}
        head -c $(($size - 1)) {path} >{copy}
        tail -c 1 {path} | tr '\000-\377' '\001-\377\000' >>{copy}
        """);

    async Task IEtcdNodes.SwitchAsync(string node, bool isOn)
    {
        await lab.InAsync(node, isOn ? "systemctl start --no-block etcd" : "systemctl stop etcd");
        // Those left need a moment to notice.
        await lab.InAsync(node, "sleep 5");
    }

    async Task IEtcdNodes.HealthyAsync()
    {
        foreach (var member in LabMachines.Members)
            await lab.NodeAsync("wait-etcd", member);
        // etcd takes no change of members before they have been connected for so long.
        await lab.InAsync("cp1", "sleep 6");
    }
}
