using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Execution;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.FanOut;

/// <summary>The promise over lanes: an engine may die at any commit, hosts may be lost meanwhile, and no command runs twice or is left out.</summary>
public class FanOutCrashTests
{
    private static readonly string[] s_hosts = ["w1", "w2", "w3", "w4", "w5"];

    private static Runbook Upgrade { get; } = Some.OnHosts(
        Some.Step("before"),
        Some.ForEach("up", Some.Step("a"), Some.Group("g", 0, Some.Step("b"), Some.Step("c")), Some.Step("d")) with
        {
            Batches = new Argument.Sequence([Some.Argument("1"), Some.Argument("50%")], SourceSpan.None),
        },
        Some.Step("after"));

    private static IEnumerable<string> Expected { get; } =
        s_hosts.SelectMany(static h => new[] { $"{h}:a", $"{h}:b", $"{h}:c", $"{h}:d" }).Append("before").Append("after").Order();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dying_at_any_commit_doubles_and_loses_nothing(bool before)
    {
        var undisturbed = Bench();
        await undisturbed.RunAsync(Upgrade);
        Assert.Equal(Expected, undisturbed.Effects.Order());
        for (var n = 2; n <= undisturbed.Store.Appends; n++)
        {
            var bench = Bench();
            await CrashTests.DieAtAsync(bench, n, before, () => bench.RunAsync(Upgrade));
            if (!(await CrashTests.StateAsync(bench)).IsOver)
                await bench.ResumeAsync(Upgrade);

            Assert.Equal(RunStatus.Succeeded, (await CrashTests.StateAsync(bench)).Status);
            Assert.Equal(Expected, bench.Effects.Order());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Hosts_that_come_and_go_while_the_engine_dies_again_and_again_double_and_lose_nothing(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var bench = Bench();
            foreach (var host in s_hosts)
                bench.Hosts[host].IsCut = _ => random.Next(12) == 0;
            await CrashTests.DieAtAsync(bench, random.Next(2, 8), random.Next(2) == 0, () => bench.RunAsync(Upgrade));
            for (var resumes = 0; resumes < 200 && (await CrashTests.StateAsync(bench)).Status != RunStatus.Succeeded; resumes++)
                await CrashTests.DieAtAsync(bench, bench.Store.Appends + random.Next(2, 12), random.Next(2) == 0, () => bench.ResumeAsync(Upgrade));

            Assert.Equal((seed, round, RunStatus.Succeeded), (seed, round, (await CrashTests.StateAsync(bench)).Status));
            Assert.Equal(Expected, bench.Effects.Order());
        }
    }

    private static TestBench Bench()
    {
        var bench = new TestBench();
        bench.Hosts.Add(s_hosts);
        return bench;
    }
}
