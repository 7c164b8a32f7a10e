using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>
/// What every transport must keep, because the executor trusts it: a name runs at most one command, what it wrote and how it ended can be had by whoever
/// comes later, data stays data, and secrets leave no trace. A transport passes by a subclass that opens it.
/// </summary>
public abstract class TransportContractTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _bound = new(Patience);
    private readonly RunId _run = new("20260101-000000-test");

    /// <summary>A folder on the target that the test may write to.</summary>
    protected abstract string Scratch { get; }

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Bound => _bound.Token;

    protected ITransport Transport { get; private set; } = null!;

    /// <summary>Opens another connection to the same target.</summary>
    protected abstract ITransport Open();

    /// <summary>Every file that the transport keeps of the command, as paths that this test can read.</summary>
    protected abstract IEnumerable<string> KeptFiles(CommandName name);

    public virtual ValueTask InitializeAsync()
    {
        Transport = Open();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        _bound.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public async Task An_exit_status_is_told_as_it_was(int status)
    {
        var exit = await RunAsync(Shell($"exit {status}"));

        Assert.Equal(status, Assert.IsType<CommandExit.Exited>(exit).Status);
    }

    [Fact]
    public async Task A_command_ended_by_a_signal_has_128_and_its_number()
    {
        var exit = await RunAsync(Shell("kill -KILL $$"));

        Assert.Equal(137, Assert.IsType<CommandExit.Exited>(exit).Status);
    }

    [Fact]
    public async Task The_times_of_a_command_are_those_of_its_start_and_end()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var exit = Assert.IsType<CommandExit.Exited>(await RunAsync(Shell("sleep 0.3")));

        Assert.InRange(exit.StartedAt, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.InRange(exit.EndedAt - exit.StartedAt, TimeSpan.FromSeconds(0.2), Patience);
    }

    [Fact]
    public async Task The_place_of_claims_stays_the_same_for_whoever_comes_later_until_it_is_made_anew()
    {
        var first = await Transport.GetClaimsAsync(_run, Bound);
        await using (var other = Open())
            Assert.Equal(first, await other.GetClaimsAsync(_run, Bound));
        Directory.Delete(first.Path, recursive: true);
        await using var later = Open();

        var anew = await later.GetClaimsAsync(_run, Bound);

        Assert.NotEqual(first.Root, anew.Root);
        Assert.Contains("made anew", first.DifferenceTo(anew), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_name_can_be_neither_found_nor_taken_nothing_is_said_to_be_proven()
    {
        await using (var made = await StartAsync(Name(), Shell("exit 0")))
            await made.WaitAsync(Bound);
        var place = await Transport.GetClaimsAsync(_run, Bound);
        var folder = Path.GetDirectoryName(place.Path)!;
        Directory.Move(folder, folder + "-away");
        await File.WriteAllTextAsync(folder, "in the way", Bound);
        await using var later = Open();

        await Assert.ThrowsAsync<IOException>(async () => await later.GetClaimsAsync(_run, Bound));
        await Assert.ThrowsAsync<IOException>(() => later.AttachAsync(Name(), Bound));
        await using var refused = await later.StartAsync(Name(), Shell("exit 0"), Bound);

        Assert.False(Assert.IsType<CommandExit.NotStarted>(await refused.WaitAsync(Bound)).IsProven);
        File.Delete(folder);
        Directory.Move(folder + "-away", folder);
    }

    [Fact]
    public async Task Both_outputs_are_kept_apart_and_can_be_read_from_any_offset()
    {
        await using var command = await StartAsync(Name(), Shell("printf 0123456789; printf problem >&2"));
        await command.WaitAsync(Bound);

        Assert.Equal("0123456789", await ReadAsync(command, OutputKind.Stdout));
        Assert.Equal("problem", await ReadAsync(command, OutputKind.Stderr));
        Assert.Equal(10, await command.GetOutputLengthAsync(OutputKind.Stdout, Bound));
        using MemoryStream part = new();
        Assert.Equal(4, await command.CopyOutputAsync(OutputKind.Stdout, 3, 4, part, Bound));
        Assert.Equal("3456", Encoding.UTF8.GetString(part.ToArray()));
        Assert.Equal(0, await command.CopyOutputAsync(OutputKind.Stdout, 10, 4, part, Bound));
    }

    [Fact]
    public async Task Output_can_be_read_while_the_command_runs()
    {
        var gate = Path.Combine(Scratch, "gate");
        await using var command = await StartAsync(Name(), Shell($"echo first; for i in $(seq 9000); do [ ! -e '{gate}' ] || break; sleep 0.02; done; echo second"));

        while (await ReadAsync(command, OutputKind.Stdout) != "first\n")
            await Task.Delay(5, Bound);
        await Transport.Files.WriteAsync(gate, ReadOnlyMemory<byte>.Empty, null, null, Bound);
        await command.WaitAsync(Bound);

        Assert.Equal("first\nsecond\n", await ReadAsync(command, OutputKind.Stdout));
    }

    [Fact]
    public async Task Ten_megabytes_of_output_arrive_whole()
    {
        await using var command = await StartAsync(Name(), Shell("head -c 10485760 /dev/zero | tr '\\0' x"));
        await command.WaitAsync(Bound);

        var output = await ReadAsync(command, OutputKind.Stdout);

        Assert.Equal(10_485_760, output.Length);
        Assert.Equal(-1, output.AsSpan().IndexOfAnyExcept('x'));
    }

    [Fact]
    public async Task Every_byte_passes_through_standard_input_and_output_unchanged()
    {
        await using var command = await StartAsync(
            Name(), new Command { Arguments = ["cat"], StandardInput = new Value.Text("\0\u0001\r\n\t\\ ü €\n") });
        await command.WaitAsync(Bound);

        Assert.Equal("\0\u0001\r\n\t\\ ü €\n", await ReadAsync(command, OutputKind.Stdout));
    }

    [Fact]
    public async Task Binary_output_is_not_touched()
    {
        await using var command = await StartAsync(Name(), Shell("printf '\\377\\376\\000\\200'"));
        await command.WaitAsync(Bound);
        using MemoryStream output = new();
        await command.CopyOutputAsync(OutputKind.Stdout, 0, long.MaxValue, output, Bound);

        Assert.Equal<byte>([0xff, 0xfe, 0x00, 0x80], output.ToArray());
    }

    [Fact]
    public async Task Standard_input_is_empty_when_none_is_given()
    {
        Assert.Equal(0, StatusOf(await RunAsync(Shell("[ -z \"$(cat)\" ]"))));
    }

    [Fact]
    public async Task A_name_started_fifty_times_at_once_runs_once()
    {
        var file = Path.Combine(Scratch, "lines");
        var name = Name();
        var others = Enumerable.Range(0, 5).Select(_ => Open()).ToList();

        var commands = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => others[i % 5].StartAsync(name, Shell($"echo line >> '{file}'; exit 7"), Bound), Bound)));
        var exits = await Task.WhenAll(commands.Select(c => c.WaitAsync(Bound)));

        Assert.All(exits, static e => Assert.Equal(7, StatusOf(e)));
        Assert.Equal("line\n", Encoding.UTF8.GetString(await Transport.Files.ReadAsync(file, 100, Bound)));
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_attaches_later_gets_output_and_status()
    {
        var name = Name();
        await using (var first = await StartAsync(name, Shell("sleep 0.2; echo done; exit 5")))
        {
            Assert.NotNull(first.StartedAt);
        }

        await using var later = Open();
        await using var command = await later.AttachAsync(name, Bound);

        Assert.NotNull(command);
        Assert.Equal(name, command.Name);
        Assert.Equal(5, StatusOf(await command.WaitAsync(Bound)));
        Assert.Equal("done\n", await ReadAsync(command, OutputKind.Stdout));
        await using var ended = await later.AttachAsync(name, Bound);
        Assert.Equal(5, StatusOf(await ended!.WaitAsync(Bound)));
    }

    [Fact]
    public async Task A_name_that_nobody_had_is_used_up_by_attaching()
    {
        var file = Path.Combine(Scratch, "never");
        var name = Name();

        Assert.Null(await Transport.AttachAsync(name, Bound));
        await using var late = await StartAsync(name, Shell($"touch '{file}'"));

        Assert.IsType<CommandExit.NotStarted>(await late.WaitAsync(Bound));
        Assert.Null(late.StartedAt);
        Assert.Null(await Transport.Files.StatAsync(file, Bound));
        Assert.Null(await Transport.AttachAsync(name, Bound));
    }

    [Fact]
    public async Task Attaching_and_starting_at_once_agree_on_whether_it_runs()
    {
        for (var i = 0; i < 40; i++)
        {
            var file = Path.Combine(Scratch, $"race{i}");
            var name = Name(i + 1);
            await using var other = Open();
            var starting = Task.Run(() => Transport.StartAsync(name, Shell($"echo line >> '{file}'"), Bound), Bound);
            var attaching = Task.Run(() => other.AttachAsync(name, Bound), Bound);
            var exit = await (await starting).WaitAsync(Bound);
            var attached = await attaching;

            Assert.Equal(attached is null, exit is CommandExit.NotStarted);
            Assert.Equal(attached is not null, await Transport.Files.StatAsync(file, Bound) is not null);
        }
    }

    [Fact]
    public async Task Waiting_can_be_given_up_without_ending_the_command()
    {
        await using var command = await StartAsync(Name(), Shell("sleep 0.3; exit 4"));
        using CancellationTokenSource impatience = new(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.WaitAsync(impatience.Token));

        Assert.Equal(4, StatusOf(await command.WaitAsync(Bound)));
    }

    [Fact]
    public async Task A_missing_program_exits_with_127_and_says_so()
    {
        await using var command = await StartAsync(Name(), new Command { Arguments = ["no-such-program-here", "x"] });

        Assert.Equal(127, StatusOf(await command.WaitAsync(Bound)));
        Assert.Contains("no-such-program-here", await ReadAsync(command, OutputKind.Stderr), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_program_exits_with_126()
    {
        Assert.Equal(126, StatusOf(await RunAsync(new Command { Arguments = ["/etc/passwd"] })));
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("eval")]
    [InlineData("trap")]
    [InlineData("shift")]
    [InlineData("-c")]
    public async Task A_word_of_the_shell_is_no_program(string word)
    {
        Assert.Equal(127, StatusOf(await RunAsync(new Command { Arguments = [word, "0"] })));
    }

    [Theory]
    [InlineData("$(touch {0}) `touch {0}` ; touch {0} & | > {0} && touch {0}")]
    [InlineData("'\"\\ \n\t * ? [a] {{a,b}} ~ $HOME ${{x}} # !")]
    [InlineData("")]
    [InlineData("-n")]
    public async Task An_argument_arrives_as_it_is(string format)
    {
        var trap = Path.Combine(Scratch, "trap");
        var argument = format.Replace("{0}", trap, StringComparison.Ordinal);

        var output = await OutputOfAsync(new Command { Arguments = ["sh", "-c", "printf '<%s>' \"$@\"", "sh", argument, "end"] });

        Assert.Equal($"<{argument}><end>", output);
        Assert.Null(await Transport.Files.StatAsync(trap, Bound));
    }

    [Fact]
    public async Task An_argument_of_64_KiB_arrives_whole()
    {
        var argument = string.Concat(Enumerable.Repeat("x'\"$(id)\n", 65536 / 9));

        Assert.Equal(argument, await OutputOfAsync(new Command { Arguments = ["printf", "%s", argument] }));
    }

    [Fact]
    public async Task A_script_longer_than_any_argument_arrives_whole()
    {
        var text = string.Concat(Enumerable.Repeat("it's \"$(id)\" `id` \\ ü\n", 30_000));
        var script = $"cat <<'THE_END'\n{text}THE_END\n";

        Assert.Equal(text, await OutputOfAsync(new Command { Arguments = ["sh"], Script = script }));
    }

    [Fact]
    public async Task A_secret_script_can_be_read_by_its_owner_only()
    {
        var output = await OutputOfAsync(new Command { Arguments = ["sh"], Script = "stat -c %a \"$0\"" });

        Assert.Equal("600\n", output);
    }

    [Fact]
    public async Task An_argument_too_long_for_the_system_starts_nothing()
    {
        await AssertNotStartedAsync(new Command { Arguments = ["true", new string('x', 200 * 1024)] }, "longer than the system allows");
    }

    [Fact]
    public async Task A_NUL_in_an_argument_starts_nothing()
    {
        await AssertNotStartedAsync(new Command { Arguments = ["true", "a\0b"] }, "NUL");
    }

    [Fact]
    public async Task A_NUL_in_the_environment_starts_nothing()
    {
        await AssertNotStartedAsync(new Command { Arguments = ["true"], Environment = [new("A", new Value.Secret("a\0b"))] }, "NUL");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1A")]
    [InlineData("A=B")]
    [InlineData("A.B")]
    public async Task A_name_that_no_shell_can_pass_on_starts_nothing(string name)
    {
        await AssertNotStartedAsync(new Command { Arguments = ["true"], Environment = [new(name, new Value.Text("x"))] }, "environment variable");
    }

    [Fact]
    public async Task No_program_starts_nothing()
    {
        await AssertNotStartedAsync(new Command { Arguments = [] }, "no program");
    }

    [Fact]
    public async Task A_missing_working_directory_starts_nothing()
    {
        await AssertNotStartedAsync(new Command { Arguments = ["true"], WorkingDirectory = Scratch + "/missing" }, "/missing does not exist");
    }

    [Fact]
    public async Task A_command_runs_in_its_working_directory_or_in_the_base_directory()
    {
        await Transport.Files.CreateDirectoryAsync(Scratch + "/in here", null, null, Bound);

        Assert.Equal(Scratch + "\n", await OutputOfAsync(new Command { Arguments = ["pwd"] }));
        Assert.Equal($"{Scratch}/in here\n", await OutputOfAsync(new Command { Arguments = ["pwd"], WorkingDirectory = Scratch + "/in here" }, 2));
        Assert.Equal($"{Scratch}/in here\n", await OutputOfAsync(new Command { Arguments = ["pwd"], WorkingDirectory = "in here" }, 3));
    }

    [Fact]
    public async Task The_environment_of_a_command_is_added_to_that_of_the_target()
    {
        var output = await OutputOfAsync(Shell("printf '%s|%s' \"$GIVEN\" \"${PATH:+path}\"") with
        {
            Environment = [new("GIVEN", new Value.Text("a 'b' $c\nd"))],
        });

        Assert.Equal("a 'b' $c\nd|path", output);
    }

    [Fact]
    public async Task Secrets_reach_the_command_and_leave_no_trace()
    {
        const string Secret = "s3cr3t-7f1c9a";
        var gate = Path.Combine(Scratch, "gate");
        var name = Name();
        await using var command = await StartAsync(name, Shell(
            $"read line; [ \"$line\" = \"$PASSWORD\" ] || exit 9; echo ready; for i in $(seq 9000); do [ ! -e '{gate}' ] || break; sleep 0.02; done") with
        {
            Environment = [new("PASSWORD", new Value.Secret(Secret))],
            StandardInput = new Value.Secret(Secret + "\n"),
        });
        while (await ReadAsync(command, OutputKind.Stdout) != "ready\n")
            await Task.Delay(5, Bound);

        const string Look = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | awk 'index($0, ENVIRON[\"WANTED\"]) { found = 1 } END { exit found }'";
        var look = Shell(Look) with { Environment = [new("WANTED", new Value.Secret(Secret))] };
        Assert.Equal(0, StatusOf(await RunAsync(look, 2)));
        await Transport.Files.WriteAsync(gate, ReadOnlyMemory<byte>.Empty, null, null, Bound);
        Assert.Equal(0, StatusOf(await command.WaitAsync(Bound)));
        var kept = KeptFiles(name).ToList();
        Assert.NotEmpty(kept);
        Assert.All(kept, static path => Assert.DoesNotContain(Secret, File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_gets_three_descriptors_and_ordinary_signals()
    {
        // Descriptor 3 is the folder that ls reads; signals 32 and 33 belong to the C library.
        var output = await OutputOfAsync(Shell("grep -E 'Sig(Blk|Ign)' /proc/self/status; exec ls /proc/self/fd"));

        Assert.Matches("^SigBlk:\\s0+\nSigIgn:\\s0{7}[01][08]0{7}\n0\n1\n2\n3\n$", output);
    }

    [Fact]
    public async Task Termination_ends_grandchildren_too()
    {
        await using var command = await StartAsync(Name(), Shell("sh -c 'sleep 600 & echo $!; wait' & (set -m; sleep 600 & echo $!); wait"));
        while ((await ReadAsync(command, OutputKind.Stdout)).Count(static c => c == '\n') < 2)
            await Task.Delay(5, Bound);

        var exit = await command.TerminateAsync(TimeSpan.FromSeconds(20), Bound);

        Assert.Equal(143, StatusOf(exit));
        await AssertGoneAsync(await ReadAsync(command, OutputKind.Stdout));
    }

    [Fact]
    public async Task What_ignores_a_request_to_end_is_killed_after_the_grace()
    {
        await using var command = await StartAsync(Name(), Shell("trap '' TERM; (trap '' TERM; echo $$; for i in $(seq 1800); do sleep 0.1; done) & echo $!; wait; sleep 600"));
        while ((await ReadAsync(command, OutputKind.Stdout)).Count(static c => c == '\n') < 2)
            await Task.Delay(5, Bound);

        var exit = await command.TerminateAsync(TimeSpan.FromMilliseconds(300), Bound);

        Assert.Equal(137, StatusOf(exit));
        await AssertGoneAsync(await ReadAsync(command, OutputKind.Stdout));
    }

    [Fact]
    public async Task What_ends_in_order_within_the_grace_keeps_its_status()
    {
        await using var command = await StartAsync(Name(), Shell("trap 'sleep 0.2; exit 3' TERM; echo ready; for i in $(seq 3600); do sleep 0.05; done"));
        while (await ReadAsync(command, OutputKind.Stdout) != "ready\n")
            await Task.Delay(5, Bound);

        Assert.Equal(3, StatusOf(await command.TerminateAsync(TimeSpan.FromSeconds(30), Bound)));
    }

    [Fact]
    public async Task A_command_that_has_ended_is_not_changed_by_termination()
    {
        await using var command = await StartAsync(Name(), Shell("exit 6"));
        await command.WaitAsync(Bound);

        Assert.Equal(6, StatusOf(await command.TerminateAsync(TimeSpan.Zero, Bound)));
    }

    [Fact]
    public async Task Whoever_attached_can_terminate()
    {
        var name = Name();
        await using var first = await StartAsync(name, Shell("sleep 600"));
        await using var other = Open();
        await using var attached = await other.AttachAsync(name, Bound);

        Assert.Equal(143, StatusOf(await attached!.TerminateAsync(TimeSpan.FromSeconds(20), Bound)));
        Assert.Equal(143, StatusOf(await first.WaitAsync(Bound)));
    }

    [Fact]
    public async Task A_finished_command_is_forgotten_and_a_running_one_is_not()
    {
        var (ended, running) = (Name(), Name(2));
        await RunAsync(Shell("echo remembered"));
        await using var command = await StartAsync(running, Shell("echo remembered; sleep 600"));
        while (await ReadAsync(command, OutputKind.Stdout) != "remembered\n")
            await Task.Delay(5, Bound);

        await Transport.ForgetAsync(ended);
        await Transport.ForgetAsync(running);

        Assert.DoesNotContain(KeptFiles(ended), static path => File.ReadAllText(path).Contains("remembered", StringComparison.Ordinal));
        Assert.Equal("remembered\n", await ReadAsync(command, OutputKind.Stdout));
        await Transport.ForgetRunAsync(_run);
        Assert.Equal("remembered\n", await ReadAsync(command, OutputKind.Stdout));
        Assert.Equal(143, StatusOf(await command.TerminateAsync(TimeSpan.FromSeconds(20), Bound)));
    }

    [Fact]
    public async Task Of_a_forgotten_run_nothing_is_left()
    {
        var name = Name();
        await RunAsync(Shell("echo remembered"));
        Assert.Null(await Transport.AttachAsync(Name(2), Bound));
        Assert.NotEmpty(KeptFiles(name));

        await Transport.ForgetRunAsync(_run);

        Assert.Empty(KeptFiles(name));
        Assert.Empty(KeptFiles(Name(2)));
        await Transport.ForgetRunAsync(_run);
        await Transport.ForgetAsync(name);
    }

    [Fact]
    public async Task The_boot_id_stays_the_same_while_the_target_is_up()
    {
        await using var other = Open();

        var id = await Transport.GetBootIdAsync(Bound);

        Assert.NotEmpty(id);
        Assert.Equal(id, await other.GetBootIdAsync(Bound));
    }

    protected CommandName Name(int attempt = 1) => CommandName.Of(_run, new StepPath("step"), attempt, "");

    protected static Command Shell(string script) => new() { Arguments = ["sh", "-c", script] };

    protected static int? StatusOf(CommandExit exit) => (exit as CommandExit.Exited)?.Status;

    protected Task<IRunningCommand> StartAsync(CommandName name, Command command) => Transport.StartAsync(name, command, Bound);

    protected async Task<string> ReadAsync(IRunningCommand command, OutputKind kind)
    {
        using MemoryStream output = new();
        await command.CopyOutputAsync(kind, 0, long.MaxValue, output, Bound);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<CommandExit> RunAsync(Command command, int attempt = 1)
    {
        await using var running = await StartAsync(Name(attempt), command);
        return await running.WaitAsync(Bound);
    }

    private async Task<string> OutputOfAsync(Command command, int attempt = 1)
    {
        await using var running = await StartAsync(Name(attempt), command);
        Assert.Equal(0, StatusOf(await running.WaitAsync(Bound)));
        return await ReadAsync(running, OutputKind.Stdout);
    }

    private async Task AssertNotStartedAsync(Command command, string reason)
    {
        await using var running = await StartAsync(Name(), command);

        var exit = Assert.IsType<CommandExit.NotStarted>(await running.WaitAsync(Bound));
        Assert.Contains(reason, exit.Reason, StringComparison.Ordinal);
        Assert.Null(running.StartedAt);
        Assert.Null(await Transport.AttachAsync(Name(), Bound));
    }

    private async Task AssertGoneAsync(string processes)
    {
        var list = string.Join(' ', processes.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", await OutputOfAsync(Shell($"for p in {list}; do [ -e /proc/$p/stat ] && read -r a b state rest < /proc/$p/stat && [ \"$state\" != Z ] && echo $p; done; true"), 99));
    }
}
