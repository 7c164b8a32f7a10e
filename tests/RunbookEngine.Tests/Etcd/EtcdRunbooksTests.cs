using System.Diagnostics;
using System.Globalization;

namespace RunbookEngine.Tests.Etcd;

/// <summary>
/// The main job, through the real command line and on a real etcd: back up, prove the backup by restoring it, and both again while the
/// engine is killed.
/// <c>RUNBOOK_ETCD_KILLS</c> says how often (6 when it is not set), <c>RUNBOOK_SEED</c> at which moments.
/// </summary>
[Collection(nameof(RealEtcdCollection))]
public class EtcdRunbooksTests(RealEtcd etcd)
{
    private const int MostKillsOfOneRun = 4;
    private const int KeepAll = 1000;

    [Theory]
    [InlineData("etcd-backup.yaml")]
    [InlineData("etcd-restore-drill.yaml")]
    public async Task A_shipped_runbook_has_no_mistakes(string runbook)
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        var file = (runbook.StartsWith("etcd-b", StringComparison.Ordinal) ? world.Backup() : world.Drill())[1];

        var ended = await world.CallAsync("validate", file);

        Assert.True(ended.Status == 0, ended.Stdout + ended.Stderr);
        Assert.DoesNotContain("warning", ended.Stdout + ended.Stderr, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_backup_is_taken_and_restored_with_every_key()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        var live = await etcd.CountAsync();

        (await world.CallAsync(world.Backup())).Expect();
        var snapshot = await world.OutputAsync("snapshot");
        Assert.Equal(Text(live.Revision), await world.OutputAsync("revision"));
        Assert.Equal(Text(live.Count), await world.OutputAsync("keys"));
        await ExpectChecksumsAsync(world, 1);

        (await world.CallAsync(world.Drill())).Expect();
        Assert.Equal(snapshot, await world.OutputAsync("snapshot"));
        Assert.Equal(Text(live.Revision), await world.OutputAsync("revision"));
        Assert.Equal(Text(RealEtcd.Keys), await world.OutputAsync("keys"));

        Assert.Equal(live, await etcd.CountAsync());
        ExpectNothingLeft(world);
        Assert.Equal(["restore", "save", "start"], world.SideEffects.Select(static l => l.Split(' ')[0]).Order());
    }

    [Fact]
    public async Task Only_the_newest_backups_stay_and_only_backups_are_removed()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        Directory.CreateDirectory(world.Backups);
        string[] foreign = ["etcd.db", "etcd-old.db", "etcd-20200101-000000-abcd.db.bak", "notes"];
        foreach (var name in foreign)
            File.WriteAllText(Path.Combine(world.Backups, name), "");
        foreach (var name in new[] { "etcd-20200101-000000-abcd.db", "etcd-20200102-000000-abcd.db" })
            File.WriteAllText(Path.Combine(world.Backups, name), "");

        (await world.CallAsync(world.Backup(keep: 2))).Expect();
        Assert.Equal(["etcd-20200102-000000-abcd.db", Path.GetFileName(await world.OutputAsync("snapshot"))], Snapshots(world.Backups));

        (await world.CallAsync(world.Backup(keep: 1))).Expect();
        Assert.Equal([Path.GetFileName(await world.OutputAsync("snapshot"))], Snapshots(world.Backups));
        Assert.Equal([Path.GetFileName(await world.OutputAsync("snapshot"))], Snapshots(world.Copies));
        Assert.All(foreign, name => Assert.True(File.Exists(Path.Combine(world.Backups, name)), name));
        Assert.Equal(foreign.Length + 3, Directory.GetFiles(world.Backups).Length);
        Assert.Equal(3, Directory.GetFiles(world.Copies).Length);
    }

    [Fact]
    public async Task A_drill_that_finds_keys_missing_fails_and_cleans_up()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        (await world.CallAsync(world.Backup())).Expect();
        var facts = await world.OutputAsync("snapshot") + ".facts";
        File.WriteAllText(facts, File.ReadAllText(facts).Replace($"keys: {RealEtcd.Keys}", $"keys: {RealEtcd.Keys + 1}",
            StringComparison.Ordinal));
        world.NewStore();

        var ended = await world.CallAsync(world.Drill());

        Assert.Equal(1, ended.Status);
        Assert.Contains("do not rely on this backup", ended.Stdout + ended.Stderr, StringComparison.Ordinal);
        ExpectNothingLeft(world);
    }

    [Fact]
    public async Task A_drill_of_a_damaged_snapshot_fails_before_anything_is_restored()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        (await world.CallAsync(world.Backup())).Expect();
        var snapshot = await world.OutputAsync("snapshot");
        var bytes = File.ReadAllBytes(snapshot);
        bytes[bytes.Length / 2] ^= 1;
        var damaged = Path.Combine(world.Backups, "damaged.db");
        File.WriteAllBytes(damaged, bytes);
        world.NewStore();

        var ended = await world.CallAsync(world.Drill(damaged));

        Assert.Equal(1, ended.Status);
        Assert.Contains("digest", ended.Stdout + ended.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(world.SideEffects, static l => l.StartsWith("restore", StringComparison.Ordinal));
        ExpectNothingLeft(world);
    }

    [Fact]
    public async Task Names_of_folders_are_never_read_by_a_shell()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd, " it's \"b\"; $(touch pwned) `touch pwned` *\n{{ x }} -n ü");

        (await world.CallAsync(world.Backup(keep: 1))).Expect();
        (await world.CallAsync(world.Backup(keep: 1))).Expect();
        (await world.CallAsync(world.Drill())).Expect();

        Assert.Equal(Text(RealEtcd.Keys), await world.OutputAsync("keys"));
        Assert.Equal(3, Directory.GetFiles(world.Copies).Length);
        Assert.False(File.Exists(Path.Combine(Repository.Root, "runbooks", "pwned")));
        ExpectNothingLeft(world);
    }

    [Fact]
    public async Task Another_etcd_on_the_drills_port_does_not_answer_for_it()
    {
        RealEtcd.Require();
        var world = new BackupWorld(etcd);
        (await world.CallAsync(world.Backup())).Expect();
        var (client, peer) = RealEtcd.FreePorts();
        var (clientUrl, peerUrl) = ($"http://127.0.0.1:{client}", $"http://127.0.0.1:{peer}");
        using var other = Programs.Start("etcd",
        [
            $"--data-dir={etcd.NewFolder()}", $"--listen-client-urls={clientUrl}", $"--advertise-client-urls={clientUrl}",
            $"--listen-peer-urls={peerUrl}", $"--initial-advertise-peer-urls={peerUrl}", $"--initial-cluster=default={peerUrl}",
        ]);
        other.BeginErrorReadLine();
        other.BeginOutputReadLine();
        try
        {
            (await Programs.RunAsync("sh", ["-c", "until etcdctl --endpoints=\"$1\" endpoint health; do sleep 0.1; done", "sh", clientUrl])).Expect();
            world.NewStore();

            var ended = await world.CallAsync(world.Drill(clientPort: client));

            Assert.Equal(1, ended.Status);
            Assert.Matches("another etcd answers|address already in use", ended.Stdout + ended.Stderr);
            Assert.False(other.HasExited);
            ExpectNothingLeft(world);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Killed_at_random_moments_both_come_to_their_end_and_nothing_is_done_twice()
    {
        RealEtcd.Require();
        var kills = int.Parse(Environment.GetEnvironmentVariable("RUNBOOK_ETCD_KILLS") ?? "6", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("RUNBOOK_SEED") ?? Text(Environment.TickCount),
            CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"RUNBOOK_SEED={seed}");
        var random = new Random(seed);
        var world = new BackupWorld(etcd);
        var backup = await TimedAsync(world, world.Backup(KeepAll));
        var drill = await TimedAsync(world, world.Drill());
        var (killed, rounds, inFlight) = (0, 1, 0);

        for (; killed < kills; rounds++)
        {
            world.NewStore();
            killed += await world.DriveAsync(world.Backup(KeepAll), Math.Min(MostKillsOfOneRun, kills - killed), backup, random);
            inFlight += await world.InFlightAsync();
            world.NewStore();
            killed += await world.DriveAsync(world.Drill(), Math.Min(MostKillsOfOneRun, kills - killed), drill, random);
            inFlight += await world.InFlightAsync();
            Assert.Equal(Text(RealEtcd.Keys), await world.OutputAsync("keys"));
            ExpectNothingLeft(world);
        }

        Assert.Equal(3 * rounds, world.SideEffects.Length);
        Assert.Distinct(world.SideEffects);
        await ExpectChecksumsAsync(world, rounds);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{killed} kills in {rounds} rounds, {inFlight} steps cut off in flight: {rounds} saves, {rounds} restores and {rounds} starts, each once");
    }

    private static async Task<TimeSpan> TimedAsync(BackupWorld world, string[] run)
    {
        world.NewStore();
        var watch = Stopwatch.StartNew();
        (await world.CallAsync(run)).Expect();
        return watch.Elapsed;
    }

    private static async Task ExpectChecksumsAsync(BackupWorld world, int backups)
    {
        foreach (var place in new[] { world.Backups, world.Copies })
        {
            var sums = Directory.GetFiles(place, "*.sha256");
            Assert.Equal(backups, sums.Length);
            (await Programs.RunAsync("sh", ["-c", "cd \"$1\" && sha256sum -c --strict -- *.sha256", "sh", place])).Expect();
            Assert.Equal(sums.Select(static s => s[..^".sha256".Length]).Order(), Directory.GetFiles(place, "*.db").Order());
        }
    }

    private static void ExpectNothingLeft(BackupWorld world)
    {
        Assert.Empty(world.LeftBehind());
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Scratch));
    }

    private static IEnumerable<string?> Snapshots(string folder) =>
        Directory.GetFiles(folder, "etcd-2*-*-*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
