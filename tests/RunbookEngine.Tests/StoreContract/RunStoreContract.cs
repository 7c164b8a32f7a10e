using RunbookEngine.Execution;
using RunbookEngine.Model;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.StoreContract;

/// <summary>What the executor relies on, whatever the store is. A new store is right when it passes this.</summary>
public abstract class RunStoreContract : IAsyncLifetime
{
    private readonly StoppedClock _clock = new();

    private IRunStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IRunStore Open(TimeProvider clock, TimeSpan leaseTime);

    public ValueTask InitializeAsync()
    {
        _store = Open(_clock, TimeSpan.FromSeconds(30));
        return ValueTask.CompletedTask;
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task A_created_run_has_its_first_event_and_the_first_generation()
    {
        var lease = await CreateAsync(Run);

        Assert.Equal(new Lease(Run, 1, 1), lease);
        Assert.Equal(["run_created"], await NamesAsync(Run));
    }

    [Fact]
    public async Task Events_come_back_in_order_and_whole()
    {
        var lease = await CreateAsync(Run);
        RunEvent[] events = [Started("save"), Finished("save"), Started("verify"), Finished("verify"), Over()];
        Assert.Equal(3, await _store.AppendAsync(lease, 1, events[..2], Cancellation));
        Assert.Equal(6, await _store.AppendAsync(lease, 3, events[2..], Cancellation));

        var read = await _store.ReadAsync(Run, 0, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(events.Select(Text), read.Skip(1).Select(Text));
    }

    [Fact]
    public async Task Reading_goes_on_after_a_version()
    {
        var lease = await CreateAsync(Run);
        await _store.AppendAsync(lease, 1, [Started("save"), Finished("save")], Cancellation);

        var read = await _store.ReadAsync(Run, 2, Cancellation).ToListAsync(Cancellation);

        Assert.Equal([Text(Finished("save"))], read.Select(Text));
    }

    [Fact]
    public async Task Stored_events_are_chained_by_their_hashes()
    {
        var lease = await CreateAsync(Run);
        await _store.AppendAsync(lease, 1, [Started("save"), Finished("save")], Cancellation);
        await _store.AppendLastAsync(lease, 3, [Over()], releaseLock: true, Cancellation);
        await CreateAsync(OtherRun);
        var (check, other) = (new ChainCheck(Run), new ChainCheck(OtherRun));

        await foreach (var e in _store.ReadStoredAsync(Run, Cancellation))
            Assert.Null(check.Take(e));
        await foreach (var e in _store.ReadStoredAsync(OtherRun, Cancellation))
            Assert.Null(other.Take(e));

        Assert.Equal((4, 1), (check.Version, other.Version));
        await Assert.ThrowsAsync<RunNotFoundException>(async () => await _store.ReadStoredAsync(new("20261103-021502-e5f6"), Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task The_same_events_of_another_run_have_other_hashes()
    {
        await CreateAsync(Run);
        await CreateAsync(OtherRun);

        var e = await _store.ReadStoredAsync(OtherRun, Cancellation).FirstAsync(Cancellation);

        Assert.NotNull(new ChainCheck(Run).Take(e));
    }

    [Fact]
    public async Task A_run_that_is_longer_than_a_batch_is_read_whole()
    {
        var lease = await CreateAsync(Run);
        await _store.AppendAsync(lease, 1, [.. Enumerable.Range(0, 1499).Select(static i => Started($"s{i}"))], Cancellation);

        Assert.Equal(1500, await _store.ReadAsync(Run, 0, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_append_at_another_version_writes_nothing()
    {
        var lease = await CreateAsync(Run);

        await Assert.ThrowsAsync<StoreException>(async () => await _store.AppendAsync(lease, 0, [Started("save")], Cancellation));
        await Assert.ThrowsAsync<StoreException>(async () => await _store.AppendAsync(lease, 2, [Started("save")], Cancellation));

        Assert.Equal(["run_created"], await NamesAsync(Run));
    }

    [Fact]
    public async Task A_name_is_used_for_one_run_only()
    {
        await CreateAsync(Run);

        await Assert.ThrowsAsync<StoreException>(async () => await CreateAsync(Run));
    }

    [Fact]
    public async Task A_driver_whose_run_was_taken_over_is_refused_everything()
    {
        var old = await CreateAsync(Run);
        var taken = await _store.AcquireAsync(Run, OtherHolder, null, static _ => true, Cancellation);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await _store.AppendAsync(old, 1, [Started("save")], Cancellation));
        await Assert.ThrowsAsync<LeaseLostException>(async () => await _store.RenewAsync(old, Cancellation));
        await _store.ReleaseAsync(old, releaseLock: true, Cancellation);

        Assert.Equal(OtherHolder, await _store.ReadHolderAsync(Run, Cancellation));
        Assert.Equal(2, await _store.AppendAsync(taken, 1, [Started("save")], Cancellation));
    }

    [Fact]
    public async Task A_lease_in_use_is_not_taken()
    {
        await CreateAsync(Run);

        var e = await Assert.ThrowsAsync<LeaseHeldException>(
            async () => await _store.AcquireAsync(Run, OtherHolder, null, static _ => false, Cancellation));

        Assert.Equal(Holder, e.Holder);
    }

    [Fact]
    public async Task A_lease_is_taken_from_the_dead_with_the_next_generation_and_the_version()
    {
        var lease = await CreateAsync(Run);
        await _store.AppendAsync(lease, 1, [Started("save"), Finished("save")], Cancellation);

        Assert.Equal(new Lease(Run, 2, 3), await _store.AcquireAsync(Run, OtherHolder, null, static h => h == Holder, Cancellation));
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_free()
    {
        await CreateAsync(Run);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await _store.ReadHolderAsync(Run, Cancellation));
        Assert.Equal(2, (await _store.AcquireAsync(Run, OtherHolder, null, static _ => false, Cancellation)).Generation);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_is_free()
    {
        var lease = await CreateAsync(Run);
        await _store.ReleaseAsync(lease, releaseLock: false, Cancellation);

        Assert.Null(await _store.ReadHolderAsync(Run, Cancellation));
        Assert.Equal(2, (await _store.AcquireAsync(Run, OtherHolder, null, static _ => false, Cancellation)).Generation);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_writes_nothing()
    {
        var lease = await CreateAsync(Run);
        await _store.ReleaseAsync(lease, releaseLock: false, Cancellation);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await _store.AppendAsync(lease, 1, [Started("save")], Cancellation));
    }

    [Fact]
    public async Task An_append_extends_the_lease()
    {
        var lease = await CreateAsync(Run);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await _store.AppendAsync(lease, 1, [Started("save")], Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(Holder, await _store.ReadHolderAsync(Run, Cancellation));
    }

    [Fact]
    public async Task A_renewal_extends_the_lease()
    {
        var lease = await CreateAsync(Run);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await _store.RenewAsync(lease, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<LeaseHeldException>(async () => await _store.AcquireAsync(Run, OtherHolder, null, static _ => false, Cancellation));
    }

    [Fact]
    public async Task A_lock_keeps_a_second_run_from_being_created()
    {
        await CreateAsync(Run, "cluster");

        var e = await Assert.ThrowsAsync<LockHeldException>(async () => await CreateAsync(OtherRun, "cluster"));

        Assert.Equal((Run, "cluster"), (e.Holder, e.LockName));
        await Assert.ThrowsAsync<RunNotFoundException>(async () => await NamesAsync(OtherRun));
    }

    [Fact]
    public async Task Different_locks_do_not_meet()
    {
        await CreateAsync(Run, "cluster");

        Assert.Equal(1, (await CreateAsync(OtherRun, "other")).Generation);
    }

    [Fact]
    public async Task A_lock_outlives_the_lease_until_it_is_given_back()
    {
        var lease = await CreateAsync(Run, "cluster");
        await _store.ReleaseAsync(lease, releaseLock: false, Cancellation);
        _clock.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<LockHeldException>(async () => await CreateAsync(OtherRun, "cluster"));

        var again = await _store.AcquireAsync(Run, Holder, "cluster", static _ => false, Cancellation);
        await _store.ReleaseAsync(again, releaseLock: true, Cancellation);

        Assert.Equal(1, (await CreateAsync(OtherRun, "cluster")).Generation);
    }

    [Fact]
    public async Task A_run_resumed_without_its_lock_waits_for_who_has_it_now()
    {
        var lease = await CreateAsync(Run, "cluster");
        await _store.ReleaseAsync(lease, releaseLock: true, Cancellation);
        await CreateAsync(OtherRun, "cluster");

        var e = await Assert.ThrowsAsync<LockHeldException>(
            async () => await _store.AcquireAsync(Run, Holder, "cluster", static _ => false, Cancellation));

        Assert.Equal(OtherRun, e.Holder);
        Assert.Null(await _store.ReadHolderAsync(Run, Cancellation));
    }

    [Fact]
    public async Task The_list_shows_the_newest_runs_first_without_events_of_steps()
    {
        var lease = await CreateAsync(Run);
        await _store.AppendAsync(lease, 1, [Started("save"), Finished("save"), Over()], Cancellation);
        await CreateAsync(OtherRun);

        var list = await _store.ListAsync(10, Cancellation);

        Assert.Equal([OtherRun, Run], list.Select(static h => h.Run));
        Assert.Equal(["RunCreated", "RunFinished"], list[1].Events.Select(static e => e.GetType().Name));
        Assert.Single(await _store.ListAsync(1, Cancellation));
    }

    [Fact]
    public async Task Requests_are_numbered_from_one_for_each_run()
    {
        await CreateAsync(Run);
        await CreateAsync(OtherRun);
        var approve = new RunRequest(RequestKind.Approve, new StepPath("confirm"), "kim", "go", Time);
        var abort = new RunRequest(RequestKind.Abort, null, "lee", null, Time.AddSeconds(1));
        await _store.PostAsync(Run, approve, Cancellation);
        await _store.PostAsync(OtherRun, abort, Cancellation);
        await _store.PostAsync(Run, abort, Cancellation);

        Assert.Equal([new(1, approve), new(2, abort)], await _store.ReadRequestsAsync(Run, 0, Cancellation));
        Assert.Equal([new(2, abort)], await _store.ReadRequestsAsync(Run, 1, Cancellation));
        Assert.Equal([new(1, abort)], await _store.ReadRequestsAsync(OtherRun, 0, Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_said_to_be_so()
    {
        await Assert.ThrowsAsync<RunNotFoundException>(async () => await NamesAsync(Run));
        await Assert.ThrowsAsync<RunNotFoundException>(async () => await _store.AcquireAsync(Run, Holder, null, static _ => false, Cancellation));
        await Assert.ThrowsAsync<RunNotFoundException>(
            async () => await _store.PostAsync(Run, new(RequestKind.Pause, null, "kim", null, Time), Cancellation));
        Assert.Null(await _store.ReadHolderAsync(Run, Cancellation));
        Assert.Empty(await _store.ReadRequestsAsync(Run, 0, Cancellation));
        Assert.Empty(await _store.ListAsync(10, Cancellation));
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var lease = await CreateAsync(Run);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.AppendAsync(lease, 1, [Started("save")], cancelled.Token));

        Assert.Equal(["run_created"], await NamesAsync(Run));
    }

    [Fact]
    public async Task The_last_events_give_lease_and_lock_back_in_one_go()
    {
        var lease = await CreateAsync(Run, "cluster");

        await _store.AppendLastAsync(lease, 1, [Started("save")], releaseLock: true, Cancellation);

        Assert.Null(await _store.ReadHolderAsync(Run, Cancellation));
        Assert.Equal(1, (await CreateAsync(OtherRun, "cluster")).Generation);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await _store.AppendLastAsync(lease, 2, [Finished("save")], true, Cancellation));
    }

    [Fact]
    public async Task Last_events_that_cannot_be_written_give_nothing_back()
    {
        var lease = await CreateAsync(Run, "cluster");

        await Assert.ThrowsAsync<StoreException>(async () => await _store.AppendLastAsync(lease, 7, [Started("save")], true, Cancellation));

        Assert.NotNull(await _store.ReadHolderAsync(Run, Cancellation));
        await Assert.ThrowsAsync<LockHeldException>(async () => await CreateAsync(OtherRun, "cluster"));
    }

    private ValueTask<Lease> CreateAsync(RunId run, string? lockName = null) =>
        _store.CreateAsync(run, Created(lockName), Holder, lockName, Cancellation);

    private async Task<List<string>> NamesAsync(RunId run) =>
        await _store.ReadAsync(run, 0, Cancellation).Select(static e => Text(e).Split('"')[3]).ToListAsync(Cancellation);

    private static string Text(RunEvent e) => System.Text.Encoding.UTF8.GetString(EventJson.Serialize(e));
}
