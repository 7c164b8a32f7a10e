using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Lab;

/// <summary>Commands on real machines: with sudo, in units, where a logout ends everything, over another host, and through a restart.</summary>
[Collection(nameof(LabCollection))]
public sealed class CommandsOnNodesTests(LabMachines lab) : IAsyncLifetime
{
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromMinutes(3));
    private readonly RunId _run = RunId.New(DateTimeOffset.UtcNow, new Random());
    private readonly Dictionary<string, LabDoor> _doors = [];
    private readonly string _config = Path.GetTempFileName();
    private int _names;

    public async ValueTask InitializeAsync() => await lab.UpAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors.Values)
            await door.DisposeAsync();
        File.Delete(_config);
        _bound.Dispose();
    }

    [Fact]
    public async Task With_sudo_commands_and_files_are_those_of_root()
    {
        await using var hosts = Open(Node("w1", "ops") with { Become = Become.Sudo });
        var target = hosts.Find("w1")!;

        Assert.Equal("root hush", await OutputAsync(target, "echo $(id -un) $SECRET"));
        await target.Files.WriteAsync("/root/by-sudo", Encoding.UTF8.GetBytes("x"), new Permissions(0x180), null, _bound.Token);
        Assert.Equal("root:root", (await target.Files.StatAsync("/root/by-sudo", _bound.Token))!.Owner);
        Assert.Equal("root", (await hosts.CheckAsync("w1", _bound.Token)).RunsAs);
    }

    [Fact]
    public async Task Who_may_not_become_root_is_told_so()
    {
        await using var hosts = Open(Node("w1", "guest") with { Become = Become.Sudo });

        Assert.Equal("become-refused", (await Assert.ThrowsAsync<TargetLostException>(() => hosts.CheckAsync("w1", _bound.Token))).Code);
    }

    [Fact]
    public async Task A_command_with_properties_runs_in_a_unit_that_has_them()
    {
        await using var hosts = Open(Node("w1", "root"));
        var target = hosts.Find("w1")!;
        Command command = new()
        {
            Arguments = ["sh", "-c", "read line; echo \"$line $SECRET $HOME\"; grep -o 'runbook-.*service' /proc/self/cgroup >&2; ulimit -n; exit 5"],
            Environment = [new("SECRET", new Value.Secret("hush $HOME '\"%n"))],
            StandardInput = new Value.Secret("in $X ${Y} %h\n"),
            UnitProperties = [new("LimitNOFILE", "77")],
        };

        await using var running = await target.StartAsync(Name(), command, _bound.Token);

        Assert.Equal(5, Assert.IsType<CommandExit.Exited>(await running.WaitAsync(_bound.Token)).Status);
        Assert.Equal("in $X ${Y} %h hush $HOME '\"%n /root\n77\n", await ReadAsync(running, OutputKind.Stdout));
        Assert.StartsWith("runbook-", await ReadAsync(running, OutputKind.Stderr), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_systemd_does_not_know_starts_nothing()
    {
        await using var hosts = Open(Node("w1", "root"));
        Command command = new() { Arguments = ["touch", "/root/never"], UnitProperties = [new("NoSuchThing", "77")] };

        await using var running = await hosts.Find("w1")!.StartAsync(Name(), command, _bound.Token);

        Assert.Contains("NoSuchThing", Assert.IsType<CommandExit.NotStarted>(await running.WaitAsync(_bound.Token)).Reason, StringComparison.Ordinal);
        Assert.Null(await hosts.Find("w1")!.Files.StatAsync("/root/never", _bound.Token));
    }

    [Fact]
    public async Task Where_a_logout_ends_everything_a_command_goes_on_in_a_unit()
    {
        await lab.InAsync("w1", "mkdir -p /run/systemd/logind.conf.d; printf '[Login]\\nKillUserProcesses=yes\\n' >/run/systemd/logind.conf.d/50-test.conf; systemctl restart systemd-logind");
        try
        {
            await using var hosts = Open(Node("w1", "ops") with { Become = Become.Sudo });
            Assert.Equal("systemd", (await hosts.CheckAsync("w1", _bound.Token)).Supervision);
            await using var running = await hosts.Find("w1")!.StartAsync(Name(), Shell("echo line >>/root/lines; sleep 3; echo done; exit 4"), _bound.Token);
            await lab.TryInAsync("w1", "loginctl terminate-user ops");

            Assert.Equal(4, Assert.IsType<CommandExit.Exited>(await running.WaitAsync(_bound.Token)).Status);
            Assert.Equal("line", await lab.InAsync("w1", "cat /root/lines; rm /root/lines"));
            await using var own = Open(Node("w1", "ops"));
            await using var refused = await own.Find("w1")!.StartAsync(Name(), Shell("true"), _bound.Token);
            Assert.Contains("enable-linger", Assert.IsType<CommandExit.NotStarted>(await refused.WaitAsync(_bound.Token)).Reason, StringComparison.Ordinal);
        }
        finally
        {
            await lab.InAsync("w1", "rm /run/systemd/logind.conf.d/50-test.conf; systemctl restart systemd-logind");
        }
    }

    [Fact]
    public async Task A_host_is_reached_over_another_one()
    {
        await using var hosts = Open(Behind("w2", "root") with { ProxyJump = "w1" }, Node("w1", "root"));

        Assert.Equal("w2", await OutputAsync(hosts.Find("w2")!, "cat /etc/hostname"));
    }

    [Fact]
    public async Task A_command_that_a_loss_of_power_ended_is_lost_and_not_begun_again()
    {
        await using var hosts = Open(Node("w2", "root"));
        var target = hosts.Find("w2")!;
        var name = Name();
        var before = await target.GetBootIdAsync(_bound.Token);
        await using var running = await target.StartAsync(name, Shell("echo line >>/root/lines; sleep 600"), _bound.Token);
        await Eventually.Holds(() => lab.Lines("w2", "/root/lines") is ["line"]);
        await lab.NodeAsync("reset", "w2");

        Assert.IsType<CommandExit.Lost>(await running.WaitAsync(_bound.Token));
        Assert.NotEqual(before, await target.GetBootIdAsync(_bound.Token));
        await using var again = await target.StartAsync(name, Shell("echo line >>/root/lines"), _bound.Token);
        Assert.IsType<CommandExit.Lost>(await again.WaitAsync(_bound.Token));
        Assert.Equal("line", await lab.InAsync("w2", "cat /root/lines; rm /root/lines"));
    }

    private Host Node(string name, string user) => Behind(name, user) with { Address = "127.0.0.1", Port = Door(name) };

    /// <summary>A node as other nodes reach it.</summary>
    private Host Behind(string name, string user) =>
        new()
        {
            Name = name, Address = LabScript.AddressOf(name), User = user, IdentityFile = lab.Key, Span = SourceSpan.None,
            KnownHosts = Path.Combine(Path.GetDirectoryName(lab.Inventory)!, "known_hosts"),
        };

    private int Door(string node)
    {
        File.AppendAllText(_config, $"Host {node}\n  HostKeyAlias {LabScript.AddressOf(node)}\n");
        return (_doors.TryGetValue(node, out var door) ? door : _doors[node] = new(node)).Port;
    }

    private SshTransports Open(params Host[] hosts) =>
        new(new Inventory { Hosts = [.. hosts] }, new() { Clock = TimeProvider.System, Random = new Random(1), AgentSocket = null, ConfigFile = _config, Silence = TimeSpan.FromSeconds(4) });

    private CommandName Name() => CommandName.Of(_run, new StepPath("step"), Interlocked.Increment(ref _names), "");

    private static Command Shell(string script) => new() { Arguments = ["sh", "-c", script], Environment = [new("SECRET", new Value.Secret("hush"))] };

    private async Task<string> OutputAsync(ITransport target, string script)
    {
        await using var running = await target.StartAsync(Name(), Shell(script), _bound.Token);
        Assert.IsType<CommandExit.Exited>(await running.WaitAsync(_bound.Token));
        return (await ReadAsync(running, OutputKind.Stdout)).Trim();
    }

    private async Task<string> ReadAsync(IRunningCommand running, OutputKind kind)
    {
        using MemoryStream output = new();
        await running.CopyOutputAsync(kind, 0, long.MaxValue, output, _bound.Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
