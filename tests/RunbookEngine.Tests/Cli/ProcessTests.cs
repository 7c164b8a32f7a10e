using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>
/// What only a real process can show: signals, a second engine, another terminal. Each run writes a line when it begins and one when it ends; both must
/// stand exactly once, whatever happened in between.
/// </summary>
public sealed class ProcessTests : IDisposable
{
    private const string Long = """
        apiVersion: runbook/v1
        name: long
        steps:
          - id: long
            shell: |
              echo begin >> out
              i=0; until [ -e go ] || [ ! -d "$PWD" ] || [ $((i += 1)) -gt 9000 ]; do sleep 0.02; done
              echo end >> out
          - id: last
            shell: echo last >> out
        """;

    private readonly CliBench _bench = new();

    public ProcessTests() => _bench.Write("long.yaml", Long);

    public void Dispose()
    {
        // Whatever a failed test left running ends by itself.
        _bench.Write("go", "");
        _bench.Dispose();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_lets_go_of_the_command_and_resume_picks_it_up(string signal)
    {
        using var run = await BeginAsync();

        run.Signal(signal);

        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("runbook resume", run.Output, StringComparison.Ordinal);
        await ResumeToTheEndAsync();
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once_and_resume_picks_it_up()
    {
        using var run = await BeginAsync();

        run.Signal("INT");
        run.Signal("INT");

        Assert.Equal(130, await run.EndAsync());
        await ResumeToTheEndAsync();
    }

    [Fact]
    public async Task After_a_kill_resume_says_what_was_in_flight_and_attaches_to_it()
    {
        using var run = await BeginAsync();
        run.Signal("KILL");
        await run.EndAsync();

        var status = (await _bench.RunAsync("status")).Expect(0);
        Assert.Contains("cut off", status.Out, StringComparison.Ordinal);
        Assert.Contains("was in flight", status.Out, StringComparison.Ordinal);

        var resumed = await ResumeToTheEndAsync();
        Assert.Contains("a step was in flight:\n  long, attempt 1", resumed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_engine_on_the_same_run_exits_4()
    {
        using var run = await BeginAsync();

        var second = (await _bench.RunAsync("resume")).Expect(4);

        Assert.Contains("is driven by process", second.Error, StringComparison.Ordinal);
        _bench.Write("go", "");
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task A_pause_lets_the_step_end_and_exits_3()
    {
        using var run = await BeginAsync();
        (await _bench.RunAsync("pause")).Expect(0);
        await Eventually.Holds(() => run.Output.Contains("pause asked for", StringComparison.Ordinal));

        _bench.Write("go", "");

        Assert.Equal(3, await run.EndAsync());
        Assert.Equal("begin\nend\n", _bench.Read("out"));
        await ResumeToTheEndAsync();
    }

    [Fact]
    public async Task An_abort_reaches_the_engine_that_drives_the_run()
    {
        using var run = await BeginAsync();
        (await _bench.RunAsync("abort", "--note", "enough")).Expect(0);
        await Eventually.Holds(() => run.Output.Contains("abort asked for", StringComparison.Ordinal));

        _bench.Write("go", "");

        Assert.Equal(1, await run.EndAsync());
        Assert.Equal("begin\nend\n", _bench.Read("out"));
        (await _bench.RunAsync("resume")).Expect(2);
    }

    [Fact]
    public async Task On_a_terminal_a_run_waits_for_an_approval_from_another_one()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - id: ok\n    approve: { message: Go on? }\n  - shell: touch made\n");
        using var run = RunbookProcess.StartOnTerminal(_bench, "run", "ask.yaml", "--yes");
        await Eventually.Holds(() => run.Output.Contains("approve `ok`?", StringComparison.Ordinal));

        (await _bench.RunAsync("approve")).Expect(0);

        Assert.Equal(0, await run.EndAsync());
        Assert.True(_bench.Has("made"));
    }

    [Fact]
    public async Task On_a_terminal_an_approval_is_given_by_typing_yes()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - id: ok\n    approve: { message: Go on? }\n  - shell: touch made\n");
        using var run = RunbookProcess.StartOnTerminal(_bench, "run", "ask.yaml", "--yes");
        await Eventually.Holds(() => run.Output.Contains("approve `ok`?", StringComparison.Ordinal));

        run.Type("yes\r");

        Assert.Equal(0, await run.EndAsync());
        Assert.True(_bench.Has("made"));
    }

    private async Task<RunbookProcess> BeginAsync()
    {
        var run = RunbookProcess.Start(_bench, "run", "long.yaml");
        await Eventually.Holds(() => _bench.Has("out") && _bench.Read("out").Length > 0);
        return run;
    }

    private async Task<CliResult> ResumeToTheEndAsync()
    {
        _bench.Write("go", "");
        var result = (await _bench.RunAsync("resume")).Expect(0);
        Assert.Equal("begin\nend\nlast\n", _bench.Read("out"));
        return result;
    }
}
