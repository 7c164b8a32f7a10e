using RunbookEngine.Execution;
using RunbookEngine.Sqlite;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>An older store becomes today's, or stays as it was.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_store_is_brought_up_to_date_with_its_runs()
    {
        await (await _folder.WithRunAsync(Run, 3)).DisposeAsync();
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));

        Schema.BringUpToDate(database, [.. Schema.Migrations, "ALTER TABLE runs ADD COLUMN cluster TEXT"]);

        Assert.Equal(Schema.Migrations.Count + 1, database.Number("PRAGMA user_version"));
        Assert.Equal(4, database.Number("SELECT count(*) FROM events"));
        Assert.Equal(1, database.Number("SELECT count(*) FROM pragma_table_info('runs') WHERE name = 'cluster'"));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        await (await _folder.WithRunAsync(Run, 3)).DisposeAsync();
        using (var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1)))
        {
            Assert.Throws<StoreException>(() => Schema.BringUpToDate(
                database, [.. Schema.Migrations, "ALTER TABLE runs ADD COLUMN cluster TEXT; DROP TABLE locks; SELECT * FROM nowhere"]));
        }

        await using var store = _folder.Open();
        Assert.Equal(4, await StoreFolder.CountAsync(store, Run));
        Assert.Equal(1, (await store.CreateAsync(OtherRun, Created("cluster"), Holder, "cluster", TestContext.Current.CancellationToken)).Generation);
    }

    [Fact]
    public void A_new_store_passes_every_migration()
    {
        File.WriteAllBytes(_folder.Store, []);
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));

        Schema.BringUpToDate(database, [.. Schema.Migrations, "CREATE TABLE two (x)", "CREATE TABLE three (x)"]);

        Assert.Equal(2, database.Number("SELECT count(*) FROM sqlite_schema WHERE name IN ('two', 'three')"));
    }
}
