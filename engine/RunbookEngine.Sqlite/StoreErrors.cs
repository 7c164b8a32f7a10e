using RunbookEngine.Execution;
using RunbookEngine.Model;
using SQLitePCL;

namespace RunbookEngine.Sqlite;

/// <summary>What can go wrong with a store, in words, each with its mend.</summary>
internal static class StoreErrors
{
    public static StoreException Of(int code, string path, TimeSpan patience, string said) => (code & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
            $"the store {path} stayed locked by another process for {Durations.Format(patience)}",
            $"look for who holds it: `fuser -v {path}`; what was committed stands, `runbook resume` goes on"),
        raw.SQLITE_FULL => new($"the disk of the store {path} is full", "make room, then `runbook resume`; what was committed stands"),
        raw.SQLITE_NOTADB => new(
            $"{path} is not a store: it is not an SQLite database", "name another file with --store; if this was a store, put back a copy of it and its -wal file"),
        raw.SQLITE_CORRUPT => new($"the store {path} is damaged: {said}", "keep a copy of it, then put back a backup, or start a new store with --store"),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => ReadOnly(path),
        raw.SQLITE_CANTOPEN => new(
            $"the store {path} cannot be opened: {said}", "check that you may read and write the file and its folder, or name another file with --store"),
        raw.SQLITE_IOERR => new(
            $"reading or writing the store {path} failed: {said} ({code})",
            "look for a full or failing disk (`df`, `dmesg`); mend it, then `runbook resume`; what was committed stands"),
        _ => new($"the store {path} failed: {said} ({code})", "what was committed stands; mend the cause, then `runbook resume`"),
    };

    public static StoreException ReadOnly(string path) =>
        new($"the store {path} is read-only", "make the file and its folder writable (`chmod u+w`, `mount -o remount,rw`), or name another file with --store");

    public static StoreException Newer(string path, long version, int known) => new(
        $"the store {path} was written by a newer engine (schema {version}; this one knows {known})", "use the newer engine, or name another file with --store");

    public static StoreException Foreign(string path) =>
        new($"{path} is a database of another program, not a store", "name another file with --store");

    public static StoreException Exists(RunId run) => new($"there is a run {run} in this store already", "start it again: every start takes a new name");

    public static StoreException WrongVersion(RunId run, long version, long expected) => new(
        $"run {run} has {version} events where its driver expected {expected}; nothing was written", $"`runbook resume {run}` goes on from what is there");

    public static StoreException Empty(string path) => new(
        $"a run in the store {path} has no events: somebody took them out", "keep a copy of it, then put back a backup, or start a new store with --store");

    public static StoreException Unreadable(RunId run, long version, Exception cause) => new(
        $"event {version} of run {run} cannot be read: {cause.Message}",
        "a newer engine wrote it, or the store is damaged: use the newer engine, or put back a backup",
        cause);
}
