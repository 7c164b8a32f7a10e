using RunbookEngine.Cli;
using RunbookEngine.Cli.Rehearsing;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Many rehearsals at a time: their results are those of one after the other, and who watches them can end them early.</summary>
public class SweepTests
{
    private const string Two = """
        apiVersion: runbook/v1
        name: two
        steps:
          - id: one
            shell: touch one
          - id: two
            shell: touch two
        """;

    [Fact]
    public async Task However_many_are_at_work_together_the_same_is_told()
    {
        string[] swarm = ["rehearse", Path.Combine(Repository.Root, "runbooks", "worker-rolling-upgrade.yaml"), "--world", "1+3@1.36.4/1.35.6", "--input", "version=1.36.4", "--swarm", "8"];

        using var bench = new CliBench();
        var alone = await bench.RunAsync([.. swarm, "--parallel", "1"]);
        var together = await bench.RunAsync([.. swarm, "--parallel", "4"]);

        Assert.Equal(0, alone.Code);
        Assert.Equal(alone.Out, together.Out);
    }

    [Fact]
    public void After_an_early_end_what_is_known_is_told()
    {
        using var enough = new CancellationTokenSource();
        var bench = new RehearsalBench(Two);

        var report = EveryCrash.Run(bench.Make, new()
        {
            AtOnce = 1,
            Stop = enough.Token,
            Progress = (done, _, _) =>
            {
                if (done == 3)
                    enough.Cancel();
            },
        });

        Assert.Equal(3, report.Tried);
        Assert.True(report.IsCutShort);
        Assert.Contains($"3 of {report.Points} deaths of the engine: 3 ended in the same world", string.Join('\n', new CrashText(new(false)).Lines(report)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_looks_a_line_comes_every_ten_seconds()
    {
        var (clock, error) = (new FakeClock(DateTimeOffset.UnixEpoch), new StringWriter());
        using var watch = new SweepWatch(Console(clock, error), "seeds");
        var sweep = watch.Sweep(null);

        sweep.Progress(1, 100, 0);
        clock.Advance(TimeSpan.FromSeconds(10));
        sweep.Progress(2, 100, 0);
        sweep.Progress(3, 100, 1);
        clock.Advance(TimeSpan.FromSeconds(10));
        sweep.Progress(20, 100, 1);

        Assert.Equal("2 of 100 seeds, 0 wrong, 0.2/s, about 8m10s left\n20 of 100 seeds, 1 wrong, 1/s, about 1m20s left\n", error.ToString());
    }

    [Fact]
    public void The_first_interrupt_ends_a_sweep_early_and_the_second_the_process()
    {
        Action interrupt = static () => { };
        var (code, error) = (0, new StringWriter());
        using var watch = new SweepWatch(Console(TimeProvider.System, error) with { OnInterrupt = Hear, Exit = c => code = c }, "seeds");
        var sweep = watch.Sweep(2);

        interrupt();
        Assert.True(sweep.Stop.IsCancellationRequested);
        Assert.StartsWith("letting the rehearsals end that have begun", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, code);
        interrupt();
        Assert.Equal(ExitCodes.Interrupted, code);

        IDisposable Hear(Action callback)
        {
            interrupt = callback;
            return new StringReader("");
        }
    }

    private static CliConsole Console(TimeProvider clock, TextWriter error) => new()
    {
        In = TextReader.Null, Out = TextWriter.Null, Error = error, ReadSecret = static () => null, Environment = static _ => null, CurrentDirectory = "/", Random = new(1), Clock = clock,
    };
}
