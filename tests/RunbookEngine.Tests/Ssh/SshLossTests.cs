using System.Diagnostics;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Ssh;

/// <summary>Connections break, servers stop, peers freeze: what was started runs once, and how it ended is told.</summary>
public sealed class SshLossTests(RealSshd server) : IClassFixture<RealSshd>, IAsyncLifetime
{
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromSeconds(120));
    private readonly string _scratch = Directory.CreateTempSubdirectory("runbook-loss-").FullName;
    private readonly RunId _run = RunId.New(DateTimeOffset.UnixEpoch, new Random(7));
    private SshTransports _hosts = null!;
    private ITransport _transport = null!;
    private int _names;

    private CancellationToken Bound => _bound.Token;

    public ValueTask InitializeAsync()
    {
        RealSshd.Need();
        _hosts = new(new Inventory { Hosts = [server.Host()] }, server.Options(_scratch) with { Silence = TimeSpan.FromSeconds(3) });
        _transport = _hosts.Find("here")!;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_hosts is not null)
            await _hosts.DisposeAsync();
        _bound.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    [Fact]
    public async Task A_command_whose_connection_is_killed_goes_on_and_is_found_again()
    {
        await using var command = await StartAsync("echo line >>lines; for i in $(seq 9000); do [ ! -e gate ] || break; sleep 0.02; done; echo done; exit 4");
        Kill(server.Sessions());
        await File.WriteAllTextAsync(At("gate"), "", Bound);

        Assert.Equal(4, await StatusAsync(command));
        Assert.Equal("done\n", await OutputAsync(command));
        Assert.Equal(["line"], await File.ReadAllLinesAsync(At("lines"), Bound));
    }

    [Fact]
    public async Task A_process_on_the_host_that_was_to_tell_the_end_and_was_killed_is_asked_again()
    {
        await using var command = await StartAsync("echo line >>lines; for i in $(seq 9000); do [ ! -e gate ] || break; sleep 0.02; done; exit 5");
        var followers = Followers();
        Assert.NotEmpty(followers);
        Kill(followers);
        await File.WriteAllTextAsync(At("gate"), "", Bound);

        Assert.Equal(5, await StatusAsync(command));
        Assert.Equal(["line"], await File.ReadAllLinesAsync(At("lines"), Bound));
    }

    [Fact]
    public async Task A_command_that_takes_longer_than_a_silence_is_followed_by_one_process_to_its_end()
    {
        await using var command = await StartAsync("sleep 7; exit 6");

        Assert.Equal(6, await StatusAsync(command));
        Assert.Single(server.Sessions());
    }

    /// <summary>The shells of our connections, but for the one of each that the others came from.</summary>
    private List<int> Followers()
    {
        var shells = Directory.EnumerateDirectories("/proc").Where(static d => char.IsAsciiDigit(d[^1])).Select(static d => (Id: int.Parse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture), Stat: Read(d + "/stat"), Line: Read(d + "/cmdline")))
            .Where(static p => p.Line == "/bin/sh\0-s\0").Select(static p => (p.Id, Fields: p.Stat[(p.Stat.LastIndexOf(')') + 2)..].Split(' '))).ToList();
        var sessions = server.Sessions().Select(static s => s.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        var ours = shells.Where(s => sessions.Contains(s.Fields[1])).Select(static s => s.Fields[3]).ToHashSet();
        return [.. shells.Where(s => ours.Contains(s.Fields[3]) && !sessions.Contains(s.Fields[1])).Select(static s => s.Id)];
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ") 0 0 0 0";
        }
    }

    [Fact]
    public async Task A_start_whose_connection_is_killed_at_any_moment_runs_once()
    {
        for (var i = 0; i < 25; i++)
        {
            await _transport.GetBootIdAsync(Bound);
            var starting = StartAsync($"echo {i} >>lines");
            await Task.Delay(TimeSpan.FromMilliseconds(i % 12), Bound);
            Kill(server.Sessions());
            await using var command = await starting;
            Assert.Equal(0, await StatusAsync(command));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(static i => $"{i}"), await File.ReadAllLinesAsync(At("lines"), Bound));
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_is_waited_for()
    {
        await using var command = await StartAsync("sleep 0.5; exit 3");
        await server.StopAsync(connections: true);
        var waiting = command.WaitAsync(Bound);
        await Task.Delay(TimeSpan.FromSeconds(2), Bound);
        Assert.False(waiting.IsCompleted);

        await server.StartAsync();

        Assert.Equal(3, ((CommandExit.Exited)await waiting).Status);
    }

    [Fact]
    public async Task A_peer_that_freezes_is_noticed_in_the_stated_time_and_the_command_is_found_over_another_connection()
    {
        await using var command = await StartAsync("sleep 1; exit 5");
        var sessions = server.Sessions();
        await SignalAsync("STOP", sessions);
        var watch = Stopwatch.StartNew();
        try
        {
            Assert.Equal(5, await StatusAsync(command));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(12));
        }
        finally
        {
            Kill(sessions);
        }
    }

    [Fact]
    public async Task An_upload_into_a_peer_that_freezes_goes_on_over_another_connection()
    {
        var source = At("source");
        await File.WriteAllBytesAsync(source, Bytes(64 * 1024 * 1024), Bound);
        List<int> frozen = [];
        var hash = await _transport.Files.UploadAsync(
            source, At("arrived"), null, null,
            (done, _) =>
            {
                if (done > 4 * 1024 * 1024 && frozen.Count == 0)
                {
                    frozen.AddRange(server.Sessions());
                    SignalAsync("STOP", frozen).GetAwaiter().GetResult();
                }
            },
            Bound);
        Kill(frozen);

        Assert.Equal(await _transport.Files.HashAsync(source, Bound), hash);
        Assert.Equal(hash, await _transport.Files.HashAsync(At("arrived"), Bound));
        Assert.Equal(["arrived", "commands", "source"], Directory.GetFileSystemEntries(_scratch).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_upload_that_was_given_up_is_gone_on_with()
    {
        var source = At("source");
        await File.WriteAllBytesAsync(source, Bytes(32 * 1024 * 1024), Bound);
        using CancellationTokenSource impatience = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _transport.Files.UploadAsync(
            source, At("arrived"), null, null, (done, _) => { if (done > 2 * 1024 * 1024) impatience.Cancel(); }, impatience.Token));
        Assert.Single(Directory.GetDirectories(_scratch, ".arrived.runbook-*.part"));

        long? first = null;
        await _transport.Files.UploadAsync(source, At("arrived"), new Permissions(0x1A0), null, (done, _) => first ??= done, Bound);

        Assert.True(first > 256 * 1024, $"it began again at {first}");
        Assert.Equal(await File.ReadAllBytesAsync(source, Bound), await File.ReadAllBytesAsync(At("arrived"), Bound));
        Assert.Equal("0640", (await _transport.Files.StatAsync(At("arrived"), Bound))!.Mode.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(_scratch, ".arrived*"));
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_after_its_time()
    {
        await using SshTransports hosts = new(
            new Inventory { Hosts = [server.Host() with { Port = 1, ReconnectTimeout = TimeSpan.FromSeconds(1) }] }, server.Options(_scratch));
        var watch = Stopwatch.StartNew();

        var lost = await Assert.ThrowsAsync<TargetLostException>(() => hosts.Find("here")!.StartAsync(Name(), Shell("true"), Bound));

        Assert.Equal(("here", "host-unreachable"), (lost.Target, lost.Code));
        Assert.Contains("refuses connections", lost.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task More_commands_at_once_than_the_server_has_channels_all_go_on()
    {
        var commands = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => StartAsync("for i in $(seq 1800); do [ ! -e gate ] || break; sleep 0.1; done; echo $$")));
        await File.WriteAllTextAsync(At("gate"), "", Bound);

        var outputs = await Task.WhenAll(commands.Select(async c =>
        {
            Assert.Equal(0, await StatusAsync(c));
            return await OutputAsync(c);
        }));

        Assert.Equal(40, outputs.Distinct().Count());
    }

    [Fact]
    public async Task Many_commands_and_reconnections_leave_nothing_behind()
    {
        await BurstAsync(50);
        var (threads, handles) = Held();
        for (var i = 0; i < 15; i++)
        {
            await BurstAsync(50);
            Kill(server.Sessions());
        }

        await BurstAsync(5);
        await Eventually.Holds(() => Held() is var now && now.Threads <= threads + 4 && now.Handles <= handles + 12);
    }

    [Fact]
    public async Task The_socket_of_a_client_can_be_pulled()
    {
        using Renci.SshNet.SshClient client = new(new Renci.SshNet.ConnectionInfo(
            "127.0.0.1", server.Port, "root", new Renci.SshNet.PrivateKeyAuthenticationMethod("root", new Renci.SshNet.PrivateKeyFile(server.Key))));
        await client.ConnectAsync(Bound);

        Assert.True(Plug.Pull(client));

        await Eventually.Holds(() => !client.IsConnected);
    }

    private async Task BurstAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var command = await StartAsync("echo $$");
            Assert.Equal(0, await StatusAsync(command));
        }
    }

    private static (int Threads, int Handles) Held()
    {
        using var self = Process.GetCurrentProcess();
        return (Directory.GetDirectories("/proc/self/task").Length, Directory.GetFileSystemEntries("/proc/self/fd").Length);
    }

    private Task<IRunningCommand> StartAsync(string script) => _transport.StartAsync(Name(), Shell(script), Bound);

    private CommandName Name() => CommandName.Of(_run, new StepPath("step"), Interlocked.Increment(ref _names), "");

    private static Command Shell(string script) => new() { Arguments = ["sh", "-c", script] };

    private async Task<int?> StatusAsync(IRunningCommand command) => (await command.WaitAsync(Bound) as CommandExit.Exited)?.Status;

    private async Task<string> OutputAsync(IRunningCommand command)
    {
        using MemoryStream output = new();
        await command.CopyOutputAsync(OutputKind.Stdout, 0, long.MaxValue, output, Bound);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private string At(string name) => Path.Combine(_scratch, name);

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static async Task SignalAsync(string signal, List<int> processes)
    {
        foreach (var process in processes)
            await Proofs.Needed.TryAsync("kill", "-" + signal, $"{process}");
    }

    private static void Kill(List<int> processes)
    {
        foreach (var process in processes)
        {
            try
            {
                using var victim = Process.GetProcessById(process);
                victim.Kill();
            }
            catch (ArgumentException)
            {
                // It ended by itself.
            }
        }
    }
}
