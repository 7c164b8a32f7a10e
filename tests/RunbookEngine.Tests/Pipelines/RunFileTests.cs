using System.Xml.Linq;
using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>The files that other systems read of a run: JUnit XML, and metrics for Prometheus.</summary>
public sealed class RunFileTests : IDisposable
{
    private const string Text = """
        apiVersion: runbook/v1
        name: two
        inputs:
          fails: { type: boolean, default: true }
        steps:
          - id: first
            shell: echo hi
          - id: second
            if: inputs.fails
            shell: |
              printf '<b>\007\033[1m ]]> &\n' >&2
              test -e mended
          - id: third
            shell: echo done
        """;

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_run_is_a_test_suite_with_a_case_for_each_step_and_a_resume_writes_it_anew()
    {
        _bench.Write("two.yaml", Text);

        (await _bench.RunAsync("run", "two.yaml", "--yes", "--junit", "r.xml")).Expect(1);

        var suite = XDocument.Parse(_bench.Read("r.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("two", "4", "2", "1"), (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal(["the whole run", "first", "second", "third"], suite.Elements("testcase").Select(static c => c.Attribute("name")!.Value));
        Assert.Equal(["the run is failed", "second: the script exited with 1"], suite.Descendants("failure").Select(static f => f.Attribute("message")!.Value));
        Assert.Contains("<b>\ufffd ]]> &", suite.Descendants("failure").Last().Value, StringComparison.Ordinal);
        Assert.Equal("`second` was not done", suite.Descendants("skipped").Single().Attribute("message")!.Value);

        _bench.Write("mended", "");
        (await _bench.RunAsync("resume", "--junit", "r.xml")).Expect(0);

        Assert.Equal("0", XDocument.Parse(_bench.Read("r.xml")).Root!.Element("testsuite")!.Attribute("failures")!.Value);
    }

    [Fact]
    public async Task A_run_that_waits_has_not_passed()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Sure?\n");

        (await _bench.RunAsync("run", "ask.yaml", "--yes", "--junit", "r.xml")).Expect(3);

        var suite = XDocument.Parse(_bench.Read("r.xml")).Root!.Element("testsuite")!;
        Assert.Equal("the run is waiting", suite.Descendants("failure").Single().Attribute("message")!.Value);
        Assert.Equal("waits for an approval: Sure?", suite.Descendants("skipped").Single().Attribute("message")!.Value);
    }

    [Fact]
    public async Task Metrics_say_how_the_run_stands()
    {
        _bench.Write("two.yaml", Text);

        var run = (await _bench.RunAsync("run", "two.yaml", "--yes", "--metrics-file", "runbook.prom")).Expect(1).Run;

        var lines = _bench.Read("runbook.prom").TrimEnd('\n').Split('\n');
        Assert.Contains($"runbook_run_info{{runbook=\"two\",run=\"{run}\"}} 1", lines);
        Assert.Contains("runbook_run_status{runbook=\"two\",status=\"failed\"} 1", lines);
        Assert.Contains("runbook_run_status{runbook=\"two\",status=\"succeeded\"} 0", lines);
        Assert.Contains("runbook_run_steps{runbook=\"two\",status=\"failed\"} 1", lines);
        Assert.Contains("runbook_run_steps{runbook=\"two\",status=\"skipped\"} 1", lines);
        Assert.All(lines.Where(static l => l[0] != '#'), static l => Assert.Matches("""^runbook_[a-z_]+\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\} [0-9.]+$""", l));
        Assert.Empty(Directory.EnumerateFiles(_bench.Folder, ".*.draft"));
    }

    [Fact]
    public async Task Metrics_are_kept_while_the_run_is_at_work()
    {
        _bench.Write("look.yaml", "apiVersion: runbook/v1\nname: look\nsteps:\n  - id: look\n    shell: grep 'status=\"running\"} 1' runbook.prom\n");

        (await _bench.RunAsync("run", "look.yaml", "--yes", "--metrics-file", "runbook.prom")).Expect(0);
    }

    [Theory]
    [InlineData("--junit")]
    [InlineData("--metrics-file")]
    public async Task A_file_that_cannot_be_written_is_known_before_anything_starts(string option)
    {
        _bench.Write("two.yaml", Text);

        var result = (await _bench.RunAsync("run", "two.yaml", "--yes", option, "missing/x")).Expect(2);

        Assert.Contains("missing/x cannot be written: its folder does not exist; nothing was started", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }

    [Fact]
    public async Task A_file_that_can_no_longer_be_written_does_not_touch_the_run()
    {
        _bench.Write("gone.yaml", "apiVersion: runbook/v1\nname: gone\nsteps:\n  - shell: rm -r out\n");
        Directory.CreateDirectory(Path.Combine(_bench.Folder, "out"));

        var result = (await _bench.RunAsync("run", "gone.yaml", "--yes", "--junit", "out/r.xml")).Expect(0);

        Assert.Contains("r.xml cannot be written", result.Error, StringComparison.Ordinal);
    }
}
