using System.Diagnostics;
using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// The first promise, with the real executable: SIGKILL at random moments, spread over everything from the start of the process to the end of the run, and
/// <c>resume</c> until it is done. <c>RUNBOOK_KILLS</c> says how many kills.
/// </summary>
public class KillAnywhereTests(ITestOutputHelper output)
{
    private const int MostDeathsOfARun = 8;

    private readonly Random _random = RunbookProgram.NewRandom();
    private readonly Dictionary<string, int> _moments = [];

    [Fact]
    public async Task Engines_killed_at_random_moments_double_nothing_and_lose_nothing()
    {
        var whole = await MeasureAsync();
        for (var kills = 0; kills < RunbookProgram.Kills;)
        {
            using var folder = ThirtySteps.WriteTo(new());
            kills += await RunWithDeathsAsync(folder, ["run", "thirty.yaml", "--yes"], whole);
            await FinishAsync(folder, RunStatus.Succeeded, "resume");
            ThirtySteps.AssertDone(folder.Lines);
        }

        Tell();
    }

    [Fact]
    public async Task An_undo_killed_at_random_moments_takes_everything_back_once()
    {
        // Six steps are taken back of thirty, and what a process needs to start is the same.
        var whole = await MeasureAsync() / 3;
        for (var kills = 0; kills < Math.Max(5, RunbookProgram.Kills / 5);)
        {
            using var folder = ThirtySteps.WriteTo(new());
            (await folder.RunAsync(["run", "thirty.yaml", "--yes"])).Exits(0);
            kills += await RunWithDeathsAsync(folder, ["undo", "--yes"], whole);
            await FinishAsync(folder, RunStatus.Undone, "undo", "--yes");
            ThirtySteps.AssertUndone(folder.Lines);
        }

        Tell();
    }

    private static async Task<TimeSpan> MeasureAsync()
    {
        using var folder = ThirtySteps.WriteTo(new());
        var clock = Stopwatch.StartNew();
        (await folder.RunAsync(["run", "thirty.yaml", "--yes"])).Exits(0);
        ThirtySteps.AssertDone(folder.Lines);
        return clock.Elapsed;
    }

    /// <summary>Each life dies somewhere within the time that a whole run takes, so that many die early and some not at all.</summary>
    /// <returns>How many were killed alive.</returns>
    private async Task<int> RunWithDeathsAsync(ProofFolder folder, string[] begin, TimeSpan whole)
    {
        var kills = 0;
        for (var life = 0; life < MostDeathsOfARun; life++)
        {
            var before = await folder.StateAsync();
            string[] arguments = before is null || begin[0] == "undo" ? begin : ["resume"];
            using var engine = folder.Start(arguments);
            await Task.Delay(whole * _random.NextDouble() / (life == 0 ? 1 : 1.5), TestContext.Current.CancellationToken);
            if (!await engine.KillAsync())
                break;
            kills++;
            Note(await folder.StateAsync(), folder.Lines);
        }

        return kills;
    }

    private static async Task FinishAsync(ProofFolder folder, RunStatus expected, params string[] goOn)
    {
        if (await folder.StateAsync() is null)
        {
            Assert.Empty(folder.Lines);
            goOn = ["run", "thirty.yaml", "--yes"];
        }

        if ((await folder.StateAsync())?.Status != expected)
            (await folder.RunAsync(goOn)).Exits(0);
        Assert.Equal(expected, (await folder.StateAsync())!.Status);
    }

    /// <summary>Where a kill hit, for the record: what it proves depends on the spread.</summary>
    private void Note(RunState? state, string[] lines)
    {
        var moment = state switch
        {
            null => "before the run was recorded",
            { IsOver: true } => "after the end was recorded",
            _ => InFlight(state, lines),
        };
        _moments[moment] = _moments.GetValueOrDefault(moment) + 1;
    }

    private static string InFlight(RunState state, string[] lines)
    {
        var open = state.Steps.Where(static s => s.Value.Status == StepStatus.Running).Select(static s => s.Key.Value.Split('/')[^1]).ToArray();
        var written = open.Count(lines.Contains);
        if (open.Length == 0)
            return "between steps";
        return written == 0 ? "in flight, the command's line not there" : "in flight, the command's line there already";
    }

    private void Tell()
    {
        foreach (var (moment, count) in _moments.OrderByDescending(static m => m.Value))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,5}  {moment}"));
    }
}
