using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Sqlite;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>Several engines on one file, each with a connection of its own.</summary>
public sealed class ManyEnginesTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Engines_with_runs_of_their_own_do_not_hinder_one_another()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => DriveAsync(new($"run-{i}"), 150), Cancellation)));

        await using var store = _folder.Open();
        for (var i = 0; i < 4; i++)
            Assert.Equal(151, await StoreFolder.CountAsync(store, new($"run-{i}")));
    }

    [Fact]
    public async Task Only_one_of_many_gets_a_run_that_is_free()
    {
        await using (var store = await _folder.WithRunAsync(Run, 0))
            await store.ReleaseAsync(new(Run, 1, 1), releaseLock: false, Cancellation);

        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TryAcquireAsync(i), Cancellation)));

        Assert.Single(won, static w => w);
    }

    [Fact]
    public async Task Only_one_of_many_gets_a_lock()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TryCreateAsync(new($"run-{i}")), Cancellation)));

        Assert.Single(won, static w => w);
    }

    [Fact]
    public async Task Engines_that_create_the_same_store_at_the_same_time_share_it()
    {
        for (var round = 0; round < 20; round++)
        {
            using var folder = new StoreFolder();
            await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => CreateIn(folder, i), Cancellation)));

            await using var store = folder.Open();
            Assert.Equal(6, (await store.ListAsync(10, Cancellation)).Length);
            Assert.Empty(Directory.EnumerateFiles(folder.Folder, "*.new-*"));
        }
    }

    [Fact]
    public async Task Requests_posted_at_the_same_time_are_numbered_without_gaps()
    {
        await using var store = await _folder.WithRunAsync(Run, 0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(PostAsync, Cancellation)));

        var requests = await store.ReadRequestsAsync(Run, 0, Cancellation);
        Assert.Equal(Enumerable.Range(1, 40), requests.Select(static r => (int)r.Number));
    }

    private static async Task CreateIn(StoreFolder folder, int number)
    {
        await using var store = folder.Open();
        await store.CreateAsync(new($"run-{number}"), Created(), Holder, null, Cancellation);
    }

    private async Task DriveAsync(RunId run, int steps)
    {
        await using var store = await _folder.WithRunAsync(run, steps);
    }

    private async Task<bool> TryAcquireAsync(int process)
    {
        await using var store = _folder.Open();
        try
        {
            await store.AcquireAsync(Run, Holder with { ProcessId = process }, null, static _ => false, Cancellation);
            return true;
        }
        catch (LeaseHeldException)
        {
            return false;
        }
    }

    private async Task<bool> TryCreateAsync(RunId run)
    {
        await using var store = _folder.Open();
        try
        {
            await store.CreateAsync(run, Created("cluster"), Holder, "cluster", Cancellation);
            return true;
        }
        catch (LockHeldException)
        {
            return false;
        }
    }

    private async Task PostAsync()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 10; i++)
            await store.PostAsync(Run, new(RequestKind.Pause, null, "kim", null, Time), Cancellation);
    }
}
