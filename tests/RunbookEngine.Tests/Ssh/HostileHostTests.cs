using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;

namespace RunbookEngine.Tests.Ssh;

/// <summary>A host that lies, floods or says nothing costs a bounded time and no more memory than a page of text.</summary>
public sealed class HostileHostTests(RealSshd server) : IClassFixture<RealSshd>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task One_that_never_answers_is_given_up() => AssertGivenUpAsync(static _ => Task.Delay(Timeout.Infinite));

    [Fact]
    public Task One_that_hangs_up_is_given_up() => AssertGivenUpAsync(static _ => Task.CompletedTask);

    [Fact]
    public Task One_that_sends_garbage_is_given_up() =>
        AssertGivenUpAsync(static async s =>
        {
            var garbage = new byte[4096];
            new Random(5).NextBytes(garbage);
            await s.WriteAsync("SSH-2.0-evil\r\n"u8.ToArray());
            for (var i = 0; i < 100; i++)
                await s.WriteAsync(garbage);
            await Task.Delay(Timeout.Infinite);
        });

    [Fact]
    public Task One_whose_greeting_never_ends_is_given_up() =>
        AssertGivenUpAsync(static async s =>
        {
            while (true)
                await s.WriteAsync(new byte[4096].Select(static _ => (byte)'x').ToArray());
        });

    [Theory]
    [InlineData("cat /dev/zero")]
    [InlineData("yes")]
    [InlineData("sleep 1000")]
    [InlineData("exit 0")]
    [InlineData("echo runbook-hello x; sleep 1000")]
    public async Task One_whose_shell_is_none_is_given_up(string instead)
    {
        RealSshd.Need();
        var host = await ForcedAsync(instead);
        await using SshTransports hosts = new(new Inventory { Hosts = [host] }, Options());
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var lost = await Assert.ThrowsAsync<TargetLostException>(() => hosts.CheckAsync("here", CancellationToken.None)).WaitAsync(s_patience);

        Assert.Equal("host-unreachable", lost.Code);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task What_it_says_cannot_reach_the_terminal()
    {
        RealSshd.Need();
        var host = await ForcedAsync("printf '\\033]0;owned\\007\\033[2Jevil' >&2");
        await using SshTransports hosts = new(new Inventory { Hosts = [host with { Become = Become.Sudo }] }, Options());

        var lost = await Assert.ThrowsAsync<TargetLostException>(() => hosts.CheckAsync("here", CancellationToken.None)).WaitAsync(s_patience);

        Assert.Equal("become-refused", lost.Code);
        Assert.Contains("evil", lost.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lost.Message, static c => char.IsControl(c));
    }

    [Fact]
    public async Task One_that_falls_silent_before_it_is_root_has_not_refused()
    {
        RealSshd.Need();
        var host = await ForcedAsync("sleep 1000");
        await using SshTransports hosts = new(new Inventory { Hosts = [host with { Become = Become.Sudo }] }, Options());

        var lost = await Assert.ThrowsAsync<TargetLostException>(() => hosts.CheckAsync("here", CancellationToken.None)).WaitAsync(s_patience);

        Assert.Equal("host-unreachable", lost.Code);
    }

    [Fact]
    public async Task Text_that_a_login_prints_is_passed_over()
    {
        RealSshd.Need();
        var host = await ForcedAsync("echo Welcome; echo runbook-hello; sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"");
        await using SshTransports hosts = new(new Inventory { Hosts = [host] }, Options());

        Assert.Equal("root", (await hosts.CheckAsync("here", CancellationToken.None)).RunsAs);
    }

    /// <summary>The real server, with a key that runs something else than what is asked for.</summary>
    private async Task<Host> ForcedAsync(string instead)
    {
        var name = "forced" + Guid.NewGuid().ToString("N");
        await server.KeyAsync(name, "ed25519");
        File.AppendAllText(Path.Combine(server.Folder, "authorized_keys"), $"command=\"{instead}\" {File.ReadAllText(Path.Combine(server.Folder, name + ".pub"))}");
        return server.Host() with { IdentityFile = Path.Combine(server.Folder, name) };
    }

    private SshOptions Options() => server.Options() with { Silence = TimeSpan.FromSeconds(1) };

    private async Task AssertGivenUpAsync(Func<NetworkStream, Task> behave)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource end = new();
        var serving = ServeAsync(listener, behave, end.Token);
        var key = Path.Combine(Directory.CreateTempSubdirectory("runbook-hostile-").FullName, "id");
        using var made = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        await made.WaitForExitAsync();
        Host host = new()
        {
            Name = "evil", Address = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, User = "root", IdentityFile = key, KnownHosts = key + ".hosts",
            ConnectTimeout = TimeSpan.FromSeconds(1), ReconnectTimeout = TimeSpan.FromSeconds(3), Span = SourceSpan.None,
        };
        await using (SshTransports hosts = new(new Inventory { Hosts = [host] }, Options()))
        {
            var lost = await Assert.ThrowsAsync<TargetLostException>(async () => await hosts.Find("evil")!.GetBootIdAsync(CancellationToken.None)).WaitAsync(s_patience);
            Assert.Equal("host-unreachable", lost.Code);
            Assert.DoesNotContain(lost.Message, static c => char.IsControl(c));
        }

        await end.CancelAsync();
        listener.Stop();
        await serving;
        Directory.Delete(Path.GetDirectoryName(key)!, recursive: true);
    }

    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> behave, CancellationToken end)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end);
                _ = Task.Run(
                    async () =>
                    {
                        using (client)
                            await behave(client.GetStream()).WaitAsync(end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    },
                    CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
