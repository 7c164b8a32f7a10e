using SQLitePCL;

namespace RunbookEngine.Sqlite;

/// <summary>A prepared statement, used again and again: bind all parameters, then step, then reset.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        database.Check(text is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, text));
        return this;
    }

    /// <summary>Binds a text that is not empty.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(handle, index, utf8));
        return this;
    }

    /// <summary>Binds bytes that are no text.</summary>
    public Statement BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        database.Check(raw.sqlite3_bind_blob(handle, index, bytes));
        return this;
    }

    /// <summary>Whether there is a row. After the last one the statement is ready to be used again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run() => Step();

    /// <summary>Gives up the rows not yet read.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a text, or of what is no text.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public void Dispose() => handle.Dispose();
}
