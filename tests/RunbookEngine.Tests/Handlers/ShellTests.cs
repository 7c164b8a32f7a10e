using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class ShellTests
{
    [Theory]
    [InlineData("sh", new[] { "sh", "-e" })]
    [InlineData("bash", new[] { "bash", "-eo", "pipefail" })]
    public async Task The_script_reaches_its_interpreter_as_a_file_and_never_as_an_argument(string interpreter, string[] arguments)
    {
        var commands = new FakeCommands();
        var nasty = "printf '%s' \"a'b\n$(id); `id`\"" + new string('x', 64 * 1024);

        await Shell(("script", Text(nasty)), ("interpreter", Text(interpreter))).On(commands).RunAsync();

        var command = Assert.Single(commands.Executed).Command;
        Assert.Equal(arguments, command.Arguments);
        Assert.Equal(nasty, command.Script);
    }

    [Fact]
    public async Task A_secret_goes_by_environment_or_standard_input_and_stays_a_secret()
    {
        var commands = new FakeCommands();

        await Shell(("script", Text("cat")), ("env", Map(("TOKEN", Secret("s3cret")))), ("stdin", Secret("s3cret too"))).On(commands).RunAsync();

        var command = Assert.Single(commands.Executed).Command;
        Assert.Equal("s3cret", Assert.IsType<Value.Secret>(Assert.Single(command.Environment).Value).Reveal());
        Assert.Equal("s3cret too", Assert.IsType<Value.Secret>(command.StandardInput).Reveal());
        Assert.DoesNotContain("s3cret", command.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_script_wrote_is_put_out_without_its_last_newline()
    {
        var outcome = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Exited(0, "one\ntwo\n", "warned\n"))).RunAsync();

        var outputs = Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs;
        Assert.Equal("one\ntwo", outputs["stdout"]!.ToString());
        Assert.Equal("warned", outputs["stderr"]!.ToString());
        Assert.Equal(new Value.Integer(0), outputs["exit_status"]);
    }

    /// <summary>Outputs stand in the journal and in memory; the whole text is in a file.</summary>
    [Fact]
    public async Task Of_a_long_text_only_the_end_is_put_out_and_no_character_is_halved()
    {
        var text = "😀" + new string('x', (64 * 1024) - 1);

        var outcome = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Exited(0, text + "\n"))).RunAsync();

        Assert.Equal(text[2..], Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs["stdout"]!.ToString());
    }

    [Fact]
    public async Task Another_exit_status_fails_the_step_with_the_last_lines_and_may_be_tried_again()
    {
        var stderr = string.Concat(Enumerable.Range(1, 30).Select(n => $"line {n}\n"));

        var failure = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Exited(3, "out", stderr))).FailAsync();

        Assert.Equal("exit-status", failure.Code);
        Assert.Equal("the script exited with 3", failure.Message);
        Assert.True(failure.Retryable);
        Assert.Equal(10, failure.Details.Length);
        Assert.Equal("line 30", failure.Details[^1]);
        Assert.Contains("success", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_standard_error_the_last_lines_of_standard_output_are_told()
    {
        var failure = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Exited(1, "said so\n", " \n"))).FailAsync();

        Assert.Equal(["said so"], failure.Details);
    }

    [Theory]
    [InlineData(127, "not found")]
    [InlineData(126, "cannot be executed")]
    [InlineData(137, "dmesg")]
    [InlineData(143, "signal 15")]
    public async Task A_telling_exit_status_is_explained(int status, string words)
    {
        var failure = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Exited(status))).FailAsync();

        Assert.Contains(words, failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_author_says_which_statuses_are_success_and_which_mean_that_nothing_changed()
    {
        async Task<StepOutcome> With(int status) => await Shell(("script", Text("x")), ("success", List(0, 3)), ("unchanged", List(4)))
            .On(new FakeCommands(_ => FakeCommands.Exited(status))).RunAsync();

        Assert.IsType<StepOutcome.Succeeded>(await With(3));
        Assert.IsType<StepOutcome.Unchanged>(await With(4));
        Assert.IsType<StepOutcome.Failed>(await With(5));
    }

    [Fact]
    public async Task A_script_that_never_started_is_a_failure_with_the_reason()
    {
        var failure = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.NotStarted("no space left"))).FailAsync();

        Assert.Equal("not-started", failure.Code);
        Assert.Contains("no space left", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_was_lost_is_a_doubt_and_never_a_failure()
    {
        var outcome = await Shell(("script", Text("x"))).On(new FakeCommands(_ => FakeCommands.Lost("the host was restarted"))).RunAsync();

        Assert.Equal(new StepOutcome.InDoubt("the host was restarted"), outcome);
    }

    [Fact]
    public async Task Nobody_can_tell_whether_a_bare_script_is_done()
    {
        Assert.Same(ProbeResult.Unknown, await Shell(("script", Text("x"))).ProbeAsync());
    }

    [Fact]
    public async Task A_script_is_done_when_what_it_creates_is_there()
    {
        var files = new FakeFiles();
        var run = Shell(("script", Text("x")), ("creates", Text("out/ready"))).On(files);

        Assert.Equal(new ProbeResult.Needed("run the script: /srv/runbooks/out/ready is not there"), await run.ProbeAsync());
        files.File("/srv/runbooks/out/ready", "");
        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
    }

    [Theory]
    [InlineData(0, typeof(ProbeResult.Satisfied))]
    [InlineData(1, typeof(ProbeResult.Needed))]
    public async Task A_script_is_done_when_unless_exits_with_0_in_the_same_surroundings(int status, Type expected)
    {
        var commands = new FakeCommands(_ => FakeCommands.Exited(status));
        var run = Shell(("script", Text("act")), ("unless", Text("look")), ("cwd", Text("sub")), ("env", Map(("A", Text("1")))), ("stdin", Text("in")));

        Assert.IsType(expected, await run.On(commands).ProbeAsync());

        Assert.Empty(commands.Executed);
        var query = Assert.Single(commands.Queried);
        Assert.Equal("look", query.Script);
        Assert.Equal("/srv/runbooks/sub", query.WorkingDirectory);
        Assert.Equal("A", Assert.Single(query.Environment).Key);
        Assert.Null(query.StandardInput);
    }

    [Theory]
    [InlineData("script")]
    [InlineData("unless")]
    [InlineData("creates")]
    [InlineData("cwd")]
    public async Task A_NUL_is_refused_with_the_mend_and_nothing_is_started(string setting)
    {
        var commands = new FakeCommands();
        var run = setting == "script" ? Shell(("script", Text("a\0b"))) : Shell(("script", Text("x")), (setting, Text("a\0b")));

        var failure = await run.On(commands).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
        Assert.Contains("NUL", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
        Assert.Empty(commands.Executed);
        Assert.Same(ProbeResult.Unknown, await run.ProbeAsync());
    }

    [Fact]
    public async Task A_NUL_in_a_variable_is_refused_and_a_NUL_on_standard_input_is_data()
    {
        var refused = await Shell(("script", Text("x")), ("env", Map(("A", Secret("a\0b"))))).FailAsync();
        Assert.Equal("bad-setting", refused.Code);
        Assert.DoesNotContain("a\0b", refused.ToString(), StringComparison.Ordinal);

        Assert.IsType<StepOutcome.Succeeded>(await Shell(("script", Text("cat")), ("stdin", Text("a\0b"))).RunAsync());
    }

    [Theory]
    [InlineData("success", "many")]
    [InlineData("unchanged", "256")]
    [InlineData("creates", "")]
    public async Task A_setting_without_sense_is_told_before_anything_is_started(string setting, string value)
    {
        var commands = new FakeCommands();

        var failure = await Shell(("script", Text("x")), (setting, Text(value))).On(commands).FailAsync();

        Assert.Equal("bad-setting", failure.Code);
        Assert.False(failure.Retryable);
        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
        Assert.Empty(commands.Executed);
    }

    private static ToolRun Shell(params (string Name, Value Value)[] settings) => new("shell", "run", settings);
}
