using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Local;

/// <summary>What is said of a command whose supervisor, machine or disk went away: never more than is known.</summary>
public sealed class LostCommandTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runbook-lost-").FullName;
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromMinutes(3));
    private readonly LocalTransport _transport;

    public LostCommandTests() => _transport = Open(_folder);

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _bound.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_command_that_ran_when_the_machine_was_restarted_is_lost()
    {
        await using var command = await _transport.StartAsync(Name(1), Shell("sleep 600"), _bound.Token);
        var claim = File.ReadAllText(ClaimPath(1)).Split(' ');
        Keep(2, $"{claim[0]} {claim[1]} 00000000-0000-0000-0000-000000000000\n");

        await using var lost = await _transport.AttachAsync(Name(2), _bound.Token);

        Assert.Contains("restarted", Assert.IsType<CommandExit.Lost>(await lost!.WaitAsync(_bound.Token)).Reason, StringComparison.Ordinal);
        await command.TerminateAsync(TimeSpan.FromSeconds(5), _bound.Token);
    }

    [Fact]
    public async Task A_command_that_ended_before_the_machine_was_restarted_keeps_its_status()
    {
        Keep(1, "claimed 1 00000000-0000-0000-0000-000000000000\nexited 7\n");

        await using var command = await _transport.AttachAsync(Name(1), _bound.Token);

        Assert.Equal(7, Assert.IsType<CommandExit.Exited>(await command!.WaitAsync(_bound.Token)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("claimed 12")]
    [InlineData("claimed 12 abc")]
    public async Task A_claim_whose_writer_died_before_it_was_complete_ran_nothing(string content)
    {
        Keep(1, content);

        Assert.Null(await _transport.AttachAsync(Name(1), _bound.Token));
        await using var command = await _transport.StartAsync(Name(1), Shell("true"), _bound.Token);
        Assert.IsType<CommandExit.NotStarted>(await command.WaitAsync(_bound.Token));
    }

    [Fact]
    public async Task A_claim_that_is_being_written_is_waited_for()
    {
        Keep(1, "");
        Task<IRunningCommand?> attaching;
        await using (var writer = new FileStream(ClaimPath(1), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            attaching = _transport.AttachAsync(Name(1), _bound.Token);
            await Task.Delay(50, _bound.Token);
            Assert.False(attaching.IsCompleted);
            await writer.WriteAsync(Encoding.UTF8.GetBytes($"claimed 999999999 {await _transport.GetBootIdAsync(_bound.Token)}\nexited 0\n"), _bound.Token);
        }

        Assert.NotNull(await attaching);
    }

    [Fact]
    public async Task An_incomplete_claim_from_before_the_machine_was_started_is_a_doubt()
    {
        Keep(1, "\0\0\0\0");
        File.SetLastWriteTimeUtc(ClaimPath(1), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await using var command = await _transport.AttachAsync(Name(1), _bound.Token);

        Assert.IsType<CommandExit.Lost>(await command!.WaitAsync(_bound.Token));
    }

    [Fact]
    public async Task A_status_that_is_half_written_is_none()
    {
        Keep(1, $"claimed 999999999 {await _transport.GetBootIdAsync(_bound.Token)}\nexited 1");

        await using var command = await _transport.AttachAsync(Name(1), _bound.Token);

        Assert.IsType<CommandExit.Lost>(await command!.WaitAsync(_bound.Token));
    }

    [Fact]
    public async Task A_number_that_another_process_has_by_now_is_not_taken_for_the_supervisor()
    {
        var boot = await _transport.GetBootIdAsync(_bound.Token);
        Keep(1, string.Create(CultureInfo.InvariantCulture, $"claimed {Environment.ProcessId} {boot}\n"));

        await using var command = await _transport.AttachAsync(Name(1), _bound.Token);

        Assert.IsType<CommandExit.Lost>(await command!.WaitAsync(_bound.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_that_lost_its_supervisor_is_waited_for_and_then_lost(bool attach)
    {
        await using var started = await _transport.StartAsync(Name(1), Shell("echo begun; sleep 1; echo end"), _bound.Token);
        await KillSupervisorAsync();
        await using var later = Open(_folder);
        await using var attached = await later.AttachAsync(Name(1), _bound.Token);
        var command = attach ? attached! : started;

        Assert.Contains("supervisor", Assert.IsType<CommandExit.Lost>(await command.WaitAsync(_bound.Token)).Reason, StringComparison.Ordinal);
        Assert.Equal("begun\nend\n".Length, await command.GetOutputLengthAsync(OutputKind.Stdout, _bound.Token));
    }
    [Fact]
    public async Task A_command_that_lost_its_supervisor_can_be_terminated()
    {
        await using var command = await _transport.StartAsync(Name(1), Shell("trap '' TERM; echo begun; while :; do sleep 0.1; done"), _bound.Token);
        await KillSupervisorAsync();

        await _transport.ForgetRunAsync(Name(1).Run);
        Assert.True(File.Exists(ClaimPath(1)));
        Assert.IsType<CommandExit.Lost>(await command.TerminateAsync(TimeSpan.FromMilliseconds(100), _bound.Token));
        await _transport.ForgetRunAsync(Name(1).Run);
        Assert.False(File.Exists(ClaimPath(1)));
    }

    [Fact]
    public async Task A_claim_outlives_its_outputs_so_that_no_late_supervisor_gets_the_name()
    {
        Keep(1, $"claimed 999999999 {await _transport.GetBootIdAsync(_bound.Token)}\nexited 0\n");
        Keep(2, "void\n");
        var output = Path.ChangeExtension(ClaimPath(1), "stdout");
        await File.WriteAllTextAsync(output, "x", _bound.Token);

        await _transport.ForgetAsync(Name(1));
        await _transport.ForgetAsync(Name(2));

        Assert.Equal(0, new FileInfo(output).Length);
        Assert.True(File.Exists(ClaimPath(1)));
        Assert.True(File.Exists(ClaimPath(2)));
        await _transport.ForgetRunAsync(Name(1).Run);
        Assert.Empty(Directory.GetFileSystemEntries(_folder + "/commands"));
    }

    [Fact]
    public async Task On_a_full_disk_nothing_runs_without_a_claim_and_what_runs_keeps_its_status()
    {
        var disk = Directory.CreateDirectory(_folder + "/disk").FullName;
        Assert.SkipUnless(await RunToolAsync("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", disk) == 0, "needs root, to mount a small disk");
        try
        {
            await FillAsync(disk);
        }
        finally
        {
            await RunToolAsync("umount", "-l", disk);
        }
    }

    private async Task FillAsync(string disk)
    {
        await using var transport = Open(disk);
        await using var running = await transport.StartAsync(Name(1), Shell($"head -c 1000000 /dev/zero > {disk}/filler; exit 3"), _bound.Token);
        var exit = await running.WaitAsync(_bound.Token);
        Assert.Equal(3, Assert.IsType<CommandExit.Exited>(exit).Status);

        for (var number = 2; number < 30; number++)
        {
            var marker = $"{_folder}/marker{number}";
            await using var command = await transport.StartAsync(Name(number), Shell($"touch {marker}"), _bound.Token);
            Assert.IsType<CommandExit.NotStarted>(await command.WaitAsync(_bound.Token));
            Assert.False(File.Exists(marker));
            Assert.Null(await AttachOrNullAsync(transport, number));
        }
    }

    /// <summary>A disk so full that not even a name can be used up says so.</summary>
    private async Task<IRunningCommand?> AttachOrNullAsync(LocalTransport transport, int number)
    {
        try
        {
            return await transport.AttachAsync(Name(number), _bound.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static LocalTransport Open(string folder) => new(folder + "/commands", "/", new LocalMachine(), TimeProvider.System);

    private static CommandName Name(int attempt) => CommandName.Of(new RunId("run"), new StepPath("step"), attempt, "");

    private static Command Shell(string script) => new() { Arguments = ["sh", "-c", script] };

    private string ClaimPath(int attempt) => $"{_folder}/commands/run/{Name(attempt)}.claim";

    private void Keep(int attempt, string claim)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ClaimPath(attempt))!);
        File.WriteAllText(ClaimPath(attempt), claim);
    }

    /// <summary>Once the command has begun: the supervisor claims the name before that.</summary>
    private async Task KillSupervisorAsync()
    {
        var output = Path.ChangeExtension(ClaimPath(1), "stdout");
        await Eventually.Holds(() => new FileInfo(output).Length > 0);
        await RunToolAsync("kill", "-KILL", File.ReadAllText(ClaimPath(1)).Split(' ')[1]);
    }

    private async Task<int> RunToolAsync(params string[] words)
    {
        using var process = System.Diagnostics.Process.Start(words[0], words[1..]);
        await process.WaitForExitAsync(_bound.Token);
        return process.ExitCode;
    }
}
