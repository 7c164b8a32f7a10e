using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

/// <summary>The handlers on real commands and files: what the fakes promise, this machine keeps.</summary>
public sealed class OnThisMachineTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("handlers-");
    private readonly LocalTransport _transport;

    public OnThisMachineTests() =>
        _transport = new(Path.Combine(_folder.FullName, "commands"), _folder.FullName, new LocalMachine(), TimeProvider.System);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    public async Task A_script_stops_at_the_first_command_that_fails(string interpreter)
    {
        var failure = await Run("shell", "run", ("script", Text("echo before\n(exit 7)\necho after >&2\n")), ("interpreter", Text(interpreter))).FailAsync();

        Assert.Equal("the script exited with 7", failure.Message);
        Assert.Equal(["before"], failure.Details);
    }

    [Fact]
    public async Task In_bash_a_failure_in_the_middle_of_a_pipe_counts()
    {
        Assert.Equal("exit-status", (await Run("shell", "run", ("script", Text("false | cat")), ("interpreter", Text("bash"))).FailAsync()).Code);
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Whatever_stands_in_a_variable_or_on_standard_input_arrives_as_it_is(string value)
    {
        var script = "printf '%s' \"$VALUE\" >variable; cat >input";

        var outcome = await Run("shell", "run", ("script", Text(script)), ("env", Map(("VALUE", Text(value)))), ("stdin", Secret(value))).RunAsync();

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(value, await File.ReadAllTextAsync(At("variable"), TestContext.Current.CancellationToken));
        Assert.Equal(value, await File.ReadAllTextAsync(At("input"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(At("injected")));
    }

    public static TheoryData<string> Nasty =>
        ["'", "\"", "a\nb", "$(touch injected)", "`touch injected`", "; touch injected", "-n", "*", "\\", "é✓", new string('x', 64 * 1024)];

    [Fact]
    public async Task A_NUL_on_standard_input_arrives()
    {
        var outcome = await Run("shell", "run", ("script", Text("od -An -tx1")), ("stdin", Text("a\0b"))).RunAsync();

        Assert.Equal("61 00 62", Assert.IsType<StepOutcome.Succeeded>(outcome).Outputs["stdout"]!.ToString().Trim());
    }

    [Fact]
    public async Task A_script_is_done_when_unless_says_so_in_its_own_folder()
    {
        Directory.CreateDirectory(At("sub"));
        var run = Run("shell", "run", ("script", Text("touch done")), ("unless", Text("test -f done")), ("cwd", Text("sub")));

        Assert.IsType<ProbeResult.Needed>(await run.ProbeAsync());
        Assert.IsType<StepOutcome.Succeeded>(await run.RunAsync());
        Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync());
        Assert.True(File.Exists(At("sub/done")));
    }

    [Fact]
    public async Task A_missing_folder_to_run_in_is_told_and_nothing_runs()
    {
        var failure = await Run("shell", "run", ("script", Text("touch done")), ("cwd", Text("missing"))).FailAsync();

        Assert.Equal("not-started", failure.Code);
        Assert.Contains("missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_called_again_attempt_does_not_run_its_script_again()
    {
        var run = Run("shell", "run", ("script", Text("echo ran >> log")));

        await run.RunAsync();
        await run.RunAsync();

        Assert.Equal("ran\n", await File.ReadAllTextAsync(At("log"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_verb_of_file_reaches_its_aim_and_sees_that_it_has()
    {
        await ReachAsync("directory", ("path", Text("d")), ("mode", Text("0700")));
        await ReachAsync("write", ("path", Text("d/a b;$(x)'\"")), ("content", Text("one\n")), ("mode", Text("0600")));
        await ReachAsync("write", ("path", Text("d/a b;$(x)'\"")), ("content", Text("two\n")));
        await ReachAsync("copy", ("source", Text("d/a b;$(x)'\"")), ("to", Text("d/copy")));
        await ReachAsync("chmod", ("path", Text("d/copy")), ("mode", Text("0640")));
        await ReachAsync("move", ("source", Text("d/copy")), ("to", Text("d/moved")));
        await ReachAsync("directory", ("path", Text("e/f")));
        await ReachAsync("move", ("source", Text("d")), ("to", Text("e")), ("replace", Flag(true)));

        Assert.Equal(["a b;$(x)'\"", "moved"], Directory.GetFileSystemEntries(At("e")).Select(static p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        Assert.Equal("two\n", await File.ReadAllTextAsync(At("e/moved"), TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(At("e/moved")));
        await ReachAsync("remove", ("path", Text("e")), ("recursive", Flag(true)));
        Assert.False(Directory.Exists(At("e")));
    }

    [Fact]
    public async Task The_owner_that_a_file_has_is_the_owner_that_was_asked_for()
    {
        await File.WriteAllTextAsync(At("x"), "1", TestContext.Current.CancellationToken);
        var owner = Assert.IsType<StepOutcome.Unchanged>(await Run("file", "stat", ("path", Text("x"))).RunAsync()).Outputs["owner"]!.ToString();

        Assert.IsType<ProbeResult.Satisfied>(await Run("file", "chown", ("path", Text("x")), ("owner", Text(owner))).ProbeAsync());
        Assert.Equal("io-error", (await Run("file", "chown", ("path", Text("x")), ("owner", Text("nobody-of-that-name"))).FailAsync()).Code);
    }

    [Fact]
    public async Task A_link_is_removed_and_what_it_leads_to_stays()
    {
        await File.WriteAllTextAsync(At("x"), "1", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(At("link"), At("x"));

        await ReachAsync("remove", ("path", Text("link")));

        Assert.True(File.Exists(At("x")));
        Assert.False(File.Exists(At("link")));
    }

    [Fact]
    public async Task A_folder_can_be_asked_for_through_a_link()
    {
        Directory.CreateDirectory(At("real"));
        File.CreateSymbolicLink(At("link"), At("real"));
        File.CreateSymbolicLink(At("broken"), At("nothing"));

        Assert.IsType<ProbeResult.Satisfied>(await Run("file", "directory", ("path", Text("link"))).ProbeAsync());
        Assert.Equal("not-found", (await Run("file", "directory", ("path", Text("broken"))).FailAsync()).Code);
    }

    [Fact]
    public async Task What_is_no_text_is_not_read_as_text()
    {
        await File.WriteAllBytesAsync(At("x"), [0xff, 0xfe], TestContext.Current.CancellationToken);

        Assert.Equal("not-text", (await Run("file", "read", ("path", Text("x"))).FailAsync()).Code);
    }

    [Fact]
    public async Task The_newest_of_a_folder_is_the_one_that_changed_last()
    {
        foreach (var (name, age) in new[] { ("a.db", 3), ("b.db", 1), ("c.db", 2), ("d.txt", 0) })
        {
            await File.WriteAllTextAsync(At(name), name, TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(At(name), new DateTime(2025, 6, 10, 0, 0, 0, DateTimeKind.Utc).AddDays(-age));
        }

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await Run("file", "list", ("path", Text(".")), ("pattern", Text("*.db"))).RunAsync()).Outputs;

        Assert.Equal(At("b.db"), outputs["newest"]!.ToString());
        Assert.Equal(new Value.Integer(3), outputs["count"]);
    }

    private async Task ReachAsync(string verb, params (string Name, Value Value)[] settings)
    {
        var run = Run("file", verb, settings);
        Assert.IsType<ProbeResult.Needed>(await run.ProbeAsync());
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await run.RunAsync());
        Assert.Equal(outcome.Outputs, Assert.IsType<ProbeResult.Satisfied>(await run.ProbeAsync()).Outputs);
    }

    private ToolRun Run(string tool, string verb, params (string Name, Value Value)[] settings) =>
        new ToolRun(tool, verb, settings).On(_transport.Files).On(new TransportCommands(_transport)).With(c => c with { BaseDirectory = _folder.FullName });

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
