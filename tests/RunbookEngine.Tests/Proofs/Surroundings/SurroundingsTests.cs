using System.Collections.Concurrent;
using System.Globalization;

namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>
/// "It never began" is proven, or asked about: engines are killed at random moments, and before each resume something around the run has changed, on this machine and on hosts. <c>RUNBOOK_SWEEP</c> says
/// how many runs, <c>RUNBOOK_SEED</c> repeats them, <c>RUNBOOK_SWEEP_ONLY</c> names one change.
/// </summary>
public class SurroundingsTests(ITestOutputHelper output)
{
    private const int AtOnce = 3;

    private static readonly string? Only = Environment.GetEnvironmentVariable("RUNBOOK_SWEEP_ONLY");

    [Fact]
    public async Task Whatever_changes_around_a_killed_run_nothing_runs_twice_unasked_and_nothing_is_lost()
    {
        Needed.Check(Environment.UserName == "root" && File.Exists("/usr/sbin/sshd"), "root and Debian's openssh-server");
        var random = RunbookProgram.NewRandom();
        Change[] changes = [.. HostChanges.All.Concat(StoreChanges.All).Where(static c => Only is null || c.Name.Contains(Only, StringComparison.Ordinal))];
        var runs = int.TryParse(Environment.GetEnvironmentVariable("RUNBOOK_SWEEP"), out var asked) ? asked : changes.Length;
        var plan = Enumerable.Range(0, runs).Select(i => (Number: i, Change: changes[i % changes.Length], Seed: random.Next())).ToArray();
        ConcurrentBag<Outcome> outcomes = [];
        await Parallel.ForEachAsync(
            plan, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (run, _) => outcomes.Add(await RunAsync(run.Change, run.Number, new(run.Seed))));
        var table = Table(changes, [.. outcomes]);
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable("RUNBOOK_SWEEP_REPORT") is { Length: > 0 } report)
            await File.WriteAllTextAsync(report, table, TestContext.Current.CancellationToken);
        var wrong = outcomes.Where(static o => o.IsWrong).ToArray();
        Assert.True(wrong.Length == 0, string.Join("\n----\n", wrong.Take(6).Select(static o => $"{o.Change.Name}, {o.Change.Place}: {Faults(o)}\n{o.Story}")));
    }

    private static async Task<Outcome> RunAsync(Change change, int number, Random random)
    {
        var hosts = change.Place switch { Place.Here => 0, Place.OneHost => 1, _ => 2 };
        var work = TimeSpan.FromSeconds(0.4 + 1.4 * random.NextDouble());
        await using var scene = await Scene.MakeAsync(hosts, change.Place == Place.TwoHostsWithOneHome, work, 62000 + number % 100 * 30);
        return await new SweepRun(scene, change, random).RunAsync();
    }

    private static string Faults(Outcome outcome) => string.Join(
        ", ", new[] { outcome.Doubled ? "doubled" : "", outcome.Lost ? "lost" : "", outcome.Believed ? "believed a damaged journal" : "", outcome.Waited ? "waited" : "" }.Where(static f => f.Length > 0));

    private static string Table(Change[] changes, Outcome[] outcomes)
    {
        List<string> lines =
        [
            "| change before the resume | where the steps run | runs | clean | stopped first | asked | lost | doubled unasked | waited too long | slowest resume |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            .. changes.Select(c => Row(c.Name, Where(c.Place), [.. outcomes.Where(o => o.Change == c)])),
            Row("**all**", "", outcomes),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Where(Place place) => place switch { Place.Here => "here", Place.OneHost => "a host", _ => "two hosts" };

    private static string Row(string name, string where, Outcome[] of) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {where} | {of.Length} | {of.Count(static o => o.Ending == Ending.Clean)} | {of.Count(static o => o.Ending == Ending.StoppedFirst)} | {of.Count(static o => o.Ending == Ending.Asked)} | {of.Count(static o => o.Lost || o.Believed)} | {of.Count(static o => o.Doubled)} | {of.Count(static o => o.Waited)} | {(of.Length == 0 ? 0 : of.Max(static o => o.Slowest.TotalSeconds)):0.0} s |");
}
