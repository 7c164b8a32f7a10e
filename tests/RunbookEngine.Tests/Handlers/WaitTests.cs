using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class WaitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_wait_ends_when_its_time_has_passed()
    {
        var clock = new FakeClock();
        var run = new ToolRun("wait", "for", ("duration", Text("90s"))).With(c => c with { Clock = clock });
        var waiting = run.RunAsync();

        clock.Advance(TimeSpan.FromSeconds(89.9));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(["waiting until 2025-06-01 12:01:30 UTC"], run.Lines);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.IsType<StepOutcome.Unchanged>(await Within(waiting));
    }

    /// <summary>After a crash the same attempt is called again with the start from the journal.</summary>
    [Fact]
    public async Task A_resumed_wait_goes_on_for_the_rest_only()
    {
        var clock = new FakeClock();
        var run = new ToolRun("wait", "for", ("duration", Text("1h"))).With(c => c with { Clock = clock });
        clock.Advance(TimeSpan.FromMinutes(50));
        var waiting = run.RunAsync();

        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<StepOutcome.Unchanged>(await Within(waiting));
    }

    [Fact]
    public async Task A_wait_whose_time_passed_while_nobody_looked_ends_at_once()
    {
        var clock = new FakeClock();
        clock.Advance(TimeSpan.FromDays(3));

        var run = new ToolRun("wait", "for", ("duration", Text("2d"))).With(c => c with { Clock = clock });

        Assert.IsType<StepOutcome.Unchanged>(await Within(run.RunAsync()));
    }

    [Fact]
    public async Task A_wait_ends_with_the_engine()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new ToolRun("wait", "for", ("duration", Text("1h"))).RunUntilAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within(waiting));
    }

    [Fact]
    public async Task A_script_is_asked_again_until_it_exits_with_0_and_never_as_a_command_that_acts()
    {
        var clock = new FakeClock();
        var answers = new Queue<CommandResult>([FakeCommands.Exited(1), FakeCommands.Exited(2), FakeCommands.Exited(0, "active\n")]);
        var commands = new FakeCommands(_ => answers.Dequeue());
        var run = new ToolRun("wait", "until", ("script", Text("systemctl is-active x")), ("interval", Text("10s")))
            .On(commands).With(c => c with { Clock = clock });

        var waiting = run.RunAsync();
        await AdvanceUntilAsync(clock, TimeSpan.FromSeconds(10), waiting);

        Assert.Equal("stdout=active", Assert.IsType<StepOutcome.Unchanged>(await waiting).Outputs.ToString());
        Assert.Equal(3, commands.Queried.Count);
        Assert.Empty(commands.Executed);
        Assert.Equal(["not yet: the script exited with 1", "not yet: the script exited with 2"], run.Lines);
    }

    [Fact]
    public async Task A_look_that_cannot_start_fails_instead_of_waiting_for_ever()
    {
        var run = new ToolRun("wait", "until", ("script", Text("true"))).On(new FakeCommands(_ => FakeCommands.NotStarted("no space left")));

        Assert.Equal("not-started", (await run.FailAsync()).Code);
    }

    [Fact]
    public async Task A_file_is_waited_for()
    {
        var clock = new FakeClock();
        var files = new FakeFiles();
        var run = new ToolRun("wait", "until-file", ("path", Text("ready"))).On(files).With(c => c with { Clock = clock });
        var waiting = run.RunAsync();
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(waiting.IsCompleted);

        files.File("/srv/runbooks/ready", "");
        await AdvanceUntilAsync(clock, TimeSpan.FromSeconds(5), waiting);

        Assert.IsType<StepOutcome.Unchanged>(await waiting);
    }

    /// <summary>Continuations may run on other threads; so time goes on only when somebody waits for it.</summary>
    private static async Task AdvanceUntilAsync(FakeClock clock, TimeSpan step, Task task)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!task.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            if (clock.Waiting > 0)
                clock.Advance(step);
            await Task.Yield();
        }
    }

    private static Task<StepOutcome> Within(Task<StepOutcome> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
