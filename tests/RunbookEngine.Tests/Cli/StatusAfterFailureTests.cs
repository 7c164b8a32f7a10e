using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Cli;

/// <summary>After a failure or a crash the operator reads what a resume will do before it does it, and how the world was left.</summary>
public class StatusAfterFailureTests
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Plan s_plan = Planner.Plan(Yaml.Runbook("""
        steps:
          - { id: drain, kubectl: { drain: w1 } }
          - { id: look, needs: [], file: { stat: /etc/hosts } }
          - { id: careful, needs: [], shell: "true", interrupted: ask }
          - { id: bold, needs: [], shell: "true", interrupted: retry }
          - { id: broken, needs: [drain], shell: "exit 3" }
          - { id: after, needs: [broken], shell: "true" }
          - { id: last, shell: "true" }
        """));

    [Fact]
    public void What_is_in_flight_is_attached_to_or_looked_at_and_the_author_says_what_follows()
    {
        var lines = Lines([Started("look"), Started("careful"), Started("bold")]);

        Assert.Equal(
        [
            "  look    look takes up attempt 1, which changes nothing",
            "  attach  careful goes on with attempt 1; if its command is gone, looks whether it is done, else asks you",
            "  attach  bold goes on with attempt 1; if its command is gone, looks whether it is done, else runs it again",
            "  run     then drain and 3 more that were not begun or were skipped",
        ], lines);
    }

    [Fact]
    public void What_failed_is_tried_again_and_what_was_skipped_for_it_runs_then()
    {
        var lines = Lines([Started("broken"), Failed("broken"), Skipped("after", "broken"), Skipped("last", "after")]);

        Assert.Contains("  retry   broken looks first, then tries again, attempt 2", lines);
        Assert.Contains("  run     then drain and 5 more that were not begun or were skipped", lines);
    }

    [Fact]
    public void A_step_in_doubt_asks()
    {
        var lines = Lines([Started("careful"), new RunEvent.StepWaiting { At = s_begin, Step = new("careful"), Wait = new(WaitKind.Doubt, "its host was restarted") }]);

        Assert.Contains("  ask     careful is in doubt: its host was restarted", lines);
    }

    [Fact]
    public void Of_many_that_are_alike_a_few_are_told()
    {
        var lines = new ResumeText(State([Started("careful"), Started("bold"), Started("broken"), Started("last")]), s_plan, new(false), 60).Lines().ToList();

        Assert.Contains(lines, static l => l.Contains("and 2 more: broken, last", StringComparison.Ordinal));
        Assert.All(lines, static l => Assert.InRange(l.Length, 1, 60));
    }

    [Fact]
    public void A_node_that_stayed_cordoned_is_told()
    {
        var drained = State([Started("drain"), Finished("drain", ("node", new Value.Text("w1")), ("cordoned", new Value.Flag(true))), Started("broken")]);

        Assert.Equal(
            ["w1 takes no new pods: this run cordoned it", "what was begun on this machine may still be at work, or have ended since"], WorldText.Sentences(drained, s_plan));
        Assert.Empty(WorldText.Sentences(State([Started("drain"), Finished("drain", ("node", new Value.Text("w1")), ("cordoned", new Value.Flag(false)))]), s_plan));
    }

    private static List<string> Lines(RunEvent[] events) => [.. new ResumeText(State(events), s_plan, new(false), 200).Lines()];

    private static RunState State(RunEvent[] events) => RunState.Fold(events.Prepend(new RunEvent.RunCreated
    {
        At = s_begin, Name = "example", Hash = "0", Sources = [], BaseDirectory = "/", Inputs = new([]), SecretInputs = [], Environment = new([]), Lock = null,
        EngineVersion = "test", By = new("host", "boot", 1, 1, "ada"), Parallelism = 10,
    }));

    private static RunEvent.StepStarted Started(string step) => new() { At = s_begin, Step = new(step), Attempt = 1 };

    private static RunEvent.StepFinished Finished(string step, params (string Name, Value Value)[] outputs) => new()
    {
        At = s_begin, Step = new(step), Attempt = 1, Result = StepResult.Succeeded, Outputs = new([.. outputs.Select(static o => new KeyValuePair<string, Value>(o.Name, o.Value))]),
    };

    private static RunEvent.StepFinished Failed(string step) =>
        new() { At = s_begin, Step = new(step), Attempt = 1, Result = StepResult.Failed, Outputs = new([]), Failure = new("exit-status", "the script exited with 3", Retryable: false) };

    private static RunEvent.StepSkipped Skipped(string step, string cause) => new() { At = s_begin, Step = new(step), Reason = SkipReason.NeedFailed, Cause = new(cause) };
}
