using RunbookEngine.Cli;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Following;
using RunbookEngine.Model;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Watching;

/// <summary>A run is followed from another process: every line once, as it comes or when its step ends, until nobody drives it.</summary>
public sealed class FollowTests : IDisposable
{
    private const string Slow = """
        apiVersion: runbook/v1
        name: slow
        inputs:
          word: { type: secret }
        steps:
          - id: first
            shell: { run: 'echo begin "$W"; i=0; until [ -e go ] || [ ! -d "$PWD" ] || [ $((i += 1)) -gt 9000 ]; do sleep 0.02; done; echo end; echo end', env: { W: "{{ inputs.word }}" } }
          - id: second
            shell: echo later
        """;

    private readonly CliBench _bench = new();

    public void Dispose()
    {
        _bench.Write("go", "");
        _bench.Dispose();
    }

    [Fact]
    public async Task A_run_that_is_over_is_told_from_its_beginning()
    {
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - id: hello\n    shell: echo one; echo two\n  - id: quiet\n    shell: \"true\"\n");
        (await _bench.RunAsync("run", "good.yaml")).Expect(0);

        Assert.Equal("""
            HH:MM:SS run RUN of good started
            HH:MM:SS hello  started
            HH:MM:SS hello  │ one
            HH:MM:SS hello  │ two
            HH:MM:SS hello  succeeded in TIME
            HH:MM:SS quiet  started
            HH:MM:SS quiet  succeeded in TIME

            succeeded after TIME: 2 done

            """, (await _bench.RunAsync("logs", "--follow")).Expect(0).Steady);
        Assert.DoesNotContain("quiet", (await _bench.RunAsync("logs", "-f", "--step", "hello")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("nothing is known of a step `hallo`", (await _bench.RunAsync("logs", "-f", "--step", "hallo")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_failed_is_followed_to_its_exit_code()
    {
        _bench.Write("bad.yaml", "apiVersion: runbook/v1\nname: bad\nsteps:\n  - shell: echo no; exit 3\n");
        (await _bench.RunAsync("run", "bad.yaml")).Expect(1);

        Assert.Contains("runbook resume", (await _bench.RunAsync("logs", "--follow")).Expect(1).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_come_while_their_step_runs_each_once_and_secrets_never()
    {
        _bench.Write("slow.yaml", Slow);
        _bench.Write("inputs.yaml", "word: hunter2\n");
        using var run = RunbookProcess.Start(_bench, "run", "slow.yaml", "--inputs", "inputs.yaml");
        await Eventually.Holds(() => run.Output.Contains("started", StringComparison.Ordinal) && File.Exists(_bench.Store));
        using var logs = RunbookProcess.Start(_bench, "logs", "--follow");

        await Eventually.Holds(() => logs.Output.Contains("│ begin ***", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("later", logs.Output, StringComparison.Ordinal);
        _bench.Write("go", "");

        Assert.Equal(0, await run.EndAsync());
        Assert.Equal(0, await logs.EndAsync());
        Assert.Equal(
            ["begin ***", "end", "end", "later"],
            logs.Output.Split('\n').Where(static l => l.Contains("│ ", StringComparison.Ordinal)).Select(static l => l.Split("│ ")[1].TrimEnd()));
        Assert.DoesNotContain("hunter2", logs.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_bench.Store + ".d", "said")));
    }

    [Fact]
    public async Task A_run_whose_engine_was_killed_is_no_longer_followed()
    {
        _bench.Write("slow.yaml", Slow);
        _bench.Write("inputs.yaml", "word: x\n");
        using var run = RunbookProcess.Start(_bench, "run", "slow.yaml", "--inputs", "inputs.yaml");
        await Eventually.Holds(() => run.Output.Contains("started", StringComparison.Ordinal) && File.Exists(_bench.Store));
        run.Signal("KILL");
        await run.EndAsync();

        var logs = (await _bench.RunAsync("logs", "--follow")).Expect(5);

        Assert.Contains("its engine was cut off", logs.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_steps_say_begins_anew_before_it_fills_a_disk_and_is_gone_with_the_run()
    {
        await using var session = Session();
        var path = SaidFile.PathOf(session, new("run"));
        var reader = new SaidReader(path);
        var heard = new List<SaidLine>();
        await using (var file = new SaidFile(session, new("run")))
        {
            for (var round = 0; round < 30; round++)
            {
                for (var line = 0; line < 100; line++)
                    file.OnProgress(new("flood"), $"{round} {line} \u001b[31m{new string('x', 3000)}\n");
                file.OnWord(new("quiet"), $"word {round}");
                await Eventually.Holds(() =>
                {
                    heard.AddRange(reader.Look());
                    return heard.Any(l => l.Text == $"word {round}");
                });
            }

            Assert.InRange(new FileInfo(path).Length, 1, 2 * SaidFile.MostBytes);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path));
        Assert.Empty(reader.Look());
        Assert.Equal(30, heard.Count(static l => l is { IsWord: true, Step.Value: "quiet" }));
        Assert.All(heard, static l => Assert.True(l.Text.Length <= 2000 && !l.Text.Contains('\u001b', StringComparison.Ordinal)));
        Assert.Contains(heard, static l => l.Text.StartsWith("29 99 xxx", StringComparison.Ordinal));
    }

    private CliSession Session()
    {
        var session = new CliSession(new()
        {
            In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, ReadSecret = static () => null, Environment = static _ => null, CurrentDirectory = _bench.Folder, Random = new Random(1),
        });
        session.Take(GlobalSettings.Default with { Store = _bench.Store });
        return session;
    }
}
