using RunbookEngine.Cli.Live;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>The live block fits its terminal and says what an operator looks for first.</summary>
public sealed class LiveFrameTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_running_step_shows_its_time_and_last_line()
    {
        var board = Board(Some.Runbook(Some.Step("save"), Some.Step("verify")), Started("save"));
        board.Say(new("save"), "\u001b[31m42 % done\u001b[0m");

        Assert.Equal(
            ["▶  save      7s  42 % done", "0 of 2 steps, 7s · Ctrl-C lets go, commands go on"],
            LiveFrame.Lines(board, Begin.AddSeconds(7), (80, 24), colours: false));
    }

    [Fact]
    public void A_step_that_is_over_is_counted_and_gone()
    {
        var board = Board(Some.Runbook(Some.Step("save"), Some.Step("verify")), Started("save"), Finished("save"), Started("verify"));

        var lines = LiveFrame.Lines(board, Begin.AddSeconds(7), (80, 24), colours: false);

        Assert.Equal(2, lines.Count);
        Assert.StartsWith("▶  verify", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1 of 2 steps", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void More_steps_than_rows_are_counted()
    {
        var names = Enumerable.Range(1, 40).Select(static i => $"s{i:00}").ToArray();
        var board = Board(Some.Runbook([.. names.Select(Some.Free)]), [.. names.Select(Started)]);

        var lines = LiveFrame.Lines(board, Begin, (80, 24), colours: false);

        Assert.Equal(13, lines.Count);
        Assert.Contains("and 29 more", lines[11], StringComparison.Ordinal);
    }

    [Fact]
    public void An_approval_is_asked_for_with_its_message()
    {
        var board = Board(
            Some.Runbook(Some.Step("confirm")),
            Started("confirm"),
            new RunEvent.StepWaiting { At = Begin, Step = new("confirm"), Wait = new(WaitKind.Approval, "Replace the data of 3 members?") });
        board.Typed = "ye";

        var lines = LiveFrame.Lines(board, Begin, (80, 24), colours: false);

        Assert.Contains("Replace the data of 3 members?", lines);
        Assert.Contains("approve `confirm`? type yes or no: ye", lines);
    }

    [Theory]
    [InlineData(20, 6)]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(200, 50)]
    public void No_line_is_as_wide_as_the_terminal_and_no_block_as_high(int columns, int rows)
    {
        var names = Enumerable.Range(1, 30).Select(static i => $"a_step_with_a_long_name_{i}").ToArray();
        var waiting = new RunEvent.StepWaiting { At = Begin, Step = new(names[3]), Wait = new(WaitKind.Approval, new string('m', 500)) };
        var board = Board(Some.Runbook([.. names.Select(Some.Free)]), [.. names.Select(Started), waiting]);
        foreach (var name in names)
            board.Say(new(name), new string('漢', 300));

        var lines = LiveFrame.Lines(board, Begin.AddDays(2), (columns, rows), colours: false);

        Assert.All(lines, l => Assert.True(RunbookEngine.Cli.Text.TerminalText.Width(l) < columns, l));
        Assert.InRange(lines.Count, 2, rows - 1);
    }

    private static LiveBoard Board(Runbook runbook, params RunEvent[] events)
    {
        var board = new LiveBoard(Planner.Plan(runbook));
        var state = RunState.Empty;
        foreach (var e in events.Prepend(Created()))
        {
            state = state.Apply(e);
            board.Take([e], state);
        }

        return board;
    }

    private static RunEvent.StepStarted Started(string step) => new() { At = Begin, Step = new(step), Attempt = 1 };

    private static RunEvent.StepFinished Finished(string step) =>
        new() { At = Begin, Step = new(step), Attempt = 1, Result = StepResult.Succeeded, Outputs = new([]) };

    private static RunEvent.RunCreated Created() => new()
    {
        At = Begin, Name = "some", Hash = "0", Sources = [], BaseDirectory = "/", Inputs = new([]), SecretInputs = [], Environment = new([]), Lock = null,
        EngineVersion = "test", By = new("host", "boot", 1, 1, "ada"), Parallelism = 10,
    };
}
