using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Proofs;

/// <summary>One run, one driver; one lock, one run.</summary>
public class SecondEngineTests
{
    private const string Slow = """
        apiVersion: runbook/v1
        name: slow
        lock: the-cluster
        steps:
          - id: first
            shell: echo first >> lines; until test -e go; do sleep 0.05; done
          - id: second
            shell: echo second >> lines
        """;

    [Fact]
    public async Task A_second_engine_is_refused_and_told_who_drives_the_run()
    {
        using var folder = new ProofFolder().Write("slow.yaml", Slow);
        using var first = folder.Start(["run", "slow.yaml", "--yes"]);
        await Eventually.Holds(() => folder.Lines.Length == 1);
        var second = (await folder.RunAsync(["resume"])).Exits(4);
        Assert.Contains(first.Id.ToString(CultureInfo.InvariantCulture), second.Error, StringComparison.Ordinal);
        Assert.Contains("hint:", second.Error, StringComparison.Ordinal);
        folder.Write("go", "");
        (await first.EndAsync(TimeSpan.FromSeconds(30))).Exits(0);
        Assert.Equal(["first", "second"], folder.Lines);
    }

    [Fact]
    public async Task A_second_run_under_the_same_lock_is_refused_and_told_which_run_has_it()
    {
        using var folder = new ProofFolder().Write("slow.yaml", Slow);
        using var first = folder.Start(["run", "slow.yaml", "--yes"]);
        await Eventually.Holds(() => folder.Lines.Length == 1);
        var second = (await folder.RunAsync(["run", "slow.yaml", "--yes"])).Exits(4);
        Assert.Contains("the-cluster", second.Error, StringComparison.Ordinal);
        folder.Write("go", "");
        (await first.EndAsync(TimeSpan.FromSeconds(30))).Exits(0);
        Assert.Equal(["first", "second"], folder.Lines);
        (await folder.RunAsync(["run", "slow.yaml", "--yes"])).Exits(0);
    }

    /// <summary>Many engines race for a run whose driver was killed: one of them drives it.</summary>
    [Fact]
    public async Task Of_many_engines_that_resume_a_run_at_once_one_drives_it()
    {
        using var folder = ThirtySteps.WriteTo(new());
        using (var first = folder.Start(["run", "thirty.yaml", "--yes"]))
        {
            await Eventually.Holds(() => folder.Lines.Length >= 5);
            Assert.True(await first.KillAsync());
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => folder.RunAsync(["resume"])));

        // Who comes after the end finds nothing to resume.
        Assert.Contains(results, static r => r.Exit == 0);
        Assert.All(results, static r => Assert.True(r.Exit is 0 or 4 or 2, r.ToString()));
        Assert.Single(results, static r => r.Exit == 0);
        ThirtySteps.AssertDone(folder.Lines);
        Assert.Equal(RunStatus.Succeeded, (await folder.StateAsync())!.Status);
    }
}
