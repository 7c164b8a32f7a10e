using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Simulation.Journal;

/// <summary>
/// A store without a disk. It keeps serialized events and never the caller's objects, so it cannot hide a lost write. It outlives the engines that use it:
/// disposing does nothing, and another engine may go on with it. Safe from several threads.
/// </summary>
public sealed class MemoryRunStore(TimeProvider clock, TimeSpan? leaseTime = null) : IRunStore
{
    private readonly Lock _gate = new();
    private readonly List<Row> _runs = [];
    private readonly Dictionary<string, RunId> _locks = [];
    private readonly TimeSpan _leaseTime = leaseTime ?? TimeSpan.FromSeconds(30);
    private int _appends;

    /// <summary>
    /// Called with the number of the commit of events, from 1 (the creation of a run is one), before it; what it throws is thrown, and nothing is written.
    /// </summary>
    public Action<int>? BeforeAppend { get; set; }

    /// <summary>Called after the commit; what it throws is thrown although the events are written: a crash between a commit and its news.</summary>
    public Action<int>? AfterAppend { get; set; }

    /// <summary>How many commits of events there were.</summary>
    public int Appends => _appends;

    /// <inheritdoc/>
    public ValueTask<Lease> CreateAsync(
        RunId run, RunEvent.RunCreated first, LeaseHolder holder, string? lockName, CancellationToken cancellation) => Locked(() =>
    {
        if (_runs.Exists(r => r.Run == run))
            throw new StoreException($"there is a run {run} in this store already");
        var number = Before();
        CheckLock(run, lockName);
        var row = new Row(run) { Generation = 1, Holder = holder, Expires = clock.GetUtcNow() + _leaseTime };
        row.Events.Add(new(false, EventJson.Serialize(first)));
        _runs.Add(row);
        TakeLock(run, lockName);
        AfterAppend?.Invoke(number);
        return new Lease(run, 1, 1);
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<Lease> AcquireAsync(
        RunId run, LeaseHolder holder, string? lockName, Func<LeaseHolder, bool> isDead, CancellationToken cancellation) => Locked(() =>
    {
        var row = Find(run);
        if (row.IsAway)
            throw new RunAwayException(run);
        if (HolderOf(row) is { } other && !isDead(other))
            throw new LeaseHeldException(run, other);
        CheckLock(run, lockName);
        TakeLock(run, lockName);
        row.Generation++;
        row.Holder = holder;
        row.Expires = clock.GetUtcNow() + _leaseTime;
        return new Lease(run, row.Generation, row.Events.Count);
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, CancellationToken cancellation) =>
        Locked(() =>
        {
            var row = Check(lease);
            if (row.Events.Count != expectedVersion)
                throw new StoreException($"run {lease.Run} has {row.Events.Count} events where its driver expected {expectedVersion}");
            var stored = events.Select(static e => new Stored(e is RunEvent.OfStep, EventJson.Serialize(e))).ToList();
            var number = Before();
            row.Events.AddRange(stored);
            row.Expires = clock.GetUtcNow() + _leaseTime;
            AfterAppend?.Invoke(number);
            return (long)row.Events.Count;
        }, cancellation);

    /// <inheritdoc/>
    public async ValueTask AppendLastAsync(
        Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, bool releaseLock, CancellationToken cancellation)
    {
        var after = AfterAppend;
        AfterAppend = null;
        try
        {
            await AppendAsync(lease, expectedVersion, events, cancellation);
            await ReleaseAsync(lease, releaseLock, cancellation);
            await Locked(() => Find(lease.Run).IsAway = events[^1] is RunEvent.RunMoved, cancellation);
        }
        finally
        {
            AfterAppend = after;
        }

        after?.Invoke(_appends);
    }

    /// <inheritdoc/>
    public async ValueTask RenewAsync(Lease lease, CancellationToken cancellation) =>
        await Locked(() => Check(lease).Expires = clock.GetUtcNow() + _leaseTime, cancellation);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Lease lease, bool releaseLock, CancellationToken cancellation) => await Locked(() =>
    {
        if (_runs.Find(r => r.Run == lease.Run) is not { } row || row.Generation != lease.Generation)
            return false;
        row.Holder = null;
        foreach (var name in _locks.Where(l => releaseLock && l.Value == lease.Run).Select(static l => l.Key).ToList())
            _locks.Remove(name);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<LeaseHolder?> ReadHolderAsync(RunId run, CancellationToken cancellation) =>
        Locked(() => _runs.Find(r => r.Run == run) is { } row ? HolderOf(row) : null, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation) =>
        Events(run, afterVersion).ToAsyncEnumerable();

    /// <summary>The hashes are worked out when they are asked for: nobody can change this journal behind its back, and a rehearsal commits very often.</summary>
    public IAsyncEnumerable<StoredEvent> ReadStoredAsync(RunId run, CancellationToken cancellation) => Chained(run).ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RunHeader>> ListAsync(int limit, CancellationToken cancellation) => Locked(() =>
        Enumerable.Reverse(_runs).Take(limit)
            .Select(static r => new RunHeader(r.Run, [.. r.Events.Where(static e => !e.IsOfStep).Select(static e => EventJson.Deserialize(e.Body))]))
            .ToImmutableArray(), cancellation);

    /// <inheritdoc/>
    public ValueTask<int> ImportAsync(RunImport import, CancellationToken cancellation) => Locked(() =>
    {
        var row = _runs.Find(r => r.Run == import.Run) ?? new Row(import.Run) { IsAway = true };
        if (HolderOf(row) is { } other)
            throw new LeaseHeldException(import.Run, other);
        var missing = import.Missing(row.Events.Count, version => Chained(import.Run).ElementAt((int)version - 1).Hash, row.IsAway);
        CheckLock(import.Run, import.Lock);
        TakeLock(import.Run, import.Lock);
        row.Events.AddRange(missing.Select(static e => new Stored(e.Step is not null, e.Body)));
        row.Requests.AddRange(import.Requests.Where(r => r.Number > row.Requests.Count));
        row.Generation = Math.Max(row.Generation, import.Generation);
        if (import.Arrival is { } arrival)
        {
            row.Events.Add(new(false, EventJson.Serialize(arrival)));
            row.IsAway = false;
        }

        if (!_runs.Contains(row))
            _runs.Add(row);
        return missing.Length;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> IsAwayAsync(RunId run, CancellationToken cancellation) => Locked(() => _runs.Find(r => r.Run == run)?.IsAway ?? false, cancellation);

    /// <inheritdoc/>
    public async ValueTask PostAsync(RunId run, RunRequest request, CancellationToken cancellation) => await Locked(() =>
    {
        var row = Find(run);
        if (row.IsAway)
            throw new RunAwayException(run);
        var requests = row.Requests;
        requests.Add(new(requests.Count + 1, request));
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<NumberedRequest>> ReadRequestsAsync(RunId run, long afterNumber, CancellationToken cancellation) =>
        Locked(() => _runs.Find(r => r.Run == run)?.Requests.Where(r => r.Number > afterNumber).ToImmutableArray() ?? [], cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether there is such a run.</summary>
    public bool Has(RunId run)
    {
        lock (_gate)
            return _runs.Exists(r => r.Run == run);
    }

    /// <summary>The events of a run, or those after a version.</summary>
    public IReadOnlyList<RunEvent> Read(RunId run, long afterVersion = 0) => [.. Events(run, afterVersion)];

    private IEnumerable<RunEvent> Events(RunId run, long afterVersion)
    {
        List<Stored> events;
        lock (_gate)
            events = [.. Find(run).Events.Skip((int)afterVersion)];
        foreach (var e in events)
            yield return EventJson.Deserialize(e.Body);
    }

    private IEnumerable<StoredEvent> Chained(RunId run)
    {
        var (version, before) = (0L, JournalChain.Start(run));
        foreach (var e in Events(run, 0))
        {
            var stored = StoredEvent.Next(++version, before, e);
            before = stored.Hash;
            yield return stored;
        }
    }

    private ValueTask<T> Locked<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
            return new(work());
    }

    private int Before()
    {
        var number = ++_appends;
        BeforeAppend?.Invoke(number);
        return number;
    }

    private Row Find(RunId run) => _runs.Find(r => r.Run == run) ?? throw new RunNotFoundException(run);

    private Row Check(Lease lease)
    {
        var row = Find(lease.Run);
        return row.Generation == lease.Generation && row.Holder is not null ? row : throw new LeaseLostException(lease.Run);
    }

    private LeaseHolder? HolderOf(Row row) => row.Expires > clock.GetUtcNow() ? row.Holder : null;

    private void CheckLock(RunId run, string? name)
    {
        if (name is not null && _locks.TryGetValue(name, out var holder) && holder != run)
            throw new LockHeldException(name, holder);
    }

    private void TakeLock(RunId run, string? name)
    {
        if (name is not null)
            _locks[name] = run;
    }

    private sealed record Stored(bool IsOfStep, byte[] Body);

    private sealed class Row(RunId run)
    {
        public RunId Run { get; } = run;

        public long Generation { get; set; }

        public LeaseHolder? Holder { get; set; }

        public bool IsAway { get; set; }

        public DateTimeOffset Expires { get; set; }

        public List<Stored> Events { get; } = [];

        public List<NumberedRequest> Requests { get; } = [];
    }
}
