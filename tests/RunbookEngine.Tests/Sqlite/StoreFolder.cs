using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Sqlite;
using RunbookEngine.Tests.StoreContract;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>A folder for one test's store, gone after it.</summary>
public sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("runbook-sqlite-");

    public string Folder => _folder.FullName;

    public string Store => Path.Combine(Folder, "journal.db");

    public SqliteRunStore Open(TimeSpan? patience = null) => SqliteRunStore.Open(Store, TimeProvider.System, patience: patience);

    /// <summary>A store with one run of so many steps, each appended on its own, closed unless the caller keeps it open.</summary>
    public async Task<SqliteRunStore> WithRunAsync(RunId run, int steps)
    {
        var store = Open();
        var lease = await store.CreateAsync(run, SomeEvents.Created(), SomeEvents.Holder, null, CancellationToken.None);
        for (var i = 0; i < steps; i++)
            await store.AppendAsync(lease, i + 1, [SomeEvents.Started($"s{i}")], CancellationToken.None);
        return store;
    }

    /// <summary>Copies the store's files as they are now, as a crash would leave them.</summary>
    public StoreFolder Crash()
    {
        var copy = new StoreFolder();
        foreach (var file in Directory.EnumerateFiles(Folder, "journal.db*").Where(static f => !f.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy.Folder, Path.GetFileName(file)));
        return copy;
    }

    public static async Task<int> CountAsync(IRunStore store, RunId run) => await store.ReadAsync(run, 0, CancellationToken.None).CountAsync();

    public void Dispose() => _folder.Delete(recursive: true);
}
