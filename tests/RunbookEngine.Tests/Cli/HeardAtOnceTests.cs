using System.Diagnostics;

namespace RunbookEngine.Tests.Cli;

/// <summary>Who asks a run to end or to pause does not wait for its waits.</summary>
public sealed class HeardAtOnceTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(8);

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string> Waits => new(
        "wait: 10m",
        "wait: { until: 'test -e never', interval: 10m }",
        "wait: { until: 'sleep 600' }",
        "{ shell: 'exit 1', retry: { attempts: 5, delay: 10m } }");

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task An_abort_is_heard_by_what_only_waits(string step)
    {
        using var driver = await StartAsync(step);

        (await _bench.RunAsync("abort")).Expect(0);

        Assert.Equal(1, await EndSoonAsync(driver));
        Assert.Contains("aborted", (await _bench.RunAsync("status")).Expect(0).Out, StringComparison.Ordinal);
        Assert.True(_bench.Has("closed"));
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_pause_is_heard_by_what_only_waits_and_the_wait_goes_on_after_it(string step)
    {
        using var driver = await StartAsync(step);

        (await _bench.RunAsync("pause")).Expect(0);

        Assert.Equal(3, await EndSoonAsync(driver));
        Assert.Contains("paused", (await _bench.RunAsync("status")).Expect(0).Out, StringComparison.Ordinal);
        Assert.False(_bench.Has("closed"));
        (await _bench.RunAsync("abort")).Expect(0);
        Assert.True(_bench.Has("closed"));
    }

    private async Task<RunbookProcess> StartAsync(string step)
    {
        _bench.Write("long.yaml", $"apiVersion: runbook/v1\nname: long\nsteps:\n  - shell: touch begun\n  - {step}\nfinally:\n  - shell: touch closed\n");
        var driver = RunbookProcess.Start(_bench, "run", "long.yaml", "--yes");
        await Fakes.Eventually.Holds(() => _bench.Has("begun") && (driver.Output.Contains("waiting", StringComparison.Ordinal) || driver.Output.Contains("_2", StringComparison.Ordinal)));
        return driver;
    }

    private static async Task<int> EndSoonAsync(RunbookProcess driver)
    {
        var clock = Stopwatch.StartNew();
        var code = await driver.EndAsync();
        Assert.True(clock.Elapsed < s_soon, $"it took {clock.Elapsed}");
        return code;
    }
}
