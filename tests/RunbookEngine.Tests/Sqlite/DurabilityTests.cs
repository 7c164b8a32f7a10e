using RunbookEngine.Execution;
using RunbookEngine.Sqlite;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>What was committed is there for whoever comes next, and stays as it was written.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_connection_sees_every_commit_of_one_that_was_never_closed()
    {
        await using var first = await _folder.WithRunAsync(Run, 10);

        await using var second = _folder.Open();

        Assert.Equal(11, await StoreFolder.CountAsync(second, Run));
    }

    [Fact]
    public async Task The_files_left_by_a_crash_hold_every_commit()
    {
        await using var crashed = await _folder.WithRunAsync(Run, 10);
        using var copy = _folder.Crash();

        await using var again = copy.Open();

        Assert.Equal(11, await StoreFolder.CountAsync(again, Run));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public async Task A_truncated_log_loses_whole_commits_from_the_end_and_nothing_else(double kept)
    {
        await using var crashed = await _folder.WithRunAsync(Run, 50);
        using var copy = _folder.Crash();
        using (var wal = File.OpenWrite(copy.Store + "-wal"))
            wal.SetLength((long)(wal.Length * kept));

        await using var again = copy.Open();

        await AssertPrefixAsync(again, kept, 51);
    }

    [Fact]
    public async Task Garbage_in_the_log_loses_whole_commits_from_there_and_nothing_else()
    {
        await using var crashed = await _folder.WithRunAsync(Run, 50);
        using var copy = _folder.Crash();
        var bytes = await File.ReadAllBytesAsync(copy.Store + "-wal", TestContext.Current.CancellationToken);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length / 2, 5000));
        await File.WriteAllBytesAsync(copy.Store + "-wal", bytes, TestContext.Current.CancellationToken);

        await using var again = copy.Open();

        await AssertPrefixAsync(again, 0.5, 51);
    }

    [Fact]
    public async Task A_log_of_nothing_but_garbage_leaves_an_empty_store_that_works()
    {
        await using var crashed = await _folder.WithRunAsync(Run, 5);
        using var copy = _folder.Crash();
        var bytes = new byte[20_000];
        new Random(2).NextBytes(bytes);
        await File.WriteAllBytesAsync(copy.Store + "-wal", bytes, TestContext.Current.CancellationToken);

        await using var again = await copy.WithRunAsync(OtherRun, 3);

        Assert.Equal(4, await StoreFolder.CountAsync(again, OtherRun));
    }

    [Fact]
    public async Task Nobody_changes_or_deletes_an_event()
    {
        await using var store = await _folder.WithRunAsync(Run, 1);
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));

        var update = Assert.Throws<StoreException>(() => database.Execute("UPDATE events SET event = '{}'"));
        var delete = Assert.Throws<StoreException>(() => database.Execute("DELETE FROM events"));

        Assert.Contains("only ever appended", update.Message, StringComparison.Ordinal);
        Assert.Contains("only ever appended", delete.Message, StringComparison.Ordinal);
        Assert.Equal(2, await StoreFolder.CountAsync(store, Run));
    }

    [Fact]
    public async Task The_store_is_for_its_owner_only()
    {
        var path = Path.Combine(_folder.Folder, "new", "journal.db");
        await using var store = SqliteRunStore.Open(path, TimeProvider.System);
        await store.CreateAsync(Run, Created(), Holder, null, TestContext.Current.CancellationToken);

        Assert.Equal("700", Mode(Path.GetDirectoryName(path)!));
        Assert.All(Directory.EnumerateFiles(Path.GetDirectoryName(path)!), static f => Assert.Equal("600", Mode(f)));
    }

    [Fact]
    public async Task Every_commit_is_flushed()
    {
        await using var store = _folder.Open();
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));
        Schema.BringUpToDate(database);

        Assert.Equal((2, 1), (database.Number("PRAGMA synchronous"), database.Number("PRAGMA foreign_keys")));
        Assert.True(File.Exists(_folder.Store + "-wal"));
    }

    [Fact]
    public async Task Listing_reads_no_events_of_steps()
    {
        await using var store = await _folder.WithRunAsync(Run, 1);
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));
        using var plan = database.Prepare($"EXPLAIN QUERY PLAN {Journal.RunLevelEvents}");
        plan.Bind(1, 1);

        Assert.True(plan.Step());
        Assert.Contains("SEARCH events USING INDEX events_of_runs (run=?)", plan.Text(3), StringComparison.Ordinal);
    }

    private static async Task AssertPrefixAsync(SqliteRunStore store, double kept, int all)
    {
        var list = await store.ListAsync(10, CancellationToken.None);
        if (list.IsEmpty)
        {
            Assert.True(kept < 0.2, "the run itself was lost");
            return;
        }

        var events = await store.ReadAsync(Run, 0, CancellationToken.None).ToListAsync();
        Assert.InRange(events.Count, (int)(all * kept) - 10, all - 1);
        Assert.Equal(events.Count - 1, events.OfType<RunEvent.StepStarted>().Select(static (e, i) => e.Step.Value == $"s{i}").Count(static fits => fits));
    }

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
