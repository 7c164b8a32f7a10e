using System.Diagnostics;
using RunbookEngine.Cli.Telemetry;
using RunbookEngine.Model;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>A collector is told of a run what its journal says, and the run never depends on the collector.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Lanes = """
        apiVersion: runbook/v1
        name: patch
        targets:
          workers: { hosts: [w1, w2] }
        inputs:
          token: { type: secret }
          fails: { type: boolean, default: false }
        steps:
          - id: before
            shell: "true"
          - id: all
            for-each: workers
            as: node
            batches: [1, 1]
            steps:
              - id: look
                on: local
                shell: { script: "echo $TOKEN && printf 'only on the host'", env: { TOKEN: "{{ inputs.token }}" } }
              - id: act
                on: local
                shell: exit 7
                if: inputs.fails
                retry: { attempts: 2, delay: 0s }
        """;

    private readonly CliBench _bench = new();
    private readonly Collector _collector = new();

    public TelemetryTests() => _bench.Write("inventory.yaml", "apiVersion: inventory/v1\nhosts:\n  w[1:2]: { address: \"127.0.0.[1:2]\" }\n");

    public void Dispose()
    {
        _collector.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_run_is_one_trace_of_its_lanes_their_steps_and_their_commands()
    {
        Listen();
        var began = DateTimeOffset.UtcNow;
        var run = (await RunLanesAsync()).Expect(0).Run;

        var spans = _collector.Spans;
        Assert.Equal(TraceIds.Of(new(run)).ToHexString(), Assert.Single(spans.Select(static s => s.Trace).Distinct()));
        Assert.All(spans, s => Assert.Equal(run, s.Tags["cicd.pipeline.run.id"]));
        Assert.Equal(
            ["RUN patch", "RUN patch > all > all[w1] > look > shell", "RUN patch > all > all[w2] > look > shell", "RUN patch > before > shell"],
            Leaves(spans).Prepend("RUN patch").Order(StringComparer.Ordinal));

        var root = spans.Single(static s => s.Parent.Length == 0);
        Assert.Equal((ReceivedSpan.Server, "patch", "RUN", "success"), (root.Kind, root.Tags["cicd.pipeline.name"], root.Tags["cicd.pipeline.action.name"], root.Tags["cicd.pipeline.result"]));
        Assert.Equal(("w2", "2"), (Named(spans, "all[w2]").Tags["host.name"], Named(spans, "all[w2]").Tags["runbook.lane.batch"]));
        var command = spans.First(static s => s.Name == "shell");
        Assert.Equal(("0", "1", "before#1", "succeeded"), (command.Tags["process.exit.code"], command.Tags["runbook.attempt"], command.Tags["cicd.pipeline.task.run.id"], command.Tags["runbook.step.outcome"]));
        Assert.Equal("runbook", root.Resource["service.name"]);

        var byId = spans.ToDictionary(static s => s.Id);
        Assert.All(spans.Where(static s => s.Parent.Length > 0), s => Assert.True(byId[s.Parent].Start <= s.Start && s.End <= byId[s.Parent].End, $"{s.Name} is not within its parent"));
        Assert.InRange((long)root.Start / 1_000_000, began.ToUnixTimeMilliseconds() - 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Contains(root.Events, static e => e.Name == "section");
        Assert.Contains(Named(spans, "all[w1]").Events, static e => e is { Name: "skipped" } && e.Tags["runbook.step"] == "all[w1]/act" && e.Tags["runbook.skip.reason"] == "condition");
    }

    [Fact]
    public async Task A_failure_marks_the_command_its_step_its_lane_and_the_run_with_what_happened()
    {
        Listen();

        (await RunLanesAsync("--input", "fails=true")).Expect(1);

        var spans = _collector.Spans;
        var commands = spans.Where(static s => s.Name == "shell" && s.Tags["cicd.pipeline.task.name"] == "all[w1]/act").ToList();
        Assert.Equal(["1", "2"], commands.Select(static s => s.Tags["runbook.attempt"]));
        Assert.All(commands, static s => Assert.Equal((ReceivedSpan.Error, "the script exited with 7", "exit-status"), (s.Status, s.Message, s.Tags["error.type"])));
        Assert.Equal("7", commands[1].Tags["process.exit.code"]);
        Assert.Equal(["retry"], Named(spans, "act").Events.Select(static e => e.Name));
        Assert.Equal((ReceivedSpan.Error, "failure"), (Named(spans, "all[w1]").Status, Named(spans, "all[w1]").Tags["cicd.pipeline.task.run.result"]));
        var root = Named(spans, "RUN patch");
        Assert.Equal((ReceivedSpan.Error, "failure", "exit-status"), (root.Status, root.Tags["cicd.pipeline.result"], root.Tags["error.type"]));
        Assert.Equal("all[w1]/act failed: the script exited with 7", root.Message);
    }

    [Fact]
    public async Task Neither_secrets_nor_commands_nor_what_they_wrote_are_told()
    {
        Listen();

        (await RunLanesAsync()).Expect(0);

        Assert.Contains("all[w2]", _collector.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", _collector.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("printf", _collector.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("only on the host", _collector.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resumed_run_goes_on_in_the_same_trace_and_takes_up_what_was_waiting()
    {
        Listen();
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - id: ok\n    approve: Sure?\n  - id: go\n    shell: 'true'\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
        (await _bench.RunAsync("approve")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(0);

        var spans = _collector.Spans;
        Assert.Single(spans.Select(static s => s.Trace).Distinct());
        var (first, second) = (Named(spans, "RUN ask"), Named(spans, "RESUME ask"));
        Assert.Equal(("waiting", "success", "1"), (first.Tags["cicd.pipeline.result"], second.Tags["cicd.pipeline.result"], second.Tags["runbook.run.resumes"]));
        Assert.True(first.End <= second.Start);
        var asked = spans.Where(static s => s.Name == "ok").ToList();
        Assert.Equal([first.Id, second.Id], asked.Select(static s => s.Parent));
        Assert.Equal(["waiting", "let go"], asked[0].Events.Select(static e => e.Name));
        Assert.Equal(["resumed", "approved"], asked[1].Events.Select(static e => e.Name));
        Assert.Equal(second.Id, Named(spans, "go").Parent);
    }

    [Fact]
    public async Task An_undo_is_a_span_of_its_own_in_the_trace_and_ends_all_that_it_began()
    {
        Listen();
        _bench.Write("take.yaml", "apiVersion: runbook/v1\nname: take\nsteps:\n  - id: put\n    shell: 'true'\n    undo:\n      - id: back\n        shell: 'true'\n  - id: ok\n    approve: Sure?\n");
        (await _bench.RunAsync("run", "take.yaml", "--yes")).Expect(3);

        (await _bench.RunAsync("undo", "--yes")).Expect(0);

        var undo = Named(_collector.Spans, "UNDO take");
        Assert.Equal((Named(_collector.Spans, "RUN take").Trace, "success", "undone"), (undo.Trace, undo.Tags["cicd.pipeline.result"], undo.Tags["runbook.run.status"]));
        var back = Named(_collector.Spans, "back");
        Assert.Equal((undo.Id, "undo"), (back.Parent, back.Tags["runbook.section"]));
        Assert.Equal(["back"], _collector.Spans.Where(s => s.Parent == undo.Id).Select(static s => s.Name));
    }

    [Fact]
    public async Task The_span_that_a_pipeline_names_is_the_parent()
    {
        Listen();
        _bench.Environment["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.All(_collector.Spans, static s => Assert.Equal("0af7651916cd43dd8448eb211c80319c", s.Trace));
        Assert.Equal("b7ad6b7169203331", Named(_collector.Spans, "RUN good").Parent);
    }

    [Fact]
    public async Task A_pipeline_that_does_not_sample_its_trace_gets_no_spans_but_figures()
    {
        Listen();
        _bench.Environment["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.Empty(_collector.Spans);
        Assert.NotEmpty(_collector.Points);
    }

    [Fact]
    public async Task Figures_count_steps_attempts_lanes_and_runs_and_are_called_as_in_the_file_for_Prometheus()
    {
        Listen();

        (await RunLanesAsync("--input", "fails=true", "--metrics-file", "r.prom")).Expect(1);

        var points = _collector.Points;
        Assert.Equal(2, Value(points, "runbook.steps", ("verb", "shell"), ("outcome", "succeeded")));
        Assert.Equal(1, Value(points, "runbook.steps", ("verb", "shell"), ("outcome", "failed")));
        Assert.Equal(2, Value(points, "runbook.steps", ("verb", "shell"), ("outcome", "skipped")));
        Assert.Equal(2, Value(points, "runbook.step.attempts", ("outcome", "failed")));
        Assert.Equal(1, Value(points, "runbook.lanes", ("outcome", "failed")));
        Assert.Equal(1, Value(points, "runbook.runs", ("status", "failed")));
        Assert.Equal(1UL, Point(points, "runbook.step.duration", ("outcome", "failed")).Count);
        Assert.Equal(1UL, Point(points, "cicd.pipeline.run.duration", ("cicd.pipeline.result", "failure")).Count);

        var known = points.Select(static p => PrometheusName(p)).ToHashSet();
        var file = _bench.Read("r.prom").Split('\n').Where(static l => l.StartsWith("# TYPE", StringComparison.Ordinal)).Select(static l => l.Split(' ')[2]).Where(static n => n != "runbook_run_info");
        Assert.All(file, name => Assert.Contains(name, known));
        Assert.Contains($"runbook_run_steps{{runbook=\"patch\",status=\"skipped\"}} {Value(points, "runbook.run.steps", ("runbook", "patch"), ("status", "skipped"))}\n", _bench.Read("r.prom"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_that_an_approval_took_is_told_by_the_one_who_goes_on()
    {
        Listen();
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - id: ok\n    approve: Sure?\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
        (await _bench.RunAsync("approve")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(0);

        var wait = Point(_collector.Points, "runbook.wait.duration", ("reason", "approval"));
        Assert.Equal(1UL, wait.Count);
        Assert.InRange(wait.Value, 0.001, 60);
    }

    [Fact]
    public async Task What_the_environment_says_of_the_service_and_of_headers_is_used()
    {
        _bench.Environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = _collector.Address + "/v1/traces";
        _bench.Environment["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "x-key=k1";
        _bench.Environment["OTEL_SERVICE_NAME"] = "night-shift";
        _bench.Environment["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=staging";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.Equal("k1", Assert.Single(_collector.Requests).Key);
        var resource = _collector.Spans[0].Resource;
        Assert.Equal(("night-shift", "staging"), (resource["service.name"], resource["deployment.environment.name"]));
        Assert.Empty(_collector.Points);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public async Task Nothing_is_sent_unless_it_is_asked_for(string? variable, string? value)
    {
        if (variable is not null)
        {
            _bench.Environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = _collector.Address + "/v1/traces";
            _bench.Environment[variable] = value!;
        }

        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        Assert.Equal("", (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0).Error);

        Assert.Empty(_collector.Requests);
    }

    [Fact]
    public async Task A_collector_that_never_answers_does_not_hold_the_run()
    {
        using var silent = new Collector(static () => 0);
        _bench.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = silent.Address;
        _bench.Environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "120000";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");
        var took = Stopwatch.StartNew();

        var result = (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.NotEmpty(silent.Requests);
        Assert.InRange(took.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal("warning: telemetry was not delivered: the collector did not answer in time; the run is not touched by it\n", result.Error);
    }

    [Fact]
    public async Task A_collector_that_refuses_or_is_gone_is_told_once_and_changes_no_exit_code()
    {
        using var refusing = new Collector(static () => 401);
        _bench.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = refusing.Address;
        _bench.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer s3cr3t";
        _bench.Write("bad.yaml", "apiVersion: runbook/v1\nname: bad\nsteps:\n  - assert: false\n");

        var refused = (await _bench.RunAsync("run", "bad.yaml", "--yes")).Expect(1);
        refusing.Dispose();
        var gone = (await _bench.RunAsync("run", "bad.yaml", "--yes")).Expect(1);

        Assert.Equal("warning: telemetry was not delivered: the collector answered 401; the run is not touched by it\n", refused.Error);
        Assert.Equal("warning: telemetry was not delivered: the collector was not reached (ConnectionError); the run is not touched by it\n", gone.Error);
    }

    [Fact]
    public async Task A_variable_that_makes_no_sense_is_told_and_the_run_goes_on_without()
    {
        _bench.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector.example/s3cr3t";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        var result = (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.Equal("warning: OTEL_EXPORTER_OTLP_ENDPOINT is no address that begins with http:// or https://; no telemetry is sent for it\n", result.Error);
    }

    [Fact]
    public async Task Lanes_of_a_cluster_name_their_nodes_and_the_run_its_cluster()
    {
        await using var bench = new ClusterBench();
        bench.Cluster.Add(Some.Node("w1"));
        bench.Cli.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address;
        bench.Cli.Write("up.yaml", """
            apiVersion: runbook/v1
            name: up
            targets: { workers: { nodes: "!control" } }
            steps:
              - id: up
                for-each: workers
                as: node
                steps:
                  - log: "{{ node.name }}"
                    on: local
            """);

        (await bench.Cli.RunAsync("run", "up.yaml", "--yes")).Expect(0);

        Assert.Equal("w1", Named(_collector.Spans, "up[w1]").Tags["k8s.node.name"]);
        Assert.Matches("^[0-9a-z-]+$", Named(_collector.Spans, "RUN up").Tags["k8s.cluster.uid"]);
    }

    [Fact]
    public async Task A_rehearsal_tells_nobody()
    {
        Listen();
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        (await _bench.RunAsync("rehearse", "good.yaml")).Expect(0);

        Assert.Empty(_collector.Requests);
    }

    private void Listen() => _bench.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address;

    private Task<CliResult> RunLanesAsync(params string[] rest)
    {
        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "s3cr3t";
        _bench.Write("patch.yaml", Lanes);
        return _bench.RunAsync(["run", "patch.yaml", "--yes", "--inventory", "inventory.yaml", .. rest]);
    }

    private static ReceivedSpan Named(IEnumerable<ReceivedSpan> spans, string name) => spans.Single(s => s.Name == name);

    /// <summary>The innermost spans, with the names of all around them.</summary>
    private static IEnumerable<string> Leaves(IReadOnlyList<ReceivedSpan> spans)
    {
        var byId = spans.ToDictionary(static s => s.Id);
        var parents = spans.Select(static s => s.Parent).ToHashSet();
        return spans.Where(s => !parents.Contains(s.Id)).Select(Way);

        string Way(ReceivedSpan span) => span.Parent.Length == 0 ? span.Name : $"{Way(byId[span.Parent])} > {span.Name}";
    }

    private static ReceivedPoint Point(IEnumerable<ReceivedPoint> points, string name, params (string Key, string Value)[] tags) =>
        points.Single(p => p.Name == name && tags.All(t => p.Tags.GetValueOrDefault(t.Key) == t.Value));

    private static double Value(IEnumerable<ReceivedPoint> points, string name, params (string Key, string Value)[] tags) => Point(points, name, tags).Value;

    /// <summary>As collectors write names for Prometheus.</summary>
    private static string PrometheusName(ReceivedPoint point) => point.Name.Replace('.', '_') + (point.Unit == "s" ? "_seconds" : "");
}
