using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// Between two writes of the journal there is no place to die that doubles or loses a step: the real executable dies at an exact call, then <c>resume</c>
/// goes on. Every boundary is tried with <c>RUNBOOK_KILLS</c> of 200 and more; fewer are spread evenly.
/// </summary>
public class KillAtEveryCommitTests(Death death, ITestOutputHelper output) : IClassFixture<Death>
{
    private readonly Random _random = RunbookProgram.NewRandom();

    private static readonly string[] s_run = ["run", "thirty.yaml", "--yes"];

    [Theory]
    [InlineData(StoreCall.Flush, Moment.Before)]
    [InlineData(StoreCall.Flush, Moment.After)]
    [InlineData(StoreCall.Write, Moment.Before)]
    [InlineData(StoreCall.Write, Moment.HalfWay)]
    public async Task A_run_that_dies_there_is_finished_by_a_resume(StoreCall call, Moment when)
    {
        death.Check();
        var (tried, died) = (0, 0);
        foreach (var n in Places(await CountAsync(call)))
        {
            using var folder = ThirtySteps.WriteTo(new());
            tried++;
            if ((await folder.RunAsync(s_run, death.At(folder, call, n, when))).Exit == 137)
                died++;
            await FinishAsync(folder);
            ThirtySteps.AssertDone(folder.Lines);
        }

        output.WriteLine($"{tried} places, died at {died}");
        Assert.True(died >= tried * 3 / 4, "the engine did not die where it should: the proof proves nothing");
    }

    /// <summary>Each life dies at its next commit but one, so that one run is made of as many lives as it has commits.</summary>
    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_run_whose_every_life_dies_after_one_commit_comes_to_its_end(Moment when)
    {
        death.Check();
        using var folder = ThirtySteps.WriteTo(new());
        var result = await folder.RunAsync(s_run, death.At(folder, StoreCall.Flush, 4, when));
        var lives = 1;
        for (; result.Exit == 137; lives++)
        {
            Assert.True(lives < 500, "it does not come on");
            result = await folder.RunAsync(["resume"], death.At(folder, StoreCall.Flush, 4, when));
        }

        output.WriteLine($"{lives} lives");
        await FinishAsync(folder);
        ThirtySteps.AssertDone(folder.Lines);
        Assert.True(lives > 5, "the engine did not die where it should: the proof proves nothing");
    }

    [Fact]
    public async Task An_undo_that_dies_at_a_commit_is_finished_by_another()
    {
        death.Check();
        for (var n = 1; n < 14; n++)
        {
            using var folder = ThirtySteps.WriteTo(new());
            (await folder.RunAsync(s_run)).Exits(0);
            await folder.RunAsync(["undo", "--yes"], death.At(folder, StoreCall.Flush, n, n % 2 == 0 ? Moment.Before : Moment.After));
            if ((await folder.StateAsync())!.Status != RunStatus.Undone)
                (await folder.RunAsync(["undo", "--yes"])).Exits(0);
            ThirtySteps.AssertUndone(folder.Lines);
        }
    }

    private async Task<int> CountAsync(StoreCall call)
    {
        using var folder = ThirtySteps.WriteTo(new());
        return await death.CountAsync(folder, call, s_run);
    }

    /// <summary>All places, or as many as may be killed, spread evenly with a random beginning.</summary>
    private IEnumerable<int> Places(int count)
    {
        var most = RunbookProgram.Kills >= 200 ? 200 : RunbookProgram.Kills / 4;
        var step = Math.Max(1, (count + most - 1) / Math.Max(1, most));
        for (var n = 1 + _random.Next(step); n <= count; n += step)
            yield return n;
    }

    private static async Task FinishAsync(ProofFolder folder)
    {
        var state = await folder.StateAsync();
        if (state is null)
            Assert.Empty(folder.Lines);
        if (state?.Status != RunStatus.Succeeded)
            (await folder.RunAsync(state is null ? s_run : ["resume"])).Exits(0);
        Assert.Equal(RunStatus.Succeeded, (await folder.StateAsync())!.Status);
    }
}
