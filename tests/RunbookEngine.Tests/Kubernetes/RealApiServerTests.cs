using System.Globalization;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Kubernetes;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Lab;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>The port to a cluster over the lab's real API server: HTTP/2, client certificates, watches, Leases, and a server that restarts.</summary>
[Collection(nameof(KubernetesCollection))]
public sealed class RealApiServerTests(KubernetesLab lab) : IAsyncLifetime
{
    private static readonly string s_key = "runbook-engine/test";

    // A watch outlives every loss of its server, so only this ends one whose server does not come back.
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private LabDoor? _door;
    private KubernetesCluster? _cluster;

    private KubernetesCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        (_door, var file) = await lab.OpenDoorAsync();
        _cluster = Open(file);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_door is not null)
            await _door.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task Nodes_are_listed_and_a_watch_sees_a_change()
    {
        var nodes = await Cluster.ListAsync(ApiResource.Nodes).Select(static n => n.ObjectName()).ToListAsync();
        Assert.Empty(KubernetesLab.Nodes.Except(nodes));

        await using var changes = Cluster.WatchAsync(new("GET", ApiResource.Nodes.PathOf()), _patience.Token).GetAsyncEnumerator();
        while (await changes.MoveNextAsync() && changes.Current.Kind != ClusterChangeKind.Synced)
        {
        }

        await SeesAsync(changes, await MarkAsync());
    }

    [Fact]
    public async Task Requests_and_watches_survive_an_API_server_that_restarts()
    {
        await using var changes = Cluster.WatchAsync(new("GET", ApiResource.Nodes.PathOf()), _patience.Token).GetAsyncEnumerator();
        await changes.MoveNextAsync();
        using var over = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var asked = 0;
            for (; !over.IsCancellationRequested; asked++)
                (await Cluster.SendAsync(new("GET", ApiResource.Nodes.PathOf(null, "k1")), CancellationToken.None)).OrThrow();
            return asked;
        });

        await lab.ServerAsync("restart-api");
        await SeesAsync(changes, await MarkAsync());

        await over.CancelAsync();
        Assert.True(await asking > 0);
    }

    [Fact]
    public async Task The_lock_and_the_Lease_of_a_node_are_taken_refused_renewed_and_given_back()
    {
        var (one, two) = (new RunId("real-one"), new RunId("real-two"));
        var (first, second) = (Hold("ada@ops1"), Hold("bob@ops2"));

        var uid = await first.TakeAsync(one, true, CancellationToken.None);
        var held = await Assert.ThrowsAsync<ClusterHeldException>(() => second.TakeAsync(two, true, CancellationToken.None));
        var taken = await MaintenanceLease.AcquireAsync(Cluster, "k1", one, TimeProvider.System, CancellationToken.None);
        var other = await MaintenanceLease.AcquireAsync(Cluster, "k1", two, TimeProvider.System, CancellationToken.None);
        Assert.Equal(uid, await first.TakeAsync(one, true, CancellationToken.None));
        Assert.Equal(("run real-one (ada@ops1)", true, false, "runbook-engine/real-one"), (held.Holder, taken.IsTaken, other.IsTaken, other.Holder));

        await first.GiveBackAsync(one, CancellationToken.None);
        await second.TakeAsync(two, true, CancellationToken.None);
        await second.GiveBackAsync(two, CancellationToken.None);
        Assert.Null(await Cluster.FindAsync(ApiResource.Leases, ClusterHold.Namespace, ClusterHold.Name, CancellationToken.None));
        Assert.Null(await Cluster.FindAsync(ApiResource.Leases, MaintenanceLease.Namespace, "node-k1", CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_runs_that_want_the_lock_at_once_one_gets_it()
    {
        RunId[] runs = [.. Enumerable.Range(0, 10).Select(static i => new RunId(string.Create(CultureInfo.InvariantCulture, $"race-{i}")))];
        var got = await Task.WhenAll(runs.Select(async run =>
        {
            try
            {
                await Hold("ada@ops1").TakeAsync(run, true, CancellationToken.None);
                return 1;
            }
            catch (ClusterHeldException)
            {
                return 0;
            }
        }));

        foreach (var run in runs)
            await Hold("ada@ops1").GiveBackAsync(run, CancellationToken.None);
        Assert.Equal(1, got.Sum());
    }

    [Fact]
    public async Task A_user_without_rights_is_told_who_and_what()
    {
        var answer = await Cluster.SendAsync(new("GET", ApiResource.Nodes.PathOf()), CancellationToken.None);
        Assert.True(answer.Succeeded);
        var (door, file) = await lab.OpenDoorAsync();
        await using var _ = door;
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("    client-certificate-data", "    as: nobody\n    client-certificate-data", StringComparison.Ordinal));
        await using var nobody = Open(file);

        var refused = await Assert.ThrowsAsync<ClusterException>(() => nobody.CreateAsync(ApiResource.Namespaces, null, """{"metadata":{"name":"x"}}""", CancellationToken.None));

        Assert.Equal(("Forbidden", 403), (refused.Reason, refused.Status));
        Assert.Contains("""User "nobody" cannot create resource "namespaces" """.Trim(), refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Hint);
    }

    private static KubernetesCluster Open(string file) => new(new() { Clock = TimeProvider.System, Random = new(1), KubeConfig = file });

    private ClusterHold Hold(string who) => new(Cluster, who, TimeProvider.System, IEngineLog.Silent);

    /// <summary>Changes k1; what is written there was never there before, or it would be no change.</summary>
    private async Task<string> MarkAsync()
    {
        var value = Guid.NewGuid().ToString("n");
        await Cluster.PatchAsync(ApiResource.Nodes, null, "k1", PatchTypes.Merge, $$"""{"metadata":{"annotations":{"{{s_key}}":"{{value}}"} } }""", CancellationToken.None);
        return value;
    }

    private static async Task SeesAsync(IAsyncEnumerator<ClusterChange> changes, string value)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await changes.MoveNextAsync().AsTask().WaitAsync(late.Token))
        {
            if (changes.Current.Object.ObjectName() == "k1" && changes.Current.Object.Annotation(s_key) == value)
                return;
        }

        Assert.Fail("The watch ended.");
    }
}
