using System.Diagnostics;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Etcd;

/// <summary>Every verb against the installed etcd, with TLS and a client certificate.</summary>
[Collection(nameof(RealEtcdCollection))]
public class EtcdctlOnRealEtcdTests(RealEtcd etcd)
{
    [Fact]
    public async Task A_snapshot_is_saved_checked_and_described()
    {
        RealEtcd.Require();
        var path = Path.Combine(etcd.NewFolder(), "s.db");
        var (_, revision) = await etcd.CountAsync();

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step("snapshot save", ("path", ToolRun.Text(path))).RunAsync()).Outputs;

        Assert.Equal(new Value.Integer(revision), outputs["revision"]);
        Assert.True(((Value.Integer)outputs["total_key"]!).Number > RealEtcd.Keys);
        Assert.Equal(ToolRun.Flag(true), outputs["verified"]);
        Assert.Equal(new Value.Text(await new LocalFiles().HashAsync(path, default)), outputs["sha256"]);
        Assert.Equal(((Value.Integer)outputs["hash_number"]!).Number.ToString("x"), outputs["hash"]!.ToString());
        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public async Task A_save_that_is_called_again_after_a_crash_takes_no_second_snapshot()
    {
        RealEtcd.Require();
        var path = Path.Combine(etcd.NewFolder(), "s.db");
        var commands = new ProcessCommands();

        var first = await Step("snapshot save", ("path", ToolRun.Text(path))).On(commands).RunAsync();
        var written = File.GetLastWriteTimeUtc(path);
        var again = await Step("snapshot save", ("path", ToolRun.Text(path))).On(commands).RunAsync();

        Assert.Equal(Assert.IsType<StepOutcome.Succeeded>(first), Assert.IsType<StepOutcome.Succeeded>(again));
        Assert.Equal(["reach", "save"], commands.Started);
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_when_asked()
    {
        RealEtcd.Require();
        var path = Path.Combine(etcd.NewFolder(), "s.db");
        File.WriteAllText(path, "precious");

        Assert.Equal("snapshot-exists", (await Step("snapshot save", ("path", ToolRun.Text(path))).FailAsync()).Code);
        Assert.Equal("precious", File.ReadAllText(path));

        var replacing = Step("snapshot save", ("path", ToolRun.Text(path)), ("replace", ToolRun.Flag(true)));
        Assert.IsType<StepOutcome.Succeeded>(await replacing.RunAsync());
    }

    [Fact]
    public async Task Several_endpoints_are_refused_before_anything_is_asked()
    {
        RealEtcd.Require();
        var commands = new ProcessCommands();
        var two = ToolRun.Text(etcd.Endpoint + ",https://127.0.0.1:1");

        var failure = await Step("snapshot save", ("path", ToolRun.Text("/nowhere/s.db")), ("endpoints", two)).On(commands).FailAsync();

        Assert.Equal("several-endpoints", failure.Code);
        Assert.Empty(commands.Started);
    }

    /// <summary>etcdctl itself would wait for ever.</summary>
    [Theory]
    [InlineData("without a client certificate", "cert")]
    [InlineData("with a foreign authority", "cacert")]
    [InlineData("where nobody listens", "nothing listens")]
    public async Task A_save_that_reaches_nobody_fails_soon_and_says_why(string how, string hint)
    {
        RealEtcd.Require();
        var folder = etcd.NewFolder();
        (string, Value)[] settings = how switch
        {
            "without a client certificate" => [("cert", ToolRun.Text("")), ("key", ToolRun.Text(""))],
            "with a foreign authority" => [("cacert", ToolRun.Text(new EtcdCertificates(folder + "/pki").AuthorityFile))],
            _ => [("endpoints", ToolRun.Text("https://127.0.0.1:1"))],
        };
        var watch = Stopwatch.StartNew();

        settings = [("path", ToolRun.Text(folder + "/s.db")), ("command-timeout", ToolRun.Text("1s")), .. settings];
        var failure = await Step("snapshot save", settings).FailAsync();

        Assert.Equal("etcd-unreachable", failure.Code);
        Assert.True(failure.Retryable);
        Assert.Contains(hint, failure.Hint, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    /// <summary>etcdctl stops when a flag is also in its environment, even as an empty variable.</summary>
    [Theory]
    [InlineData("ETCDCTL_ENDPOINTS", "https://127.0.0.1:1")]
    [InlineData("ETCDCTL_ENDPOINTS", "")]
    [InlineData("ETCDCTL_WRITE_OUT", "table")]
    [InlineData("ETCDCTL_API", "2")]
    public async Task Variables_of_the_operator_do_not_get_in_the_way(string name, string value)
    {
        RealEtcd.Require();
        var commands = new ProcessCommands { Environment = { [name] = value } };

        Assert.IsType<StepOutcome.Unchanged>(await Step("endpoint health").On(commands).RunAsync());
    }

    [Theory]
    [InlineData("a turned byte")]
    [InlineData("a missing end")]
    [InlineData("no database")]
    public async Task A_damaged_snapshot_is_found_out(string damage)
    {
        RealEtcd.Require();
        var path = Path.Combine(etcd.NewFolder(), "s.db");
        (await etcd.EtcdctlAsync("snapshot", "save", path)).Expect();
        var bytes = File.ReadAllBytes(path);
        if (damage == "a turned byte")
            bytes[bytes.Length / 3] ^= 0x20;
        bytes = damage switch { "a missing end" => bytes[..(bytes.Length / 2)], "no database" => new byte[100], _ => bytes };
        File.WriteAllBytes(path, bytes);

        Assert.Equal("snapshot-invalid", (await Step("snapshot status", ("path", ToolRun.Text(path))).FailAsync()).Code);
    }

    [Fact]
    public async Task A_snapshot_that_is_not_there_is_told_as_that()
    {
        RealEtcd.Require();
        Assert.Equal("snapshot-missing", (await Step("snapshot status", ("path", ToolRun.Text("/nowhere/s.db"))).FailAsync()).Code);
    }

    [Fact]
    public async Task A_snapshot_is_restored_to_a_new_folder_and_never_over_an_old_one()
    {
        RealEtcd.Require();
        var folder = etcd.NewFolder();
        (await etcd.EtcdctlAsync("snapshot", "save", folder + "/s.db")).Expect();
        (string, Value)[] settings =
        [
            ("path", ToolRun.Text(folder + "/s.db")), ("data-dir", ToolRun.Text(folder + "/data")), ("name", ToolRun.Text("m1")),
            ("initial-cluster", ToolRun.Text("m1=http://127.0.0.1:1")),
            ("initial-advertise-peer-urls", ToolRun.Text("http://127.0.0.1:1")),
        ];

        Assert.IsType<StepOutcome.Succeeded>(await Offline("snapshot restore", settings).RunAsync());
        var made = File.GetLastWriteTimeUtc(folder + "/data/member/snap/db");

        Assert.Equal("data-dir-exists", (await Offline("snapshot restore", settings).FailAsync()).Code);
        Assert.Equal(made, File.GetLastWriteTimeUtc(folder + "/data/member/snap/db"));
        Assert.IsType<StepOutcome.Succeeded>(await Offline("defrag", ("data-dir", ToolRun.Text(folder + "/data"))).RunAsync());
    }

    [Fact]
    public async Task A_restore_that_fails_says_what_it_left_behind()
    {
        RealEtcd.Require();
        var folder = etcd.NewFolder();
        (await etcd.EtcdctlAsync("snapshot", "save", folder + "/s.db")).Expect();
        var bytes = File.ReadAllBytes(folder + "/s.db");
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder + "/s.db", bytes);

        var step = Offline("snapshot restore", ("path", ToolRun.Text(folder + "/s.db")), ("data-dir", ToolRun.Text(folder + "/data")));
        var failure = await step.FailAsync();

        Assert.Equal("restore-failed", failure.Code);
        Assert.Contains(folder + "/data", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_healthy_member_is_healthy()
    {
        RealEtcd.Require();
        var outcome = await Step("endpoint health", ("cluster", ToolRun.Flag(true))).RunAsync();
        var outputs = Assert.IsType<StepOutcome.Unchanged>(outcome).Outputs;

        Assert.Equal(ToolRun.Flag(true), outputs["healthy"]);
    }

    [Fact]
    public async Task Health_names_the_endpoint_that_does_not_answer()
    {
        RealEtcd.Require();
        var endpoints = new Value.List([ToolRun.Text(etcd.Endpoint), ToolRun.Text("https://127.0.0.1:1")]);

        var failure = await Step("endpoint health", ("endpoints", endpoints), ("command-timeout", ToolRun.Text("1s"))).FailAsync();

        Assert.Equal("etcd-unhealthy", failure.Code);
        Assert.Contains("1 of 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(etcd.Endpoint, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_members_and_alarms_are_told()
    {
        RealEtcd.Require();
        var (_, revision) = await etcd.CountAsync();

        var status = Assert.IsType<StepOutcome.Unchanged>(await Step("endpoint status").RunAsync()).Outputs;
        Assert.Equal(new Value.Integer(revision), status["revision"]);
        Assert.Equal(new Value.Text(etcd.Endpoint), status["leader"]);

        var members = Assert.IsType<StepOutcome.Unchanged>(await Step("member list").RunAsync()).Outputs;
        Assert.Equal(new Value.Integer(1), members["count"]);
        Assert.Equal(new Value.Text("live"), ((Value.Map)((Value.List)members["members"]!).Items[0])["name"]);

        Assert.Equal(new Value.Integer(0), Assert.IsType<StepOutcome.Unchanged>(await Step("alarm list").RunAsync()).Outputs["count"]);
    }

    [Fact]
    public async Task Each_member_is_defragmented_once_and_its_keys_stay()
    {
        RealEtcd.Require();
        var before = await etcd.CountAsync();
        var commands = new ProcessCommands();

        var outcome = await Step("defrag", ("cluster", ToolRun.Flag(true))).On(commands).RunAsync();
        var outputs = Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs;

        Assert.Equal(["members", "member-1"], commands.Started);
        Assert.Equal(new Value.Text(etcd.Endpoint), ((Value.Map)((Value.List)outputs["members"]!).Items[0])["endpoint"]);
        Assert.Equal(before, await etcd.CountAsync());
    }

    private static ToolRun Offline(string verb, params (string, Value)[] settings) =>
        new ToolRun("etcdctl", verb, settings).On(new ProcessCommands()).On(new LocalFiles());

    /// <summary>A verb with the settings that reach the member; what the test gives goes first.</summary>
    private ToolRun Step(string verb, params (string Name, Value Value)[] settings)
    {
        (string, Value)[] reach =
        [
            ("endpoints", ToolRun.Text(etcd.Endpoint)), ("cacert", ToolRun.Text(etcd.AuthorityFile)),
            ("cert", ToolRun.Text(etcd.CertificateFile)),
            ("key", ToolRun.Text(etcd.KeyFile)),
        ];
        return Offline(verb, [.. settings, .. verb.StartsWith("snapshot status", StringComparison.Ordinal) ? [] : reach]);
    }
}
