using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Ssh;

/// <summary>A host whose disk is full: nothing runs half, and no status is lost.</summary>
public sealed class SshFullDiskTests(RealSshd server) : IClassFixture<RealSshd>, IAsyncLifetime
{
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromMinutes(3));
    private readonly string _scratch = Directory.CreateTempSubdirectory("runbook-full-").FullName;
    private SshTransports _hosts = null!;

    private ITransport Transport => _hosts.Find("here")!;

    public async ValueTask InitializeAsync()
    {
        RealSshd.Need();
        Needed.Check((await Needed.TryAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _scratch))?.Exit == 0, "the right to mount a small file system");
        _hosts = new(new Inventory { Hosts = [server.Host()] }, server.Options(_scratch));
    }

    public async ValueTask DisposeAsync()
    {
        if (_hosts is not null)
            await _hosts.DisposeAsync();
        // The shell on the other side may still be on its way out of the folder.
        await Needed.TryAsync("umount", "--lazy", _scratch);
        Directory.Delete(_scratch, recursive: true);
        _bound.Dispose();
    }

    [Fact]
    public async Task A_command_that_fills_the_disk_leaves_its_status()
    {
        await using var command = await StartAsync(1, "cat /dev/zero >fill; exit 7");

        Assert.Equal(7, Assert.IsType<CommandExit.Exited>(await command.WaitAsync(_bound.Token)).Status);
    }

    [Fact]
    public async Task A_command_that_finds_the_disk_full_is_not_started_and_never_will_be()
    {
        await using (var first = await StartAsync(1, "cat /dev/zero >fill; touch ran-first"))
            await first.WaitAsync(_bound.Token);

        await using var second = await StartAsync(2, "touch ran");
        var exit = Assert.IsType<CommandExit.NotStarted>(await second.WaitAsync(_bound.Token));
        Assert.Contains("room", exit.Reason, StringComparison.Ordinal);

        File.Delete(Path.Combine(_scratch, "fill"));
        await using var third = await StartAsync(2, "touch ran");
        Assert.IsType<CommandExit.NotStarted>(await third.WaitAsync(_bound.Token));
        Assert.False(File.Exists(Path.Combine(_scratch, "ran")));
    }

    [Fact]
    public async Task A_file_that_finds_no_room_is_not_there_at_all()
    {
        await Transport.GetBootIdAsync(_bound.Token);
        var source = Path.GetTempFileName();
        await File.WriteAllBytesAsync(source, new byte[1_000_000], _bound.Token);

        await Assert.ThrowsAnyAsync<IOException>(() => Transport.Files.UploadAsync(source, Path.Combine(_scratch, "sent"), null, null, static (_, _) => { }, _bound.Token));

        Assert.False(File.Exists(Path.Combine(_scratch, "sent")));
        File.Delete(source);
    }

    private Task<IRunningCommand> StartAsync(int attempt, string script) =>
        Transport.StartAsync(
            CommandName.Of(new RunId("20260101-000000-full"), new StepPath("step"), attempt, ""), new Command { Arguments = ["sh", "-c", script] }, _bound.Token);
}
