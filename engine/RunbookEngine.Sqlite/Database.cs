using RunbookEngine.Execution;
using SQLitePCL;

namespace RunbookEngine.Sqlite;

/// <summary>
/// One connection. It goes straight to SQLite's own calls: the layers of ADO.NET would cost more than the commit itself, and time at the start of every process.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];
    private readonly Statement _begin;
    private readonly Statement _beginSnapshot;
    private readonly Statement _commit;
    private readonly Statement _rollback;

    private readonly TimeSpan _patience;

    private Database(sqlite3 handle, string path, TimeSpan patience)
    {
        _handle = handle;
        _patience = patience;
        Path = path;
        _begin = Prepare("BEGIN IMMEDIATE");
        _beginSnapshot = Prepare("BEGIN");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    public string Path { get; }

    /// <summary>Opens a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long a call waits for the commits of other processes before it gives up.</param>
    /// <param name="shownAs">What errors call it; null: its path.</param>
    public static Database Open(string path, TimeSpan patience, string? shownAs = null)
    {
        var name = shownAs ?? path;
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            if (code != raw.SQLITE_OK)
                throw StoreErrors.Of(code, name, patience, raw.sqlite3_errstr(code).utf8_to_string());
            if (raw.sqlite3_db_readonly(handle, "main") == 1)
                throw StoreErrors.ReadOnly(name);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, (int)patience.TotalMilliseconds);
            return new(handle, name, patience);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A statement that lives as long as the database.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements once.</summary>
    public void Execute(string sql)
    {
        var rest = sql;
        while (!string.IsNullOrWhiteSpace(rest))
        {
            Check(raw.sqlite3_prepare_v2(_handle, rest, out var handle, out rest));
            using var statement = new Statement(this, handle);
            while (statement.Step())
            {
            }
        }
    }

    /// <summary>Runs a statement once and gives the number in its first column, or 0.</summary>
    public long Number(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>All of the work and its commit, or nothing.</summary>
    public T InTransaction<T>(Func<T> work) => Between(_begin, work);

    /// <summary>Reads that all see the same state.</summary>
    public T InSnapshot<T>(Func<T> work) => Between(_beginSnapshot, work);

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw StoreErrors.Of(code, Path, _patience, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _handle.Dispose();
    }

    private T Between<T>(Statement begin, Func<T> work)
    {
        begin.Run();
        try
        {
            var result = work();
            _commit.Run();
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Some errors end the transaction by themselves; then there is nothing to roll back. A failure here must not hide the first one.</summary>
    private void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_handle) != 0)
            return;
        try
        {
            _rollback.Run();
        }
        catch (StoreException)
        {
            // The first error is thrown on; the connection will refuse the next transaction.
        }
    }
}
