using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public sealed class DiagnoseTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("diagnose");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_bundle_has_what_one_would_look_at_first()
    {
        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(Cluster()).RunAsync()).Outputs;

        var bundle = outputs["path"]!.ToString();
        Assert.Equal(
            ["budgets.txt", "events.txt", "logs/default_web-1_main.before-restart.log", "logs/default_web-1_main.log", "node.json", "pods.txt", "summary.txt"],
            Files(bundle));
        Assert.Contains("web needs a database", await ReadAsync(bundle, "logs/default_web-1_main.log"), StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", await ReadAsync(bundle, "node.json"), StringComparison.Ordinal);
        Assert.Equal("0700", Convert.ToString((int)File.GetUnixFileMode(bundle), 8).PadLeft(4, '0'));
    }

    [Fact]
    public async Task The_lines_that_tell_most_come_first()
    {
        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(Cluster()).RunAsync()).Outputs;

        Assert.Equal(
            [
                "node w1: not ready since 2025-06-01 11:58:00 UTC (runtime is down)",
                "node w1: its kubelet last renewed its Lease at 11:57:00 UTC, 180 s ago",
                "node w1 is cordoned, and under maintenance by runbook-engine/x",
                "budget default/web lets no pod go (0 healthy, 1 needed); it holds default/web-1",
                "pod default/web-1: CrashLoopBackOff, 4 restarts",
                "event 2025-06-01 11:59:00 Warning pod default/web-1: BackOff: Back-off restarting failed container (9 times)",
            ],
            ((Value.List)outputs["telling"]!).Items.Select(static i => i.ToString()));
    }

    [Fact]
    public async Task What_the_nodes_host_says_is_there_when_the_step_is_on_it()
    {
        var host = Host(static c => c.Arguments.Contains("journalctl") ? "12:00:00 w1 kubelet[1]: E0601 12:00:00.000001    1 kubelet.go:1] \"boom\" err=\"x\"\n12:00:01 w1 kubelet[1]: I0601 12:00:01.000001    1 fine\n"
                : c.Arguments.Contains("crictl") ? null : "fine\n");

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(Cluster()).On(host).With(static c => c with { Target = "w1" }).RunAsync()).Outputs;

        Assert.Contains("kubelet: E0601 12:00:00.000001 1 kubelet.go:1] \"boom\" err=\"x\"", ((Value.List)outputs["telling"]!).Items.Select(static i => i.ToString()));
        Assert.Contains("`crictl ps -a` on the host: ", await ReadAsync(outputs["path"]!.ToString(), "missing.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_hosts_journal_is_not_taken_for_the_nodes()
    {
        await Step(Cluster()).On(Host(static _ => throw new InvalidOperationException())).RunAsync();
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_is_named_and_the_rest_is_there()
    {
        var cluster = Cluster();
        cluster.Before = static r => r.Path.EndsWith("/events", StringComparison.Ordinal) ? FakeCluster.Refusal(403, "Forbidden", "no") : null;

        var bundle = Assert.IsType<StepOutcome.Succeeded>(await Step(cluster).RunAsync()).Outputs["path"]!.ToString();

        Assert.Equal("events: no\n", await ReadAsync(bundle, "missing.txt"));
        Assert.Contains("pods.txt", Files(bundle));
    }

    [Fact]
    public async Task An_engine_that_dies_at_any_request_leaves_no_half_bundle_and_ends_with_a_whole_one()
    {
        for (var moment = 0; ; moment++)
        {
            var cluster = new DyingCluster(Cluster()) { DiesAfter = moment };
            var step = Step(cluster).With(c => c with { Attempt = moment + 1 });
            var died = false;
            try
            {
                await step.RunAsync();
            }
            catch (CrashException)
            {
                died = true;
                Assert.DoesNotContain(Directory.GetDirectories(_folder.FullName), d => d.EndsWith($"-{moment + 1}", StringComparison.Ordinal));
            }

            cluster.DiesAfter = null;
            Assert.Equal(7, Files(Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs["path"]!.ToString()).Length);
            if (!died)
                break;
        }

        Assert.DoesNotContain(Directory.GetDirectories(_folder.FullName), static d => d.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_is_asked_for()
    {
        var cluster = Cluster();
        await Step(cluster).RunAsync();
        await Step(cluster, "").RunAsync();

        Assert.DoesNotContain(cluster.Requests, static r => r.Path.Contains("secrets", StringComparison.Ordinal) || r.Path.Contains("configmaps", StringComparison.Ordinal));
        Assert.All(cluster.Requests, static r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task A_failed_step_in_a_nodes_lane_is_told_what_stands_against_it()
    {
        var lines = await ExamineAsync(Cluster(), "systemctl", "w1", "not-active");

        Assert.Contains("pod default/web-1: CrashLoopBackOff, 4 restarts", lines);
        Assert.StartsWith($"more in {_folder.FullName}/w1-", lines[^1], StringComparison.Ordinal);
        Assert.True(Directory.Exists(lines[^1]["more in ".Length..]));
    }

    [Fact]
    public async Task A_failed_step_of_the_cluster_is_told_what_is_not_well_there()
    {
        var lines = await ExamineAsync(Cluster(), "kubectl", null, "cluster-refused");

        Assert.Contains("node w1: not ready since 2025-06-01 11:58:00 UTC (runtime is down)", lines);
        Assert.Contains("/cluster-", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shell", null, "exit-status")]
    [InlineData("kubectl", null, "cluster-unreachable")]
    [InlineData("kubectl", "w1", "bad-setting")]
    [InlineData("cluster", null, "upgrade-not-allowed")]
    public async Task Failures_that_a_look_at_the_cluster_would_not_explain_are_left_as_they_are(string tool, string? node, string code) =>
        Assert.Empty(await ExamineAsync(Cluster(), tool, node, code));

    [Fact]
    public async Task An_api_that_does_not_answer_leaves_what_the_host_says()
    {
        var cluster = Cluster();
        var asked = 0;
        cluster.Before = _ => ++asked > 0 ? throw FakeCluster.Lost() : null;
        var host = Host(static c => c.Arguments.Contains("journalctl") ? "kubelet[1]: E0601 12:00:00.000001    1 kubelet.go:1] \"boom\"\n" : null);

        var lines = await ExamineAsync(cluster, "systemctl", "w1", "not-active", host);

        Assert.Equal("kubelet: E0601 12:00:00.000001 1 kubelet.go:1] \"boom\"", lines[0]);
        Assert.Equal(1, asked);
    }

    private async Task<string[]> ExamineAsync(ICluster cluster, string tool, string? node, string code, ICommands? host = null)
    {
        var step = new FailedStep(new("20250601-120000-abcd"), new("upgrade[w1].drain"), tool, node, new(code, "it failed", Retryable: false)) { Commands = host };
        return [.. await new ClusterDiagnosis(cluster, _folder.FullName, new FakeClock(s_noon)).ExamineAsync(step, TestContext.Current.CancellationToken)];
    }

    /// <summary>A host; null: it has no such program.</summary>
    private static FakeCommands Host(Func<Command, string?> answer) =>
        new(c => answer(c) is { } text ? FakeCommands.Exited(0, text) : FakeCommands.Exited(127, stderr: "not found"));

    private static FakeCluster Cluster()
    {
        var cluster = new FakeCluster().Add(
            Some.Node("w1", isReady: false, isUnschedulable: true).With(static n =>
            {
                n["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kubelet" });
                n["status"]!["conditions"] = new JsonArray(Some.Condition("Ready", false).With(static c => (c["lastTransitionTime"], c["message"]) = ("2025-06-01T11:58:00Z", "runtime is down")));
            }),
            Some.Node("w2"),
            Some.NodeLease("w1", s_noon.AddMinutes(-3)),
            Some.NodeLease("node-w1", s_noon).With(static l =>
            {
                l["metadata"]!["namespace"] = "medik8s-leases";
                l["spec"]!["holderIdentity"] = "runbook-engine/x";
            }),
            Some.Pod("web-1", "w1", app: "web").With(static p => p["status"] = new JsonObject
            {
                ["phase"] = "Running", ["conditions"] = new JsonArray(Some.Condition("Ready", false)),
                ["containerStatuses"] = new JsonArray(new JsonObject { ["restartCount"] = 4, ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } } }),
            }),
            Some.Pod("web-2", "w1"),
            Some.Budget("web", "web", minAvailable: 1),
            Event("a", "web-1", "BackOff", "2025-06-01T11:59:00Z"),
            Event("b", "elsewhere", "BackOff", "2025-06-01T11:59:30Z"));
        cluster.Logs["default/web-1"] = "web needs a database\n";
        return cluster;
    }

    private static JsonObject Event(string name, string pod, string reason, string at) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Event", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["involvedObject"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = "default", ["name"] = pod },
        ["type"] = "Warning", ["reason"] = reason, ["message"] = "Back-off restarting failed container", ["lastTimestamp"] = at, ["count"] = 9,
    };

    private static string[] Files(string bundle) =>
        [.. Directory.EnumerateFiles(bundle, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(bundle, f)).Order(StringComparer.Ordinal)];

    private static Task<string> ReadAsync(string bundle, string file) => File.ReadAllTextAsync(Path.Combine(bundle, file), TestContext.Current.CancellationToken);

    private ToolRun Step(ICluster cluster, string node = "w1") =>
        new ToolRun("cluster", "diagnose", ("node", Text(node)), ("to", Text(_folder.FullName))).On(cluster).With(static c => c with { Clock = new FakeClock(s_noon) });
}
