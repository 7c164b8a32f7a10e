using RunbookEngine.Execution;
using RunbookEngine.Handlers.Etcdctl;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Etcd;

/// <summary>What the tools answer in situations that a healthy etcd on one machine cannot be brought into.</summary>
public class EtcdctlAnswersTests
{
    private const string NoSpace = """{"alarms":[{"memberID":10276657743932975437,"alarm":1}]}""";

    [Fact]
    public async Task An_alarm_fails_the_health_though_3_4_calls_it_healthy()
    {
        using var tools = new FakeEtcdTools("3.4.23", null)
            .Answer("endpoint health", """echo '[{"endpoint":"http://a:2379","health":true,"took":"1.1ms"}]'""")
            .Answer("alarm list", $"echo '{NoSpace}'");

        var failure = await Step("endpoint health").On(tools.Commands()).FailAsync();

        Assert.Equal("etcd-alarm", failure.Code);
        Assert.Contains("NOSPACE on member 8e9e05c52164694d", failure.Message, StringComparison.Ordinal);
        Assert.Contains("compaction", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alarm_that_3_5_reports_in_its_health_is_told_as_the_alarm_it_is()
    {
        using var tools = new FakeEtcdTools("3.5.21", "3.5.21")
            .Answer("endpoint health", """echo '[{"endpoint":"http://a:2379","health":false,"took":"1ms","error":"Active Alarm(s): NOSPACE "}]'; echo "Error: unhealthy cluster" >&2; exit 1""")
            .Answer("alarm list", $"echo '{NoSpace}'");

        Assert.Equal("etcd-alarm", (await Step("endpoint health").On(tools.Commands()).FailAsync()).Code);
    }

    [Fact]
    public async Task Disarming_without_an_alarm_changes_nothing()
    {
        using var tools = new FakeEtcdTools("3.4.23", null).Answer("alarm list", "echo '{}'");

        Assert.IsType<ProbeResult.Satisfied>(await Step("alarm disarm").On(tools.Commands()).ProbeAsync());
    }

    [Fact]
    public async Task Disarming_tells_what_it_disarmed()
    {
        using var tools = new FakeEtcdTools("3.4.23", null)
            .Answer("alarm list", $"echo '{NoSpace}'").Answer("alarm disarm", $"echo '{NoSpace}'");
        var step = Step("alarm disarm").On(tools.Commands());

        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
        Assert.Equal(new Value.Integer(1), Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs["count"]);
    }

    [Fact]
    public async Task A_snapshot_that_is_not_whole_does_not_keep_its_name()
    {
        using var tools = new FakeEtcdTools("3.4.23", null)
            .Answer("endpoint status", "echo '[]'")
            .Answer("snapshot save", "for path; do :; done; head -c 1056 /dev/zero >\"$path\"");
        var path = Path.Combine(tools.Folder, "new.db");
        var step = Step("snapshot save", ("path", ToolRun.Text(path))).On(tools.Commands()).On(new LocalFiles());

        var failure = await step.FailAsync();

        Assert.Equal("snapshot-invalid", failure.Code);
        Assert.False(File.Exists(path));
        Assert.True(File.Exists(path + ".invalid"));
    }

    [Fact]
    public async Task A_doubt_is_resolved_by_a_whole_snapshot_that_is_younger_than_the_attempt()
    {
        using var tools = new FakeEtcdTools("3.4.23", null);
        var path = tools.Snapshot();
        var step = Step("snapshot save", ("path", ToolRun.Text(path))).On(tools.Commands()).On(new LocalFiles());
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));

        step.With(c => c with { StartedAt = written.AddSeconds(-1) });
        Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());

        step.With(c => c with { StartedAt = written.AddSeconds(1) });
        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());

        step.With(c => c with { StartedAt = written.AddSeconds(-1), Attempt = 0 });
        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
    }

    [Fact]
    public async Task A_password_is_never_an_argument()
    {
        var commands = new FakeCommands(static _ => FakeCommands.Exited(0, "{}"));
        var step = Step("alarm disarm", ("user", ToolRun.Text("root")), ("password", ToolRun.Secret("swordfish"))).On(commands);

        await step.RunAsync();

        var command = Assert.Single(commands.Executed).Command;
        Assert.DoesNotContain(command.Arguments, static a => a.Contains("swordfish", StringComparison.Ordinal));
        Assert.Contains(command.Environment, static v => v.Key == "ETCDCTL_PASSWORD" && v.Value is Value.Secret);
    }

    [Fact]
    public void The_leader_is_defragmented_last_and_nobody_twice()
    {
        MemberFacts[] members =
        [
            Member("https://a:2379", "1", isLeader: true), Member("https://b:2379", "2"), Member("https://127.0.0.1:2379", "2"),
            Member("https://c:2379", "3"),
        ];

        Assert.Equal(["https://b:2379", "https://c:2379", "https://a:2379"], Defrag.InOrder([.. members]).Select(static m => m.Endpoint));
    }

    [Fact]
    public async Task No_member_is_defragmented_while_one_is_silent()
    {
        using var tools = new FakeEtcdTools("3.4.23", null)
            .Answer("endpoint status", "echo '[]'; echo 'connect: connection refused' >&2; exit 1");

        Assert.Equal("etcd-unreachable", (await Step("defrag").On(tools.Commands()).FailAsync()).Code);
        Assert.DoesNotContain(tools.Calls, static c => c.Contains("defrag", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("endpoint health")]
    [InlineData("endpoint status")]
    [InlineData("member list")]
    [InlineData("alarm list")]
    public async Task What_is_no_JSON_is_told_as_that(string verb)
    {
        using var tools = new FakeEtcdTools("3.6.4", "3.6.4").Answer(verb, "echo hello");

        Assert.Equal("unexpected-output", (await Step(verb).On(tools.Commands()).FailAsync()).Code);
    }

    private static MemberFacts Member(string endpoint, string id, bool isLeader = false) =>
        new(endpoint, id, "3.5.21", 0, 0, isLeader, false, 1, 1, [], "c");

    private static ToolRun Step(string verb, params (string, Value)[] settings) =>
        new("etcdctl", verb, [.. settings, ("endpoints", ToolRun.Text("http://a:2379"))]);
}
