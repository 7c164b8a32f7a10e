using RunbookEngine.Execution;
using RunbookEngine.Simulation;

namespace RunbookEngine.Tests.Simulation;

/// <summary>A run in a simulated world: virtual time, deaths of the engine at every moment, and worlds that end alike.</summary>
public class RehearsalTests
{
    private const string Chain = """
        apiVersion: runbook/v1
        name: chain
        steps:
          - id: one
            shell: touch one
          - id: two
            shell: touch two
            retry: { attempts: 3, delay: 10m }
          - id: ask
            approve: Go on?
          - id: pause
            wait: { for: 3h }
          - id: three
            shell: touch three
        """;

    [Fact]
    public void Hours_pass_at_once()
    {
        var result = new RehearsalBench(Chain, Scripts).Run();

        Assert.Equal(RunStatus.Succeeded, result.State.Status);
        Assert.InRange(result.Took, TimeSpan.FromHours(3), TimeSpan.FromHours(3.2));
        Assert.Equal(3, result.Effects.Count);
        Assert.Equal(2, result.Engines);
    }

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        string Story() => string.Join('\n', new RehearsalBench(Chain, Scripts).Run().Events.Select(static e => $"{e.At:O} {e.GetType().Name}"));

        Assert.Equal(Story(), Story());
    }

    [Fact]
    public void Whenever_the_engine_dies_each_script_runs_once()
    {
        var report = new RehearsalBench(Chain, Scripts).Crash();

        Assert.True(report.Points > 15, $"{report.Points} points");
        Assert.Equal([], report.Failures.Select(static f => $"{f.Moment} {f.What}: {string.Join("; ", f.Differences)}"));
    }

    /// <summary>Nothing of a step with a timeout goes on in another thread, while the clock jumps.</summary>
    [Fact]
    public void A_step_with_a_timeout_takes_no_longer_than_without()
    {
        var result = new RehearsalBench("""
            apiVersion: runbook/v1
            name: patient
            steps:
              - id: one
                timeout: 45m
                shell: touch one
            """, Scripts).Run();

        Assert.Equal(RunStatus.Succeeded, result.State.Status);
        Assert.True(result.Took < TimeSpan.FromMinutes(1), $"{result.Took}");
    }

    /// <summary>Scripts that take ten seconds and leave an effect.</summary>
    private static void Scripts(SimulatedWorld world) => world.Answers = name =>
    {
        if (!name.Value.Contains("-look-", StringComparison.Ordinal))
            world.NoteEffect(name.Value);
        return new RehearsedScript(Takes: TimeSpan.FromSeconds(10));
    };
}
