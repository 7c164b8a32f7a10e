using RunbookEngine.Execution;
using RunbookEngine.Sqlite;

namespace RunbookEngine.Tests.StoreContract;

public class SqliteRunStoreContractTests : RunStoreContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("runbook-store-");

    protected override IRunStore Open(TimeProvider clock, TimeSpan leaseTime) =>
        SqliteRunStore.Open(Path.Combine(_folder.FullName, "journal.db"), clock, leaseTime);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
