using RunbookEngine.Execution;
using RunbookEngine.Sqlite;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>What somebody with a database tool does to a journal is found; what an older engine wrote is chained.</summary>
public sealed class ChainedStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE events SET event = replace (event, 's2', 's9') WHERE version = 4", 3)]
    [InlineData("UPDATE events SET hash = zeroblob (32) WHERE version = 4", 3)]
    [InlineData("UPDATE events SET step = 's9' WHERE version = 4", 3)]
    [InlineData("UPDATE events SET at_ms = at_ms + 1 WHERE version = 4", 3)]
    [InlineData("DELETE FROM events WHERE version = 4", 3)]
    [InlineData("DELETE FROM events WHERE version = 1", 0)]
    [InlineData("DELETE FROM events WHERE version = 4; UPDATE events SET version = 4 WHERE version = 5; UPDATE events SET version = 5 WHERE version = 6", 3)]
    [InlineData("UPDATE events SET version = 99 WHERE version = 4; UPDATE events SET version = 4 WHERE version = 5; UPDATE events SET version = 5 WHERE version = 99", 3)]
    [InlineData("UPDATE events SET version = 7 WHERE version = 6; INSERT INTO events SELECT run, 6, at_ms, step, event, hash FROM events WHERE version = 2", 5)]
    public async Task What_is_done_behind_the_engines_back_is_found_at_its_place(string sql, long follows)
    {
        await (await _folder.WithRunAsync(Run, 5)).DisposeAsync();
        using (var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1)))
            database.Execute("DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted; " + sql);

        await using var store = _folder.Open();

        var check = new ChainCheck(Run);
        Assert.Contains(await store.ReadStoredAsync(Run, CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken), e => check.Take(e) is not null);
        Assert.Equal(follows, check.Version);
    }

    [Fact]
    public async Task What_an_older_engine_wrote_is_chained_and_goes_on()
    {
        var path = Path.Combine(_folder.Folder, "v1.db");
        File.Copy(Path.Combine(Repository.Root, "tests", "Histories", "v1.db"), path);
        await using var store = SqliteRunStore.Open(path, TimeProvider.System);

        foreach (var run in await store.ListAsync(100, TestContext.Current.CancellationToken))
        {
            var check = new ChainCheck(run.Run);
            await foreach (var e in store.ReadStoredAsync(run.Run, CancellationToken.None))
                Assert.Null(check.Take(e));
            var lease = await store.AcquireAsync(run.Run, Holder, null, static _ => true, CancellationToken.None);
            await store.AppendAsync(lease, lease.Version, [Started("more")], CancellationToken.None);
            var last = await store.ReadStoredAsync(run.Run, CancellationToken.None).LastAsync(TestContext.Current.CancellationToken);
            Assert.Null(check.Take(last));
        }
    }
}
