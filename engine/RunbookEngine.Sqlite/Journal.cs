using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Sqlite;

/// <summary>An event as it is stored.</summary>
internal sealed record StoredEvent(long Version, byte[] Body);

/// <summary>The events. Every call stands in its caller's transaction.</summary>
internal sealed class Journal(Database database)
{
    /// <summary>The index spares the reading of events about steps.</summary>
    public const string RunLevelEvents = "SELECT version, event FROM events INDEXED BY events_of_runs WHERE run = ?1 AND step IS NULL ORDER BY version";

    private readonly Statement _version = database.Prepare("SELECT max(version) FROM events WHERE run = ?1");
    private readonly Statement _append = database.Prepare("INSERT INTO events (run, version, at_ms, step, event) VALUES (?1, ?2, ?3, ?4, ?5)");
    private Statement? _read;
    private Statement? _newest;
    private Statement? _readRunLevel;

    public long VersionOf(long run)
    {
        _version.Bind(1, run).Step();
        var version = _version.Long(0);
        _version.Reset();
        return version;
    }

    public void Append(long run, long version, IReadOnlyList<RunEvent> events)
    {
        foreach (var e in events)
        {
            _append.Bind(1, run).Bind(2, ++version).Bind(3, e.At.ToUnixTimeMilliseconds())
                .Bind(4, (e as RunEvent.OfStep)?.Step.Value).Bind(5, EventJson.Serialize(e)).Run();
        }
    }

    public List<StoredEvent> Read(long run, long afterVersion, int limit)
    {
        _read ??= database.Prepare("SELECT version, event FROM events WHERE run = ?1 AND version > ?2 ORDER BY version LIMIT ?3");
        return Rows(_read.Bind(1, run).Bind(2, afterVersion).Bind(3, limit));
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
    public List<StoredEvent> ReadRunLevel(long run)
    {
        _readRunLevel ??= database.Prepare(RunLevelEvents);
        return Rows(_readRunLevel.Bind(1, run));
    }

    private static List<StoredEvent> Rows(Statement statement)
    {
        var events = new List<StoredEvent>();
        while (statement.Step())
            events.Add(new(statement.Long(0), statement.Bytes(1)));
        return events;
    }
}
