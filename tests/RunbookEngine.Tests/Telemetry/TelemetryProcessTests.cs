using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>The program itself, the native one where there is one, tells a collector.</summary>
public sealed class TelemetryProcessTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose()
    {
        _bench.Write("go", "");
        _bench.Dispose();
    }

    [Fact]
    public async Task Spans_and_figures_arrive_and_a_killed_run_is_taken_up_in_its_trace()
    {
        using var collector = new Collector();
        (string, string?)[] environment = [("RUNBOOK_STORE", _bench.Store), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)];
        _bench.Write("long.yaml", """
            apiVersion: runbook/v1
            name: long
            steps:
              - id: first
                shell: "true"
              - id: long
                shell: |
                  echo begin >>out
                  until [ -e go ]; do sleep 0.02; done
            """);
        using (var run = RunbookProgram.Start(_bench.Folder, ["run", "long.yaml", "--yes"], environment))
        {
            await Eventually.Holds(() => _bench.Has("out"));
            Assert.True(await run.KillAsync());
        }

        _bench.Write("go", "");
        var resumed = await RunbookProgram.RunAsync(_bench.Folder, ["resume"], environment);

        Assert.True(resumed.Exit == 0, resumed.ToString());
        var spans = collector.Spans;
        var root = spans.Single(static s => s.Name == "RESUME long");
        var step = spans.Single(static s => s.Name == "long");
        var command = spans.Single(s => s.Name == "shell" && s.Parent == step.Id);
        Assert.Equal((root.Id, root.Trace), (step.Parent, command.Trace));
        Assert.Equal(["resumed", "taken up"], command.Events.Select(static e => e.Name));
        Assert.Equal("attached to its command, which had started before", command.Events[1].Tags["runbook.message"]);
        Assert.Contains(collector.Points, static p => p is { Name: "runbook.runs", Value: 1 });
        Assert.Equal("begin\n", _bench.Read("out"));
    }
}
