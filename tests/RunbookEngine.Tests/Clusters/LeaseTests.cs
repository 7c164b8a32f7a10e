using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Clusters;

/// <summary>The lock of a cluster and the Leases of nodes: who has them, who may take them, and what keeps them.</summary>
public class LeaseTests
{
    private const string Lock = "kube-system/runbook-engine";
    private const string W1 = "medik8s-leases/node-w1";

    private static readonly RunId s_one = new("run-one");
    private static readonly RunId s_two = new("run-two");

    private readonly FakeClock _clock = new();
    private readonly FakeCluster _cluster;

    public LeaseTests() => _cluster = new FakeCluster(_clock).Add(Some.Namespace("kube-system"));

    [Fact]
    public async Task The_lock_names_run_user_and_machine_and_the_cluster_is_known_by_its_UID()
    {
        var uid = await Hold("ada@ops1").TakeAsync(s_one, true, CancellationToken.None);

        var lease = _cluster["leases", Lock]!.Value;
        Assert.Equal("uid-of-kube-system", uid);
        Assert.Equal(("run run-one (ada@ops1)", 60L, "2025-06-01T12:00:00.000000Z"), (lease.Text("spec", "holderIdentity"), lease.Number("spec", "leaseDurationSeconds"), lease.Text("spec", "renewTime")));
        Assert.Equal("run-one", lease.Label("runbook-engine/run"));
    }

    [Fact]
    public async Task A_runbook_without_a_lock_takes_none()
    {
        await Hold().TakeAsync(s_one, false, CancellationToken.None);

        Assert.Empty(_cluster.Changes);
    }

    [Fact]
    public async Task Another_run_is_told_who_holds_the_lock_and_until_when()
    {
        await Hold("ada@ops1").TakeAsync(s_one, true, CancellationToken.None);

        var held = await Assert.ThrowsAsync<ClusterHeldException>(() => Hold("bob@ops2").TakeAsync(s_two, true, CancellationToken.None));

        Assert.Equal("run run-one (ada@ops1) holds the lock of the cluster; it lapses at 12:01:00 UTC unless it is renewed", held.Message);
    }

    [Fact]
    public async Task A_run_keeps_its_lock_whoever_goes_on_with_it()
    {
        await Hold("ada@ops1").TakeAsync(s_one, true, CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(3));

        await Hold("bob@ops2").TakeAsync(s_one, true, CancellationToken.None);

        Assert.Equal(("run run-one (bob@ops2)", 0L), (Holder(Lock), _cluster["leases", Lock]!.Value.Number("spec", "leaseTransitions")));
    }

    [Fact]
    public async Task A_lock_that_lapsed_is_watched_and_then_taken()
    {
        await Hold("ada@ops1").TakeAsync(s_one, true, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var taking = Hold("bob@ops2").TakeAsync(s_two, true, CancellationToken.None);
        await Eventually.Holds(() => _clock.Waiting > 0);
        Assert.Equal("run run-one (ada@ops1)", Holder(Lock));
        _clock.Advance(ClusterHold.Watched);
        await taking;

        Assert.Equal(("run run-two (bob@ops2)", "run-two", 1L), (Holder(Lock), _cluster["leases", Lock]!.Value.Label("runbook-engine/run"), _cluster["leases", Lock]!.Value.Number("spec", "leaseTransitions")));
    }

    [Fact]
    public async Task A_holder_whose_clock_is_behind_keeps_its_lock_as_long_as_it_renews_it()
    {
        await Hold("ada@ops1").TakeAsync(s_one, true, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var taking = Hold("bob@ops2").TakeAsync(s_two, true, CancellationToken.None);
        await Eventually.Holds(() => _clock.Waiting > 0);
        _cluster.Change("leases", Lock, l => l["spec"]!["renewTime"] = "2025-06-01T12:02:10.000000Z");
        _clock.Advance(ClusterHold.Watched);

        await Assert.ThrowsAsync<ClusterHeldException>(() => taking);
    }

    [Fact]
    public async Task Of_two_that_want_a_lock_at_once_one_gets_it()
    {
        var taking = Enumerable.Range(0, 20).Select(i => Task.Run(() => Hold().TakeAsync(new($"run-{i}"), true, CancellationToken.None))).ToArray();

        await Eventually.Holds(() => taking.All(static t => t.IsCompleted));
        Assert.Equal(1, taking.Count(static t => t.IsCompletedSuccessfully));
        Assert.All(taking.Where(static t => t.IsFaulted), static t => Assert.IsType<ClusterHeldException>(t.Exception!.InnerException));
    }

    [Fact]
    public async Task What_a_run_holds_is_renewed_while_it_is_driven()
    {
        var hold = Hold();
        await hold.TakeAsync(s_one, true, CancellationToken.None);
        await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);
        using var over = new CancellationTokenSource();
        var keeping = hold.KeepAsync(s_one, over.Token);

        for (var i = 0; i < 40; i++)
        {
            await Eventually.Holds(() => _clock.Waiting > 0);
            _clock.Advance(ClusterHold.Renewal);
        }

        await over.CancelAsync();
        await keeping;
        Assert.InRange(_clock.GetUtcNow() - Renewed(Lock), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(_clock.GetUtcNow() - Renewed(W1), TimeSpan.Zero, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task An_API_server_that_is_away_or_refuses_does_not_end_the_renewing()
    {
        var log = new MemoryLog();
        var hold = new ClusterHold(_cluster, "ada@ops1", _clock, log);
        await hold.TakeAsync(s_one, true, CancellationToken.None);
        var asked = 0;
        _cluster.Before = _ => ++asked switch { 1 => throw FakeCluster.Lost(), 2 => FakeCluster.Refusal(500, "", "etcd is away"), _ => null };
        using var over = new CancellationTokenSource();
        var keeping = hold.KeepAsync(s_one, over.Token);

        for (var i = 0; i < 3; i++)
        {
            await Eventually.Holds(() => _clock.Waiting > 0);
            _clock.Advance(ClusterHold.Renewal);
        }

        await Eventually.Holds(() => Renewed(Lock) > new DateTimeOffset(2025, 6, 1, 12, 0, 20, TimeSpan.Zero));
        await over.CancelAsync();
        await keeping;
        Assert.Equal(2, log.Warnings.Count(static w => w.Contains("could not be renewed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_is_given_back_when_a_run_is_over_and_only_its_own()
    {
        var hold = Hold();
        await hold.TakeAsync(s_one, true, CancellationToken.None);
        await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);
        await MaintenanceLease.AcquireAsync(_cluster, "w2", s_two, _clock, CancellationToken.None);

        // As `runbook abort` does: from a process that never took anything.
        await Hold("bob@ops2").GiveBackAsync(s_one, CancellationToken.None);

        Assert.Equal(["node-w2"], _cluster.All("leases").Select(static l => l.ObjectName()));
    }

    [Fact]
    public async Task A_cluster_that_is_away_keeps_nobody_from_ending()
    {
        var log = new MemoryLog();
        _cluster.Before = static _ => throw FakeCluster.Lost();

        await new ClusterHold(_cluster, "ada@ops1", _clock, log).GiveBackAsync(s_one, CancellationToken.None);

        Assert.Contains("lapses within 5 minutes", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nodes_Lease_is_made_with_its_namespace_as_other_operators_expect_it()
    {
        var answer = await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);

        var lease = _cluster["leases", W1]!.Value;
        Assert.Equal(new(true, "runbook-engine/run-one", _clock.GetUtcNow().AddMinutes(5)), answer);
        Assert.Equal(("runbook-engine/run-one", 300L, "run-one"), (Holder(W1), lease.Number("spec", "leaseDurationSeconds"), lease.Label("runbook-engine/run")));
    }

    [Fact]
    public async Task A_node_that_another_works_on_is_told_with_who_and_until_when()
    {
        Other(_clock.GetUtcNow());

        var answer = await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);

        Assert.Equal(new(false, "node-maintenance", _clock.GetUtcNow().AddHours(1)), answer);
        await MaintenanceLease.ReleaseAsync(_cluster, "w1", s_one, CancellationToken.None);
        Assert.Equal("node-maintenance", Holder(W1));
    }

    [Theory]
    [InlineData(3610, false)]
    [InlineData(3640, true)]
    public async Task A_nodes_Lease_that_lapsed_is_taken_a_little_later_for_clocks_differ(int seconds, bool isTaken)
    {
        Other(_clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        var answer = await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);

        Assert.Equal((isTaken, isTaken ? "runbook-engine/run-one" : "node-maintenance"), (answer.IsTaken, Holder(W1)));
    }

    [Fact]
    public async Task Taking_it_again_renews_it_and_giving_it_back_removes_it()
    {
        await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(9));

        await MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None);
        Assert.Equal(_clock.GetUtcNow(), Renewed(W1));
        await MaintenanceLease.ReleaseAsync(_cluster, "w1", s_one, CancellationToken.None);
        await MaintenanceLease.ReleaseAsync(_cluster, "w1", s_one, CancellationToken.None);

        Assert.Null(_cluster["leases", W1]);
    }

    [Fact]
    public async Task A_refusal_of_the_server_is_told()
    {
        _cluster.Before = static r => r.Method == "POST" ? FakeCluster.Refusal(403, "Forbidden", "leases is forbidden: User \"bob\" cannot create") : null;

        var refused = await Assert.ThrowsAsync<ClusterException>(() => MaintenanceLease.AcquireAsync(_cluster, "w1", s_one, _clock, CancellationToken.None));

        Assert.Equal("Forbidden", refused.Reason);
    }

    private ClusterHold Hold(string who = "ada@ops1") => new(_cluster, who, _clock, IEngineLog.Silent);

    private string Holder(string lease) => _cluster["leases", lease]!.Value.Text("spec", "holderIdentity");

    private DateTimeOffset Renewed(string lease) => _cluster["leases", lease]!.Value.Time("spec", "renewTime")!.Value;

    /// <summary>The Lease as the node maintenance operator takes it.</summary>
    private void Other(DateTimeOffset renewed) => _cluster.Add(Some.NodeLease("node-w1", renewed).With(static l =>
    {
        l["metadata"]!["namespace"] = "medik8s-leases";
        l["spec"]!["holderIdentity"] = "node-maintenance";
        l["spec"]!["leaseDurationSeconds"] = 3600;
    }));

    private sealed class MemoryLog : IEngineLog
    {
        private readonly List<string> _warnings = [];

        public IReadOnlyList<string> Warnings
        {
            get
            {
                lock (_warnings)
                    return [.. _warnings];
            }
        }

        public void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception)
        {
            lock (_warnings)
            {
                if (level == LogLevel.Warning)
                    _warnings.Add(message);
            }
        }
    }
}
