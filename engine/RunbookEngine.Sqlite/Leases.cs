using System.Text;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Sqlite;

/// <summary>A run's row: its lease.</summary>
/// <param name="Id">Its number in this store.</param>
/// <param name="Generation">Of the newest lease.</param>
/// <param name="Holder">As JSON; null when it was given back.</param>
/// <param name="ExpiresMs">When it runs out, in milliseconds since 1970.</param>
/// <param name="IsAway">Whether the run lives in another store.</param>
internal sealed record RunRow(long Id, long Generation, string? Holder, long ExpiresMs, bool IsAway)
{
    public LeaseHolder? HolderAt(long nowMs)
    {
        if (Holder is null || ExpiresMs <= nowMs)
            return null;
        using var json = JsonDocument.Parse(Holder);
        return HolderJson.Read(json.RootElement);
    }
}

/// <summary>Leases and locks. Every call stands in its caller's transaction.</summary>
internal sealed class Leases(Database database, long leaseMs)
{
    private readonly Statement _find = database.Prepare("SELECT id, generation, holder, expires_ms, away FROM runs WHERE name = ?1");
    private readonly Statement _extend = database.Prepare("UPDATE runs SET expires_ms = ?2 WHERE id = ?1");
    private Statement? _create;
    private Statement? _take;
    private Statement? _lock;
    private Statement? _lockHolder;

    public RunRow? Find(RunId run)
    {
        if (!_find.Bind(1, run.Value).Step())
            return null;
        var row = new RunRow(_find.Long(0), _find.Long(1), _find.TextOrNull(2), _find.Long(3), _find.Long(4) != 0);
        _find.Reset();
        return row;
    }

    public RunRow Create(RunId run, LeaseHolder holder, long nowMs)
    {
        if (Find(run) is not null)
            throw StoreErrors.Exists(run);
        _create ??= database.Prepare("INSERT INTO runs (name, generation, holder, expires_ms) VALUES (?1, 1, ?2, ?3)");
        _create.Bind(1, run.Value).Bind(2, Json(holder)).Bind(3, nowMs + leaseMs).Run();
        return Find(run)!;
    }

    public void Take(long id, long generation, LeaseHolder holder, long nowMs)
    {
        _take ??= database.Prepare("UPDATE runs SET generation = ?2, holder = ?3, expires_ms = ?4 WHERE id = ?1");
        _take.Bind(1, id).Bind(2, generation).Bind(3, Json(holder)).Bind(4, nowMs + leaseMs).Run();
    }

    /// <summary>The row of a run, which must live in this store.</summary>
    /// <exception cref="RunNotFoundException">There is none.</exception>
    /// <exception cref="RunAwayException">It lives elsewhere.</exception>
    public RunRow Here(RunId run)
    {
        var row = Find(run) ?? throw new RunNotFoundException(run);
        return row.IsAway ? throw new RunAwayException(run) : row;
    }

    /// <summary>A row for a run that comes from another store; nobody holds its lease.</summary>
    public RunRow CreateAway(RunId run)
    {
        var create = database.Prepare("INSERT INTO runs (name, generation, holder, expires_ms, away) VALUES (?1, 0, NULL, 0, 1)");
        create.Bind(1, run.Value).Run();
        return Find(run)!;
    }

    public void SetAway(long id, bool away, long leastGeneration) =>
        database.Execute($"UPDATE runs SET away = {(away ? 1 : 0)}, generation = max (generation, {leastGeneration}) WHERE id = {id}");

    /// <exception cref="LeaseLostException">The lease is not the newest of its run, or was given back.</exception>
    public RunRow Check(Lease lease)
    {
        var row = Find(lease.Run) ?? throw new RunNotFoundException(lease.Run);
        return row.Generation == lease.Generation && row.Holder is not null ? row : throw new LeaseLostException(lease.Run);
    }

    /// <summary>Extends the lease. What was extended in the last tenth of its time stays as it is, which spares a page in most commits.</summary>
    public void Extend(RunRow row, long nowMs)
    {
        if (row.ExpiresMs - nowMs < leaseMs - leaseMs / 10)
            _extend.Bind(1, row.Id).Bind(2, nowMs + leaseMs).Run();
    }

    public void Release(long id) => database.Execute($"UPDATE runs SET holder = NULL WHERE id = {id}");

    /// <exception cref="LockHeldException">Another run has it.</exception>
    public void Lock(long id, RunId run, string name)
    {
        _lock ??= database.Prepare("INSERT INTO locks (name, run) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        _lockHolder ??= database.Prepare("SELECT runs.name FROM locks JOIN runs ON runs.id = locks.run WHERE locks.name = ?1");
        _lock.Bind(1, name).Bind(2, id).Run();
        _lockHolder.Bind(1, name).Step();
        var holder = new RunId(_lockHolder.Text(0));
        _lockHolder.Reset();
        if (holder != run)
            throw new LockHeldException(name, holder);
    }

    public void Unlock(long id) => database.Execute($"DELETE FROM locks WHERE run = {id}");

    private static string Json(LeaseHolder holder)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            HolderJson.Write(writer, holder);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
