using System.Collections.Immutable;
using RunbookEngine.Cli;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>Lanes that run side by side are told one after the other, since groups cannot lie within one another.</summary>
public sealed class GitHubLaneTests
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Each_lane_is_a_group_of_its_own_and_the_one_that_failed_is_annotated()
    {
        var (log, page) = await ToldAsync(
            Started("all", null), Started("all[w1]", null), Started("all[w2]", null), Started("all[w1]/first", "w1"), Started("all[w2]/first", "w2"),
            Ended("all[w1]/first") with { Stdout = new("one\n::error::forged\n", "", 0, null) },
            Failed("all[w2]/first", new("exit-status", "it exited with 3", Retryable: false, "look at it")), Started("all[w1]/second", "w1"), Failed("all[w2]", new("inside", "inside", Retryable: false)),
            Ended("all[w1]/second"), Ended("all[w1]"));

        Assert.Equal("""
            03:04:05 all             2 lanes in 1 batch
            ::error file=example.yaml,line=5,endLine=5,col=57,title=all[w2]/first failed on w2::it exited with 3 (exit-status)%0Atry: look at it
            ::group::03:04:05 all[w2]         lane failed in 0ms
            03:04:05 all[w2]/first   started
            03:04:05 all[w2]/first   failed on w2 in 0ms
            03:04:05   why   it exited with 3 (exit-status)
            03:04:05   try   look at it
            ::endgroup::
            ::group::03:04:05 all[w1]         lane done in 0ms: 2 steps
            03:04:05 all[w1]/first   started
            03:04:05 all[w1]/first   succeeded in 0ms
                | one
                | ::error::forged
            03:04:05 all[w1]/second  started
            03:04:05 all[w1]/second  succeeded in 0ms
            ::endgroup::

            """, log);
        Assert.Contains("""
            | | lane | took | steps | |
            | --- | --- | --- | --- | --- |
            | ✗ | `all[w2]` | 0ms | 1 of 2 | failed at `all[w2]/first` |
            | ✓ | `all[w1]` | 0ms | 2 of 2 | succeeded |
            """, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lane_in_which_the_run_stopped_is_not_lost()
    {
        var (log, _) = await ToldAsync(Started("all", null), Started("all[w1]", null), Started("all[w1]/first", "w1"));

        Assert.EndsWith("::group::all[w1]  not over\n03:04:05 all[w1]/first   started\n::endgroup::\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_of_a_thousand_lanes_that_failed_is_far_below_the_limit()
    {
        var plan = Plan(1000);
        var events = Enumerable.Range(1, 1000).SelectMany(i => new RunEvent[]
        {
            Started($"all[w{i}]", null), Started($"all[w{i}]/first", $"w{i}"),
            Failed($"all[w{i}]/first", new("exit-status", new('x', 300), Retryable: false, new('y', 300), [.. Enumerable.Repeat(new string('`', 200), 20)])), Failed($"all[w{i}]", new("inside", "inside", Retryable: false)),
        });

        var page = string.Join('\n', Summary(plan).Lines(RunState.Fold([Created(), Started("all", null), .. events])));

        Assert.InRange(page.Length, 20_000, 300_000);
        Assert.Contains("990 more failed.", page, StringComparison.Ordinal);
        Assert.Contains("and 500 more.", page, StringComparison.Ordinal);
    }

    private static async Task<(string Log, string Page)> ToldAsync(params RunEvent[] events)
    {
        var output = new StringWriter();
        var plan = Plan(2);
        await using var session = new CliSession(new() { In = TextReader.Null, Out = output, Error = output, ReadSecret = static () => null, Environment = static _ => null, CurrentDirectory = "/", Random = new() });
        var summary = new RunSummary(new("run"), plan, new(false), 100, Command);
        var state = RunState.Empty.Apply(Created());
        await using (var reporter = new GitHubReporter(
            new(output, isJson: false), plan, new(new("run"), plan, new(false), brief: false), new(plan, static s => s), summary, Summary(plan), new(session), new FakeClock()))
        {
            foreach (var e in events)
                reporter.OnEvents([e], state = state.Apply(e));
        }

        return (output.ToString(), string.Join('\n', Summary(plan).Lines(state)));
    }

    private static StepSummary Summary(Plan plan) => new(new("run"), plan, new(new("run"), plan, new(false), int.MaxValue, Command), Command, static s => s);

    private static string Command(string command, RunId? run, string? rest) => $"runbook {command} {run} {rest}".Trim();

    private static Plan Plan(int hosts)
    {
        var runbook = Yaml.Runbook("""
            targets: { workers: { group: all } }
            steps:
              - { id: all, for-each: workers, batches: all, steps: [{ id: first, shell: "true" }, { id: second, shell: "true" }] }
            """);
        var inventory = Inventories.Read($"apiVersion: inventory/v1\nhosts:\n  w[1:{hosts}]: {{}}\n");
        return Planner.Plan(runbook, new() { Expressions = new ScribanEvaluator(), Inputs = new([]), Environment = new([]), Inventory = inventory });
    }

    private static RunEvent.StepStarted Started(string step, string? host) => new() { At = s_begin, Step = new(step), Attempt = 1, Target = host };

    private static RunEvent.StepFinished Ended(string step) => new() { At = s_begin, Step = new(step), Attempt = 1, Result = StepResult.Succeeded, Outputs = new([]) };

    private static RunEvent.StepFinished Failed(string step, StepFailure failure) => Ended(step) with { Result = StepResult.Failed, Failure = failure };

    private static RunEvent.RunCreated Created() => new()
    {
        At = s_begin, Name = "example", Hash = "0", Sources = [], BaseDirectory = "/", Inputs = new([]), SecretInputs = ImmutableArray<string>.Empty, Environment = new([]), Lock = null,
        EngineVersion = "test", By = new("host", "boot", 1, 1, "ada"), Parallelism = 10,
    };
}
