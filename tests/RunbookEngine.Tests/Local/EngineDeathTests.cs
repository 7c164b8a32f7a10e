using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Local;

/// <summary>
/// The death of an engine at any moment of a command's life, between preparing, spawning, claiming, running and ending, makes no command run twice, and
/// what the next engine is told of it is true.
/// </summary>
public sealed class EngineDeathTests : IDisposable
{
    private const int Deaths = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("runbook-death-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_at_a_hundred_moments_no_command_runs_twice_and_the_next_engine_hears_the_truth()
    {
        using CancellationTokenSource bound = new(TimeSpan.FromMinutes(5));
        Random random = new(20260101);
        var (unstarted, ended) = (0, 0);
        for (var death = 0; death < Deaths; death++)
        {
            var folder = Directory.CreateDirectory($"{_folder}/{death}").FullName;
            await LiveAndDieAsync(folder, TimeSpan.FromMicroseconds(random.Next(20_000)), bound.Token);
            var ran = await InheritAsync(folder, restart: death % 2 == 0, bound.Token);
            var lines = (await File.ReadAllLinesAsync(folder + "/lines", bound.Token)).Select(int.Parse).Order().ToList();

            Assert.Equal(ran.Where(static r => r.Ran).Select(static r => r.Number), lines);
            unstarted += ran.Count(static r => !r.Ran);
            ended += lines.Count;
        }

        TestContext.Current.SendDiagnosticMessage("{0} commands ran once, {1} were never started", ended, unstarted);
    }

    private static async Task LiveAndDieAsync(string folder, TimeSpan life, CancellationToken cancellation)
    {
        using var engine = MortalEngine.Start(folder);
        try
        {
            while (!File.Exists(folder + "/lines") && !engine.HasExited)
                await Task.Delay(1, cancellation);
            var until = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(until) < life)
                Thread.SpinWait(20);
        }
        finally
        {
            engine.Kill();
        }

        await engine.WaitForExitAsync(cancellation);
    }

    /// <summary>
    /// Does what a resume does for each command that the dead engine may have started: attaches, or starts it again under its name. Tells which ran.
    /// </summary>
    private static async Task<List<(int Number, bool Ran)>> InheritAsync(string folder, bool restart, CancellationToken cancellation)
    {
        await using var transport = MortalEngine.Open(folder);
        List<(int, bool)> all = [];
        var last = Directory.GetFiles(folder + "/commands/mortal").Max(static f => int.Parse(Path.GetFileName(f).Split('-', '.')[2])) + 1;
        for (var number = last; number >= 1; number--)
        {
            var name = MortalEngine.Name(number);
            await using var command = restart
                ? await transport.StartAsync(name, MortalEngine.Command(folder, number), cancellation)
                : await transport.AttachAsync(name, cancellation);
            if (command is not null)
                Assert.Equal(0, Assert.IsType<CommandExit.Exited>(await command.WaitAsync(cancellation)).Status);
            all.Add((number, command is not null));
        }

        all.Reverse();
        return all;
    }
}
