using System.Collections.Concurrent;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;

namespace RunbookEngine.Tests.Ssh;

/// <summary>Who may be talked to, and who gets in: against a real server.</summary>
public sealed class SshLoginTests(RealSshd server) : IClassFixture<RealSshd>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ConcurrentQueue<string> _notices = new();

    public ValueTask InitializeAsync()
    {
        RealSshd.Need();
        server.Know("host");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_look_at_a_host_tells_what_it_is()
    {
        var report = await CheckAsync(server.Host());

        Assert.Equal(("root", $"127.0.0.1:{server.Port}", "ssh-ed25519", "root"), (report.User, report.Address, report.KeyType, report.RunsAs));
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), report.BootId);
        Assert.NotEmpty(report.System);
    }

    [Fact]
    public async Task An_unknown_host_is_refused_with_the_line_to_add()
    {
        File.WriteAllText(server.KnownHosts, "");

        var refusal = await Assert.ThrowsAsync<TargetLostException>(() => CheckAsync(server.Host()));

        Assert.Equal("host-key-unknown", refusal.Code);
        Assert.Contains(server.LineOf("host"), refusal.Hint, StringComparison.Ordinal);
        Assert.Contains("SHA256:", refusal.Message, StringComparison.Ordinal);
        File.WriteAllText(server.KnownHosts, server.LineOf("host") + "\n");
        await CheckAsync(server.Host());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_with_another_key_is_refused_whatever_is_accepted(bool acceptNew)
    {
        await server.KeyAsync("stranger" + acceptNew, "ed25519");
        server.Know("stranger" + acceptNew);
        var before = File.ReadAllText(server.KnownHosts);

        var refusal = await Assert.ThrowsAsync<TargetLostException>(() => CheckAsync(server.Host(), o => o with { AcceptNewHostKeys = acceptNew }));

        Assert.Equal("host-key-changed", refusal.Code);
        Assert.Contains(server.KnownHosts + ":1", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(server.KnownHosts));
    }

    [Fact]
    public async Task A_new_host_is_remembered_when_that_is_allowed()
    {
        File.WriteAllText(server.KnownHosts, "# mine, without an end of line");

        await CheckAsync(server.Host(), static o => o with { AcceptNewHostKeys = true });

        Assert.Equal(["# mine, without an end of line", server.LineOf("host")], File.ReadAllLines(server.KnownHosts));
        await CheckAsync(server.Host());
        Assert.Contains(_notices, static n => n.Contains("was new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_is_asked_for_the_kind_of_key_that_is_known()
    {
        server.Know("host_rsa");

        Assert.Equal("ssh-rsa", (await CheckAsync(server.Host())).KeyType);
    }

    [Fact]
    public async Task A_login_that_is_refused_names_user_and_keys()
    {
        await server.KeyAsync("wrong", "ed25519");
        var key = Path.Combine(server.Folder, "wrong");

        var refusal = await Assert.ThrowsAsync<TargetLostException>(() => CheckAsync(server.Host() with { IdentityFile = key }));

        Assert.Equal("login-refused", refusal.Code);
        Assert.Contains("root", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(key, refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_key_nothing_is_tried()
    {
        var refusal = await Assert.ThrowsAsync<TargetLostException>(() => CheckAsync(server.Host() with { IdentityFile = "/srv/no-such-key" }));

        Assert.Equal("login-refused", refusal.Code);
        Assert.Contains("/srv/no-such-key", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_key_is_opened_with_the_passphrase_that_is_asked_for_once()
    {
        var key = Path.Combine(server.Folder, "locked" + Guid.NewGuid().ToString("N"));
        Assert.Equal(0, (await Proofs.Needed.TryAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", key))?.Exit);
        File.AppendAllText(Path.Combine(server.Folder, "authorized_keys"), File.ReadAllText(key + ".pub"));
        var asked = 0;
        await using var hosts = Open([server.Host() with { IdentityFile = key }], o => o with { Passphrase = _ => { asked++; return "open sesame"; } });

        await hosts.CheckAsync("here", None);
        await hosts.CheckAsync("here", None);

        Assert.Equal(1, asked);
        await Assert.ThrowsAsync<TargetLostException>(() => CheckAsync(server.Host() with { IdentityFile = key }, static o => o with { Passphrase = static _ => "wrong" }));
    }

    [Fact]
    public async Task A_key_that_only_an_agent_has_opens_too()
    {
        var socket = Path.Combine(server.Folder, "agent" + Environment.TickCount64);
        using var agent = System.Diagnostics.Process.Start("ssh-agent", ["-D", "-a", socket]);
        try
        {
            await Fakes.Eventually.Holds(() => File.Exists(socket));
            System.Diagnostics.ProcessStartInfo add = new("ssh-add", ["-q", server.Key]);
            add.Environment["SSH_AUTH_SOCK"] = socket;
            using var adding = System.Diagnostics.Process.Start(add)!;
            await adding.WaitForExitAsync();
            File.WriteAllText(Path.Combine(server.Folder, "config"), $"Host here\n  HostName 127.0.0.1\n  Port {server.Port}\n  User root\n");
            Host host = new() { Name = "here", KnownHosts = server.KnownHosts, Span = SourceSpan.None };

            Assert.Equal("root", (await CheckAsync(host, o => o with { AgentSocket = socket, ConfigFile = Path.Combine(server.Folder, "config") })).RunsAs);
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public async Task A_host_behind_another_is_reached_and_its_own_key_is_checked()
    {
        var before = server.Host("before");
        var behind = server.Host("behind") with { ProxyJump = "before" };
        await using var hosts = Open([before, behind]);

        Assert.Equal("root", (await hosts.CheckAsync("behind", None)).RunsAs);

        File.WriteAllText(server.KnownHosts + "-empty", "");
        await using var strangers = Open([before, behind with { KnownHosts = server.KnownHosts + "-empty" }]);
        var refusal = await Assert.ThrowsAsync<TargetLostException>(() => strangers.CheckAsync("behind", None));
        Assert.Equal(("behind", "host-key-unknown"), (refusal.Target, refusal.Code));
        Assert.Contains(server.LineOf("host"), refusal.Hint, StringComparison.Ordinal);
    }

    private async Task<HostReport> CheckAsync(Host host, Func<SshOptions, SshOptions>? change = null)
    {
        await using var hosts = Open([host], change);
        return await hosts.CheckAsync(host.Name, None);
    }

    private SshTransports Open(Host[] hosts, Func<SshOptions, SshOptions>? change = null)
    {
        var options = server.Options() with { Notice = (host, text) => _notices.Enqueue($"{host}: {text}") };
        return new(new Inventory { Hosts = [.. hosts] }, change?.Invoke(options) ?? options);
    }
}
