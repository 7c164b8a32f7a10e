using RunbookEngine.Execution;

namespace RunbookEngine.Sqlite;

/// <summary>One step from a schema to the next.</summary>
/// <param name="Sql">What changes.</param>
/// <param name="AndThen">What SQL cannot do, after it and in the same transaction; null: nothing.</param>
internal sealed record Migration(string Sql, Action<Database>? AndThen = null)
{
    public static implicit operator Migration(string sql) => new(sql);
}

/// <summary>
/// The tables, and how older stores become today's: <c>user_version</c> counts the migrations done, each in its own transaction. A migration is never changed
/// after it was released.
/// </summary>
internal static class Schema
{
    /// <summary>"RbkJ", by which a store is told from other databases.</summary>
    private const int ApplicationId = 0x52626b4a;

    private const string First = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            generation INTEGER NOT NULL,
            holder TEXT,
            expires_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE events (
            run INTEGER NOT NULL REFERENCES runs (id),
            version INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            step TEXT,
            event TEXT NOT NULL,
            PRIMARY KEY (run, version)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX events_of_runs ON events (run, version) WHERE step IS NULL;
        CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE (ABORT, 'events are only ever appended'); END;
        CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE (ABORT, 'events are only ever appended'); END;
        CREATE TABLE locks (
            name TEXT PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs (id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE requests (
            run INTEGER NOT NULL REFERENCES runs (id),
            number INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            step TEXT,
            by TEXT NOT NULL,
            note TEXT,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Events get the hashes that chain them. What was there before is chained as it is found.</summary>
    private const string Chained = """
        CREATE TABLE chained_events (
            run INTEGER NOT NULL REFERENCES runs (id),
            version INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            step TEXT,
            event TEXT NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (run, version)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string ChainedAfterCopy = """
        DROP TABLE events;
        ALTER TABLE chained_events RENAME TO events;
        CREATE INDEX events_of_runs ON events (run, version) WHERE step IS NULL;
        CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE (ABORT, 'events are only ever appended'); END;
        CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE (ABORT, 'events are only ever appended'); END;
        """;

    /// <summary>Runs may live in another store.</summary>
    private const string Away = "ALTER TABLE runs ADD COLUMN away INTEGER NOT NULL DEFAULT 0";

    /// <summary>Which file it is, so that a copy knows that it is one.</summary>
    private const string Identity = "CREATE TABLE identity (file TEXT NOT NULL) STRICT";

    /// <summary>The migrations in order; the first makes a store of an empty file.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } = [First, new(Chained, CopyChained), Away, Identity];

    /// <summary>Refuses what is not a store or was written by a newer engine, migrates an older one, and sets up the connection.</summary>
    public static void BringUpToDate(Database database) => BringUpToDate(database, Migrations);

    /// <summary>With other migrations than the real ones, for tests.</summary>
    public static void BringUpToDate(Database database, IReadOnlyList<Migration> migrations)
    {
        var version = VersionOf(database, migrations.Count);
        while (version < migrations.Count)
            version = Migrate(database, migrations);
        database.Execute("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON");
    }

    /// <summary>
    /// Makes a store of an empty file that nobody else can see yet. Nothing is journalled or flushed on the way: the change to WAL, the last step, flushes the whole file.
    /// </summary>
    public static void Create(Database database)
    {
        database.Execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
        BringUpToDate(database);
    }

    private static long Migrate(Database database, IReadOnlyList<Migration> migrations) => database.InTransaction(() =>
    {
        var version = VersionOf(database, migrations.Count);
        if (version == migrations.Count)
            return version;
        database.Execute(migrations[(int)version].Sql);
        migrations[(int)version].AndThen?.Invoke(database);
        database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1}");
        return version + 1;
    });

    private static void CopyChained(Database database)
    {
        var read = database.Prepare(
            "SELECT events.run, runs.name, version, at_ms, step, event FROM events JOIN runs ON runs.id = events.run ORDER BY events.run, version");
        var write = database.Prepare("INSERT INTO chained_events (run, version, at_ms, step, event, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        var (run, hash) = (0L, Array.Empty<byte>());
        while (read.Step())
        {
            if (read.Long(0) != run)
                (run, hash) = (read.Long(0), JournalChain.Start(new(read.Text(1))));
            var body = read.Bytes(5);
            hash = JournalChain.Next(hash, body);
            write.Bind(1, run).Bind(2, read.Long(2)).Bind(3, read.Long(3)).Bind(4, read.TextOrNull(4)).Bind(5, body).BindBytes(6, hash).Run();
        }

        database.Execute(ChainedAfterCopy);
    }

    private static long VersionOf(Database database, int known)
    {
        var application = database.Number("PRAGMA application_id");
        var version = database.Number("PRAGMA user_version");
        var isEmpty = application == 0 && version == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !isEmpty)
            throw StoreErrors.Foreign(database.Path);
        return version <= known ? version : throw StoreErrors.Newer(database.Path, version, known);
    }
}
