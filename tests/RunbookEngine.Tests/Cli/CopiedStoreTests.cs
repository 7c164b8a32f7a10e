namespace RunbookEngine.Tests.Cli;

/// <summary>A store knows which file it is: a copy drives no run before somebody has said that it is the store.</summary>
public sealed class CopiedStoreTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_copy_is_refused_without_a_terminal_and_the_store_itself_goes_on()
    {
        await StartAsync();
        File.Copy(Path("runs.db"), Path("copy.db"));

        var refused = (await _bench.RunAsync("resume", "--store", Path("copy.db"))).Expect(2);

        Assert.Contains("is a copy", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--adopt-store", refused.Error, StringComparison.Ordinal);
        (await _bench.RunAsync("undo", "--yes", "--store", Path("copy.db"))).Expect(2);
        (await _bench.RunAsync("abort", "--store", Path("copy.db"))).Expect(2);
        (await _bench.RunAsync("resume", "--store", Path("runs.db"))).Expect(0);
    }

    [Fact]
    public async Task It_is_adopted_once()
    {
        await StartAsync();
        File.Copy(Path("runs.db"), Path("copy.db"));

        (await _bench.RunAsync("resume", "--adopt-store", "--store", Path("copy.db"))).Expect(0);

        (await _bench.RunAsync("undo", "--yes", "--store", Path("copy.db"))).Expect(0);
    }

    [Fact]
    public async Task A_store_that_was_renamed_is_the_same()
    {
        await StartAsync();
        File.Move(Path("runs.db"), Path("renamed.db"));

        (await _bench.RunAsync("resume", "--store", Path("renamed.db"))).Expect(0);
    }

    [Fact]
    public async Task A_backup_that_was_put_back_is_asked_about()
    {
        await StartAsync();
        File.Copy(Path("runs.db"), Path("backup.db"));
        (await _bench.RunAsync("resume", "--store", Path("runs.db"))).Expect(0);
        File.Move(Path("backup.db"), Path("runs.db"), overwrite: true);

        (await _bench.RunAsync("resume", "--store", Path("runs.db"))).Expect(2);
    }

    private string Path(string name) => System.IO.Path.Combine(_bench.Folder, name);

    private async Task StartAsync()
    {
        _bench.Write("wait.yaml", "apiVersion: runbook/v1\nname: wait\nsteps:\n  - shell: echo hello\n    undo: [{ shell: echo back }]\n  - pause: look\n");
        (await _bench.RunAsync("run", "wait.yaml", "--yes", "--store", Path("runs.db"))).Expect(3);
    }
}
