using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The shipped runbooks in simulated worlds: the scenarios beside them, and the engine killed at every moment of their runs.</summary>
public partial class ShippedRunbooksTests(ITestOutputHelper output)
{
    private const string Members = "etcd.world.yaml";
    private const string Snapshot = "snapshot=/var/backups/etcd/etcd-20260101-000000-0000.db";
    private const string Certificates = "cacert=/etc/etcd/pki/ca.crt,cert=/etc/etcd/pki/server.crt,key=/etc/etcd/pki/server.key";

    public static TheoryData<string, string, string> Runbooks => new()
    {
        { "first-steps", "1+3", "" },
        { "package-hold", "1+3", "" },
        { "os-upgrade", "1+3", "" },
        { "node-os-upgrade", "1+3", "" },
        { "worker-rolling-upgrade", "1+3@1.36.4/1.35.6", "version=1.36.4" },
        { "worker-upgrade-all-at-once", "1+3@1.36.4/1.35.6", "version=1.36.4" },
        { "control-plane-upgrade", "1+3@1.35.6", "version=1.36.4" },
        { "cluster-upgrade", "1+3@1.35.6", "version=1.36.4,backup_dir=/var/backups/objects" },
        { "certificates-renew", "3+1", "within=400" },
        { "node-lost", "1+2", "node=w1" },
        { "diagnose", "1+2", "" },
        { "resource-backup", "1+2", "dir=/var/backups/objects" },
        { "resource-restore", "lost-objects.world.yaml", "dir=/var/backups/objects/20260104" },
        { "velero-backup", "1+1", "" },
        { "velero-restore", "1+1", "backup=nightly" },
        { "volume-snapshot", "1+1", "claim=data-orders-0,namespace=data" },
        { "worker-replace", "1+2", "old=w2,new=spare1,version=1.35.6" },
        { "etcd-backup", Members, $"endpoint=https://e1:2379,backup_dir=/var/backups/etcd,copy_dir=/mnt/etcd,{Certificates}" },
        { "etcd-defrag", Members, "" },
        { "etcd-restore", Members, Snapshot },
        { "etcd-restore", "3+1", $"{Snapshot},members=static-pod" },
        { "etcd-restore-drill", Members, "backup_dir=/var/backups/etcd" },
        { "etcd-member-replace", "etcd-broken.world.yaml", "member=e3,through=e1" },
    };

    [Fact]
    public async Task Every_scenario_ends_as_it_says()
    {
        using var bench = new CliBench();
        var run = await bench.RunAsync("test", Path.Combine(Repository.Root, "runbooks", "tests"));

        output.WriteLine(run.Out);
        Assert.Equal(0, run.Code);
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public async Task Whenever_the_engine_dies_the_world_ends_alike(string runbook, string world, string inputs)
    {
        using var bench = new CliBench();
        var run = await bench.RunAsync(["rehearse", Path.Combine(Repository.Root, "runbooks", runbook + ".yaml"), "--world", WorldOf(world), "--every-crash", .. Given(inputs)]);

        Assert.True(run.Code == 0, run.Out + run.Error);
        var told = Deaths().Match(run.Out);
        output.WriteLine($"{runbook}: {told.Value}");
        Assert.True(int.Parse(told.Groups["points"].ValueSpan, CultureInfo.InvariantCulture) >= 5, run.Out);
    }

    [Theory]
    [InlineData("worker-rolling-upgrade", "1+3@1.36.4/1.35.6", "version=1.36.4")]
    [InlineData("worker-upgrade-all-at-once", "1+3@1.36.4/1.35.6", "version=1.36.4")]
    [InlineData("control-plane-upgrade", "3+1@1.35.6", "version=1.36.4")]
    [InlineData("cluster-upgrade", "1+3@1.35.6", "version=1.36.4,backup_dir=/var/backups/objects")]
    [InlineData("node-os-upgrade", "1+3", "")]
    [InlineData("os-upgrade", "1+3", "")]
    [InlineData("worker-replace", "1+2", "old=w2,new=spare1,version=1.35.6")]
    [InlineData("resource-restore", "lost-objects.world.yaml", "dir=/var/backups/objects/20260104")]
    [InlineData("velero-restore", "1+1", "backup=nightly")]
    [InlineData("etcd-restore", Members, Snapshot)]
    [InlineData("etcd-restore", "3+1", $"{Snapshot},members=static-pod")]
    [InlineData("etcd-restore-drill", Members, "backup_dir=/var/backups/etcd")]
    [InlineData("etcd-member-replace", "etcd-broken.world.yaml", "member=e3,through=e1")]
    public async Task Whatever_goes_wrong_a_run_ends_in_the_same_world_or_says_why_it_stopped(string runbook, string world, string inputs)
    {
        var count = Environment.GetEnvironmentVariable("RUNBOOK_SWARM") is { Length: > 0 } wanted ? wanted : "60";

        using var bench = new CliBench();
        var run = await bench.RunAsync(["rehearse", Path.Combine(Repository.Root, "runbooks", runbook + ".yaml"), "--world", WorldOf(world), "--swarm", count, .. Given(inputs)]);

        output.WriteLine(run.Out[run.Out.IndexOf("\nswarm", StringComparison.Ordinal)..]);
        Assert.Equal(0, run.Code);
    }

    public static TheoryData<string> Found => [.. FoundCommand().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "reliability.md"))).Select(static m => m.Groups["words"].Value)];

    /// <summary>What rehearsals with faults once found, by the commands in docs/reliability.md: it ends as the undisturbed run does, or says why it stopped.</summary>
    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_was_found_once_does_not_come_back(string command)
    {
        string[] words = [.. Word().Matches(command).Select(static m => m.Value.Trim('\''))];
        words[0] = Path.Combine(Repository.Root, "runbooks", words[0]);
        if (Array.IndexOf(words, "--world") is var at and >= 0)
            words[at + 1] = words[at + 1].EndsWith(".yaml", StringComparison.Ordinal) ? WorldOf(Path.GetFileName(words[at + 1])) : words[at + 1];

        var disturbed = await ToldAsync(words);
        var faults = Array.IndexOf(words, "--fault");
        if (faults < 0)
        {
            Assert.True(!disturbed.TryGetProperty("every_crash", out var deaths) || deaths.GetProperty("failures").GetArrayLength() == 0, $"{disturbed}");
            Assert.True(!disturbed.TryGetProperty("swarm", out var swarm) || swarm.GetProperty("wrong").GetArrayLength() == 0, $"{disturbed}");
            return;
        }

        var calm = await ToldAsync(words[..faults]);
        Assert.Empty(Effects(disturbed).Where(e => e.Value > Effects(calm).GetValueOrDefault(e.Key)).Select(static e => $"done {e.Value} times: {e.Key}"));
        if (disturbed.GetProperty("status").GetString() == "succeeded")
            Assert.Equal(Facts(calm), Facts(disturbed));
        else
            Assert.Contains(disturbed.GetProperty("steps").EnumerateArray(), static s => s.ToString().Contains("\"hint\"", StringComparison.Ordinal));
    }

    /// <summary>How often each was done; a unit that a fault stopped or started may be started or stopped once more.</summary>
    private static Dictionary<string, int> Effects(JsonElement told) =>
        told.GetProperty("effects").EnumerateArray().Select(static e => e.GetString()!).Where(static e => e.Split(' ')[1] is not ("start" or "stop")).CountBy(static e => e).ToDictionary();

    private static string Facts(JsonElement told) => string.Join('\n', told.GetProperty("facts").EnumerateArray().Select(static f => f.GetString()));

    private static async Task<JsonElement> ToldAsync(string[] words)
    {
        using var bench = new CliBench();
        var run = await bench.RunAsync(["rehearse", .. words, "--output", "json"]);
        Assert.True(run.Code is 0 or 1 or 3, run.Out + run.Error);
        return JsonDocument.Parse(run.Out).RootElement.Clone();
    }

    [GeneratedRegex("`(runbook )?rehearse (?<words>[a-z-]+\\.yaml [^`]*--(fault|every-crash|swarm)[^`]*)`", RegexOptions.ExplicitCapture)]
    private static partial Regex FoundCommand();

    [GeneratedRegex("'[^']*'|[^ ']+")]
    private static partial Regex Word();

    /// <summary>One of the worlds beside the scenarios, or a typical one.</summary>
    private static string WorldOf(string name) => name.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(Repository.Root, "runbooks", "tests", name) : name;

    private static IEnumerable<string> Given(string inputs) => inputs.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(static i => new[] { "--input", i });

    [GeneratedRegex("(?<points>[0-9]+) deaths of the engine.*", RegexOptions.ExplicitCapture)]
    private static partial Regex Deaths();
}
