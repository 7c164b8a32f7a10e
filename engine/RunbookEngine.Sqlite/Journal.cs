using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Sqlite;

/// <summary>An event that is only to be understood.</summary>
internal sealed record EventRow(long Version, byte[] Body);

/// <summary>The last event of a run: its number and its hash.</summary>
internal sealed record JournalHead(long Version, byte[] Hash);

/// <summary>The events. Every call stands in its caller's transaction.</summary>
internal sealed class Journal(Database database)
{
    /// <summary>The index spares the reading of events about steps.</summary>
    public const string RunLevelEvents = "SELECT version, event FROM events INDEXED BY events_of_runs WHERE run = ?1 AND step IS NULL ORDER BY version";

    private readonly Statement _head = database.Prepare("SELECT version, hash FROM events WHERE run = ?1 ORDER BY version DESC LIMIT 1");
    private readonly Statement _append = database.Prepare("INSERT INTO events (run, version, at_ms, step, event, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    private Statement? _read;
    private Statement? _readStored;
    private Statement? _newest;
    private Statement? _readRunLevel;

    /// <exception cref="StoreException">The run has no events, which no engine leaves behind.</exception>
    public JournalHead HeadOf(long run)
    {
        if (!_head.Bind(1, run).Step())
            throw StoreErrors.Empty(database.Path);
        var head = new JournalHead(_head.Long(0), _head.Bytes(1));
        _head.Reset();
        return head;
    }

    public byte[] HashAt(long run, long version)
    {
        var hash = database.Prepare("SELECT hash FROM events WHERE run = ?1 AND version = ?2");
        hash.Bind(1, run).Bind(2, version).Step();
        var bytes = hash.Bytes(0);
        hash.Reset();
        return bytes;
    }

    public void Append(long run, JournalHead head, IReadOnlyList<RunEvent> events)
    {
        var (version, hash) = (head.Version, head.Hash);
        foreach (var e in events)
        {
            var stored = StoredEvent.Next(++version, hash, e);
            hash = stored.Hash;
            Append(run, stored);
        }
    }

    public void Append(long run, StoredEvent stored) =>
        _append.Bind(1, run).Bind(2, stored.Version).Bind(3, stored.AtMilliseconds).Bind(4, stored.Step).Bind(5, stored.Body).BindBytes(6, stored.Hash).Run();

    public List<EventRow> Read(long run, long afterVersion, int limit)
    {
        _read ??= database.Prepare("SELECT version, event FROM events WHERE run = ?1 AND version > ?2 ORDER BY version LIMIT ?3");
        return Rows(_read.Bind(1, run).Bind(2, afterVersion).Bind(3, limit));
    }

    public List<StoredEvent> ReadStored(long run, long afterVersion, int limit)
    {
        _readStored ??= database.Prepare("SELECT version, hash, event, step, at_ms FROM events WHERE run = ?1 AND version > ?2 ORDER BY version LIMIT ?3");
        _readStored.Bind(1, run).Bind(2, afterVersion).Bind(3, limit);
        var events = new List<StoredEvent>();
        while (_readStored.Step())
            events.Add(new(_readStored.Long(0), _readStored.Bytes(1), _readStored.Bytes(2)) { Step = _readStored.TextOrNull(3), AtMilliseconds = _readStored.Long(4) });
        return events;
    }

    /// <summary>The newest runs, newest first.</summary>
    public List<(long Id, RunId Run)> Newest(int limit)
    {
        _newest ??= database.Prepare("SELECT id, name FROM runs ORDER BY id DESC LIMIT ?1");
        _newest.Bind(1, limit);
        var runs = new List<(long, RunId)>();
        while (_newest.Step())
            runs.Add((_newest.Long(0), new(_newest.Text(1))));
        return runs;
    }

    /// <summary>The events about the run as a whole.</summary>
    public List<EventRow> ReadRunLevel(long run)
    {
        _readRunLevel ??= database.Prepare(RunLevelEvents);
        return Rows(_readRunLevel.Bind(1, run));
    }

    private static List<EventRow> Rows(Statement statement)
    {
        var events = new List<EventRow>();
        while (statement.Step())
            events.Add(new(statement.Long(0), statement.Bytes(1)));
        return events;
    }
}
