using RunbookEngine.Execution;
using RunbookEngine.Model;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class AskingTests
{
    [Theory]
    [InlineData("approve", WaitKind.Approval)]
    [InlineData("pause", WaitKind.Pause)]
    public async Task Nothing_goes_on_without_a_persons_word(string tool, WaitKind kind)
    {
        var outcome = await new ToolRun(tool, "message", ("message", Text("Replace 3 members?"))).RunAsync();

        Assert.Equal(new StepOutcome.Waiting(new(kind, "Replace 3 members?")), outcome);
    }

    [Fact]
    public async Task A_yes_is_put_out_with_who_said_it()
    {
        var outcome = await Approve(new(true, "ann", "after lunch")).RunAsync();

        Assert.Equal("by=ann, note=after lunch", Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs.ToString());
    }

    [Theory]
    [InlineData(null, "ann said no")]
    [InlineData("not today", "ann said no: not today")]
    public async Task A_no_fails_the_step_and_names_who_said_it(string? note, string message)
    {
        var failure = await Approve(new(false, "ann", note)).FailAsync();

        Assert.Equal("rejected", failure.Code);
        Assert.Equal(message, failure.Message);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public async Task A_pause_ends_with_any_word()
    {
        var run = new ToolRun("pause", "message", ("message", Text("Swap the disk."))).With(c => c with { Answer = new(true, "ann", null) });

        Assert.Equal("by=ann, note=", Assert.IsType<StepOutcome.Unchanged>(await run.RunAsync()).Outputs.ToString());
    }

    [Fact]
    public async Task A_false_condition_fails_with_the_authors_words_and_is_not_tried_again()
    {
        var failure = await new ToolRun("assert", "that", ("condition", Flag(false)), ("message", Text("2 members are too few"))).FailAsync();

        Assert.Equal("assertion", failure.Code);
        Assert.Equal("2 members are too few", failure.Message);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public async Task A_true_condition_changes_nothing()
    {
        Assert.IsType<StepOutcome.Unchanged>(await new ToolRun("assert", "that", ("condition", Flag(true))).RunAsync());
    }

    [Fact]
    public async Task A_message_is_put_out_and_said_once_by_its_event()
    {
        var run = new ToolRun("log", "message", ("message", Text("hello")));

        Assert.Equal("message=hello", Assert.IsType<StepOutcome.Unchanged>(await run.RunAsync()).Outputs.ToString());
        Assert.Empty(run.Lines);
    }

    private static ToolRun Approve(Answer answer) =>
        new ToolRun("approve", "message", ("message", Text("Go on?"))).With(c => c with { Answer = answer });
}
