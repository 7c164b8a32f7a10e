using System.Collections.Immutable;
using RunbookEngine.Cli.Live;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Cli;

/// <summary>However many hosts there are, an operator sees on one screen what failed, what is at work and what is left.</summary>
public sealed class LaneOutputTests
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Of_eighty_lanes_the_failed_come_first_and_the_rest_is_folded()
    {
        var plan = Plan(80, "batches: [1, 79], max-failures: 3");
        var state = State([.. Lane("w1", 90), .. Lane("w2", 130), .. Begun("w3"), .. Failed("w4"), .. Enumerable.Range(5, 6).SelectMany(i => Lane($"w{i}", 10))]);

        var lines = new LaneText(plan, new(false), 100).Lines(plan[new("all")], state, s_begin.AddSeconds(70)).ToList();

        Assert.Equal(
        [
            "all  80 lanes, batch 2 of 2: 8 done, 1 failed, 1 at work, 70 not begun",
            "  ✗ w4   first: the script exited with 3",
            "  ▶ w3   0 of 2 steps, first for 1m10s",
            "  ✓ 8 lanes done, the slowest w2 in 2m10s",
        ], lines[..4]);
        Assert.StartsWith("  · 70 not begun: w11, w12, ", lines[4], StringComparison.Ordinal);
        Assert.Equal(5, lines.Count);
        Assert.All(lines, static l => Assert.InRange(TerminalText.Width(l), 1, 100));
    }

    [Fact]
    public void A_few_lanes_that_are_done_take_a_line_each()
    {
        var plan = Plan(3, "batches: all");
        var state = State([.. Lane("w1", 80), .. Lane("w2", 5)]);

        Assert.Equal(
            ["all  3 lanes: 2 done, 1 not begun", "  ✓ w1  2 steps  1m20s", "  ✓ w2  2 steps  5.0s", "  · 1 not begun: w3"],
            new LaneText(plan, new(false), 80).Lines(plan[new("all")], state, null));
    }

    [Fact]
    public void The_last_words_say_why_no_more_lanes_were_started_and_on_which_host_a_step_failed()
    {
        var plan = Plan(4, "batches: 2");
        var state = State([.. Failed("w1"), .. Stopped()]);

        var text = string.Join('\n', new RunSummary(new("run"), plan, new(false), 100, static (c, r, rest) => $"runbook {c} {r} {rest}".Trim()).Lines(state));

        Assert.Contains("all  4 lanes, batch 1 of 2: 1 failed, 3 not begun\n  stopped: w1 failed, and `max-failures` allows 0\n  ✗ w1  first: the script exited with 3", text, StringComparison.Ordinal);
        Assert.Contains("step  all[w1]/first  (shell on w1, example.yaml:", text, StringComparison.Ordinal);
        Assert.Contains("runbook resume run", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_closed_is_told_with_the_command_that_goes_on()
    {
        var plan = Plan(2, "batches: 1");
        var state = State(
        [
            .. Lane("w1", 60),
            new RunEvent.RunStopped { At = s_begin, Reason = StopReason.Window, Note = "the window closes at 04:00; all[w2] would not be done by then" },
        ]);

        var lines = new RunSummary(new("run"), plan, new(false), 100, static (c, r, rest) => $"runbook {c} {r} {rest}".Trim()).Lines(state).ToList();

        Assert.StartsWith("paused after ", lines[1], StringComparison.Ordinal);
        Assert.Equal("why   the window closes at 04:00; all[w2] would not be done by then", lines[2]);
        Assert.Equal("to go on   runbook resume run", lines[^1]);
    }

    [Fact]
    public void Events_tell_of_batches_and_lanes_and_a_live_view_is_spared_their_steps()
    {
        var plan = Plan(2, "batches: 1");
        RunEvent[] events = [.. Lane("w1", 60)];

        Assert.Equal(
            ["all             batch 1 of 2: w1", "all[w1]         lane done in 1m00s: 2 steps"],
            Told(plan, events, brief: true));
        Assert.Equal(6, Told(plan, events, brief: false).Count);
    }

    [Fact]
    public void The_live_view_says_how_many_lanes_are_done()
    {
        var plan = Plan(80, "batches: [1, 79]");
        var board = new LiveBoard(plan);
        var state = RunState.Empty;
        foreach (var e in (RunEvent[])[Created(), .. ForEach(), .. Lane("w1", 60), .. Enumerable.Range(2, 79).SelectMany(i => Begun($"w{i}"))])
            board.Take([e], state = state.Apply(e));

        var lines = LiveFrame.Lines(board, s_begin.AddSeconds(9), (100, 30), colours: false);

        Assert.InRange(lines.Count, 2, 14);
        Assert.Equal("2 of 160 steps, 9s · batch 2 of 2, 1 of 80 lanes done · Ctrl-C lets go, commands go on", lines[^1]);
    }

    private static List<string> Told(Plan plan, RunEvent[] events, bool brief)
    {
        var text = new EventText(new("run"), plan, new(false), brief);
        var state = RunState.Empty.Apply(Created());
        var told = new List<string>();
        foreach (var e in events)
            told.AddRange(text.Of(e, state = state.Apply(e)));
        return told;
    }

    private static Plan Plan(int hosts, string settings)
    {
        var runbook = Yaml.Runbook($$$"""
            targets: { workers: { group: all } }
            steps:
              - { id: all, for-each: workers, {{{settings}}}, steps: [{ id: first, shell: "true" }, { id: second, shell: "true" }] }
            """);
        var inventory = Inventories.Read($"apiVersion: inventory/v1\nhosts:\n  w[1:{hosts}]: {{}}\n");
        return Planner.Plan(runbook, new() { Expressions = new ScribanEvaluator(), Inputs = new([]), Environment = new([]), Inventory = inventory });
    }

    private static RunState State(RunEvent[] events) => RunState.Fold([Created(), .. ForEach(), .. events]);

    private static RunEvent[] ForEach() => [Started("all", null)];

    private static RunEvent[] Lane(string host, int seconds) =>
    [
        .. Begun(host), Finished($"all[{host}]/first", seconds), Started($"all[{host}]/second", host, seconds), Finished($"all[{host}]/second", seconds), Finished($"all[{host}]", seconds),
    ];

    private static RunEvent[] Begun(string host) => [Started($"all[{host}]", null), Started($"all[{host}]/first", host)];

    private static RunEvent[] Failed(string host) =>
    [
        .. Begun(host),
        Failed($"all[{host}]/first", new("exit-status", "the script exited with 3", Retryable: false)),
        new RunEvent.StepSkipped { At = s_begin, Step = new($"all[{host}]/second"), Reason = SkipReason.NeedFailed, Cause = new($"all[{host}]/first") },
        Failed($"all[{host}]", new("inside", "inside", Retryable: false)),
    ];

    private static RunEvent[] Stopped() =>
    [
        Failed("all", new("max-failures", "stopped: w1 failed, and `max-failures` allows 0", Retryable: false)),
        new RunEvent.SectionStarted { At = s_begin, Section = RunSection.Finally },
        new RunEvent.RunFinished { At = s_begin, Result = RunResult.Failed, Outputs = new([]) },
    ];

    private static RunEvent.StepStarted Started(string step, string? host, int seconds = 0) =>
        new() { At = s_begin.AddSeconds(seconds), Step = new(step), Attempt = 1, Target = host };

    private static RunEvent.StepFinished Finished(string step, int seconds) =>
        new() { At = s_begin.AddSeconds(seconds), Step = new(step), Attempt = 1, Result = StepResult.Succeeded, Outputs = new([]) };

    private static RunEvent.StepFinished Failed(string step, StepFailure failure) =>
        new() { At = s_begin, Step = new(step), Attempt = 1, Result = StepResult.Failed, Outputs = new([]), Failure = failure };

    private static RunEvent.RunCreated Created() => new()
    {
        At = s_begin, Name = "example", Hash = "0", Sources = [], BaseDirectory = "/", Inputs = new([]), SecretInputs = ImmutableArray<string>.Empty, Environment = new([]), Lock = null,
        EngineVersion = "test", By = new("host", "boot", 1, 1, "ada"), Parallelism = 10,
    };
}
