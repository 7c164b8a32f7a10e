using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Sqlite;

/// <summary>
/// The journal in one SQLite file, in WAL mode with every commit flushed to disk. Many engines may use one file at the same time; each waits for the others' commits,
/// <see cref="DefaultPatience"/> at most. One instance may be used from several threads.
/// </summary>
public sealed class SqliteRunStore : IRunStore
{
    private const int BatchOfReading = 500;

    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Leases _leases;
    private readonly Journal _journal;
    private readonly Requests _requests;
    private bool _disposed;

    private SqliteRunStore(Database database, TimeProvider clock, TimeSpan leaseTime)
    {
        _database = database;
        _clock = clock;
        _leases = new(database, (long)leaseTime.TotalMilliseconds);
        _journal = new(database);
        _requests = new(database);
    }

    /// <summary>How long a lease lasts unless it is extended.</summary>
    public static TimeSpan DefaultLeaseTime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits for the commits of other processes before it gives up.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Opens the store, or creates it: the file with mode 0600, and its folder with mode 0700 when that is missing. A store of an older engine is brought
    /// up to date.
    /// </summary>
    /// <exception cref="StoreException">It cannot be used, and was not changed; the message says why, the hint what to do.</exception>
    public static SqliteRunStore Open(string path, TimeProvider clock, TimeSpan? leaseTime = null, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        var full = Path.GetFullPath(path);
        StoreFile.Ensure(full, unfinished => Create(unfinished, full));
        var database = Database.Open(full, patience ?? DefaultPatience);
        try
        {
            Schema.BringUpToDate(database);
            return new(database, clock, leaseTime ?? DefaultLeaseTime);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Which file the store said it was when <see cref="Identify"/> was last called; null: never. A copy of the file says the same, and so does a backup that is put back; only the file itself can tell
    /// that it is another one.
    /// </summary>
    public string? Identity => Locked(() => _database.InSnapshot(() =>
    {
        var read = _database.Prepare("SELECT file FROM identity");
        var file = read.Step() ? read.Text(0) : null;
        read.Reset();
        return file;
    }));

    /// <summary>Says which file the store is from now on.</summary>
    public void Identify(string file) => Locked(() => _database.InTransaction(() =>
    {
        _database.Execute("DELETE FROM identity");
        _database.Prepare("INSERT INTO identity (file) VALUES (?1)").Bind(1, file).Run();
        return true;
    }));

    private static void Create(string unfinished, string path)
    {
        using var database = Database.Open(unfinished, DefaultPatience, path);
        Schema.Create(database);
    }

    /// <inheritdoc/>
    public ValueTask<Lease> CreateAsync(
        RunId run, RunEvent.RunCreated first, LeaseHolder holder, string? lockName, CancellationToken cancellation) => Write(() =>
    {
        var row = _leases.Create(run, holder, Now);
        if (lockName is not null)
            _leases.Lock(row.Id, run, lockName);
        _journal.Append(row.Id, new(0, JournalChain.Start(run)), [first]);
        return new Lease(run, row.Generation, 1);
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<Lease> AcquireAsync(
        RunId run, LeaseHolder holder, string? lockName, Func<LeaseHolder, bool> isDead, CancellationToken cancellation) => Write(() =>
    {
        var row = _leases.Here(run);
        if (row.HolderAt(Now) is { } other && !isDead(other))
            throw new LeaseHeldException(run, other);
        if (lockName is not null)
            _leases.Lock(row.Id, run, lockName);
        _leases.Take(row.Id, row.Generation + 1, holder, Now);
        return new Lease(run, row.Generation + 1, _journal.HeadOf(row.Id).Version);
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, CancellationToken cancellation) =>
        Write(() =>
        {
            var row = Append(lease, expectedVersion, events);
            _leases.Extend(row, Now);
            return expectedVersion + events.Count;
        }, cancellation);

    /// <inheritdoc/>
    public ValueTask AppendLastAsync(
        Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, bool releaseLock, CancellationToken cancellation) =>
        Write(() =>
        {
            var row = Append(lease, expectedVersion, events);
            Release(row, releaseLock);
            if (events[^1] is RunEvent.RunMoved)
                _leases.SetAway(row.Id, away: true, row.Generation);
        }, cancellation);

    /// <inheritdoc/>
    public ValueTask RenewAsync(Lease lease, CancellationToken cancellation) => Write(() => _leases.Extend(_leases.Check(lease), Now), cancellation);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(Lease lease, bool releaseLock, CancellationToken cancellation) => Write(() =>
    {
        if (_leases.Find(lease.Run) is { } row && row.Generation == lease.Generation)
            Release(row, releaseLock);
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<LeaseHolder?> ReadHolderAsync(RunId run, CancellationToken cancellation) => Read(() => _leases.Find(run)?.HolderAt(Now), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation) =>
        InBatches(run, afterVersion, _journal.Read, static e => e.Version, cancellation).Select(e => Parse(run, e)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadStoredAsync(RunId run, CancellationToken cancellation) =>
        InBatches(run, 0, _journal.ReadStored, static e => e.Version, cancellation).ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RunHeader>> ListAsync(int limit, CancellationToken cancellation) => Read(() =>
        _journal.Newest(limit).Select(r => new RunHeader(r.Run, [.. _journal.ReadRunLevel(r.Id).Select(e => Parse(r.Run, e))])).ToImmutableArray(), cancellation);

    /// <inheritdoc/>
    public ValueTask<int> ImportAsync(RunImport import, CancellationToken cancellation) => Write(() =>
    {
        var known = _leases.Find(import.Run);
        if (known?.HolderAt(Now) is { } other)
            throw new LeaseHeldException(import.Run, other);
        var row = known ?? _leases.CreateAway(import.Run);
        var missing = import.Missing(known is null ? 0 : _journal.HeadOf(row.Id).Version, version => _journal.HashAt(row.Id, version), row.IsAway);
        foreach (var e in missing)
            _journal.Append(row.Id, e);
        _requests.TakeIn(row.Id, import.Requests);
        if (import.Lock is { } name)
            _leases.Lock(row.Id, import.Run, name);
        if (import.Arrival is { } arrival)
            _journal.Append(row.Id, _journal.HeadOf(row.Id), [arrival]);
        _leases.SetAway(row.Id, row.IsAway && import.Arrival is null, import.Generation);
        return missing.Length;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> IsAwayAsync(RunId run, CancellationToken cancellation) => Read(() => _leases.Find(run)?.IsAway ?? false, cancellation);

    /// <inheritdoc/>
    public ValueTask PostAsync(RunId run, RunRequest request, CancellationToken cancellation) => Write(() =>
        _requests.Add(_leases.Here(run).Id, request), cancellation);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<NumberedRequest>> ReadRequestsAsync(RunId run, long afterNumber, CancellationToken cancellation) =>
        Read(() => _requests.After(run, afterNumber), cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            _database.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private RunRow Append(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events)
    {
        var row = _leases.Check(lease);
        var head = _journal.HeadOf(row.Id);
        if (head.Version != expectedVersion)
            throw StoreErrors.WrongVersion(lease.Run, head.Version, expectedVersion);
        _journal.Append(row.Id, head, events);
        return row;
    }

    private void Release(RunRow row, bool releaseLock)
    {
        _leases.Release(row.Id);
        if (releaseLock)
            _leases.Unlock(row.Id);
    }

    private IEnumerable<T> InBatches<T>(RunId run, long afterVersion, Func<long, long, int, List<T>> read, Func<T, long> versionOf, CancellationToken cancellation)
    {
        var id = Locked(() => _leases.Find(run) ?? throw new RunNotFoundException(run)).Id;
        for (var after = afterVersion; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = Locked(() => read(id, after, BatchOfReading));
            foreach (var e in batch)
                yield return e;
            if (batch.Count < BatchOfReading)
                yield break;
            after = versionOf(batch[^1]);
        }
    }

    private static RunEvent Parse(RunId run, EventRow stored)
    {
        try
        {
            return EventJson.Deserialize(stored.Body);
        }
        catch (JsonException e)
        {
            throw StoreErrors.Unreadable(run, stored.Version, e);
        }
    }

    private ValueTask Write(Action work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Locked(() => _database.InTransaction(() =>
        {
            work();
            return true;
        }));
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Write<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Locked(() => _database.InTransaction(work)));
    }

    private ValueTask<T> Read<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Locked(() => _database.InSnapshot(work)));
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return work();
        }
    }
}
