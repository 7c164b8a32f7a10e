using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Programs.Etcd;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The real handlers of etcdctl on simulated etcds, with every death of the engine && losses of power.</summary>
public class EtcdTests
{
    private const string Save = """
          - id: save
            on: e1
            etcdctl: { snapshot save: /var/backups/s.db, endpoints: "http://127.0.0.1:2379" }
        """;

    private const string Replace = """
          - id: stop_e3
            on: e3
            shell: systemctl stop etcd
          - id: remove
            on: e1
            etcdctl: { member remove: "http://e3:2380", endpoints: "http://127.0.0.1:2379" }
          - id: aside
            on: e3
            file: { move: /var/lib/etcd, to: /var/lib/etcd.removed }
          - id: place
            on: e3
            file: { directory: /var/lib/etcd, mode: "0700", owner: "etcd:etcd" }
          - id: add
            on: e1
            retry: { attempts: 10, delay: 3s }
            etcdctl: { member add: e3, peer-urls: "http://e3:2380", learner: true, endpoints: "http://127.0.0.1:2379" }
          - id: join_file
            on: e3
            file: { write: /etc/default/etcd.join, content: "ETCD_INITIAL_CLUSTER={{ steps.add.initial_cluster }}\nETCD_INITIAL_CLUSTER_STATE=existing\n" }
          - id: folder
            on: e3
            file: { directory: /etc/systemd/system/etcd.service.d }
          - id: drop_in
            on: e3
            file: { write: /etc/systemd/system/etcd.service.d/90-join.conf, content: "[Service]\nEnvironmentFile=/etc/default/etcd.join\n" }
          - id: start_e3
            on: e3
            shell: systemctl start etcd
          - id: promote
            on: e1
            retry: { attempts: 50, delay: 2s }
            etcdctl: { member promote: "http://e3:2380", endpoints: "http://127.0.0.1:2379" }
          - id: healthy
            on: e1
            retry: { attempts: 30, delay: 2s }
            etcdctl: { endpoint health: , endpoints: "http://127.0.0.1:2379", cluster: true }
          - id: same
            on: e1
            etcdctl: { endpoint hashkv: , endpoints: "http://127.0.0.1:2379", cluster: true }
        """;

    [Theory]
    [InlineData("3.4.23")]
    [InlineData("3.4.27")]
    [InlineData("3.5.21")]
    [InlineData("3.6.4")]
    public void A_healthy_cluster_answers_every_verb(string version)
    {
        var result = new EtcdBench(version).Bench($$"""
              - id: health
                on: e1
                etcdctl: { endpoint health: , endpoints: "http://127.0.0.1:2379", cluster: true }
              - id: status
                on: e1
                etcdctl: { endpoint status: , endpoints: "http://127.0.0.1:2379", cluster: true }
              - id: members
                on: e1
                etcdctl: { member list: , endpoints: "http://127.0.0.1:2379" }
              - id: same
                on: e1
                etcdctl: { endpoint hashkv: , endpoints: "http://127.0.0.1:2379", cluster: true }
              - id: lead
                on: e1
                etcdctl: { move-leader: e2, endpoints: "http://127.0.0.1:2379" }
              - id: defrag
                on: e1
                etcdctl: { defrag: , endpoints: "http://127.0.0.1:2379", cluster: true }
              - id: alarms
                on: e1
                etcdctl: { alarm list: , endpoints: "http://127.0.0.1:2379" }
            {{Save}}
              - id: checked
                on: e1
                etcdctl: { snapshot status: /var/backups/s.db }
              - assert: { that: steps.status.revision == 1001 && steps.members.count == 3 && steps.checked.revision == 1001 && steps.checked.verified && steps.alarms.count == 0 }
            """).Run();

        Assert.True(result.State.Status == RunStatus.Succeeded, Told(result));
    }

    [Fact]
    public void Whenever_the_engine_dies_one_snapshot_is_taken()
    {
        var report = new EtcdBench().Bench(Save).Crash();

        Assert.Equal(["e1: etcdctl snapshot save /var/backups/*"], report.Undisturbed.Effects);
        Assert.Equal("", string.Join('\n', report.Failures.Select(static f => $"{f.Moment} {f.What}: {string.Join("; ", f.Differences)}")));
    }

    [Fact]
    public void A_damaged_snapshot_is_not_restored()
    {
        var bench = new EtcdBench();
        bench.Shell["damage"] = static (_, host) => EtcdSnapshots.Damage(host, "/var/backups/s.db");

        var result = bench.Bench(Save + "\n" + """
              - id: damage
                on: e1
                shell: turn a byte
              - id: checked
                on: e1
                etcdctl: { snapshot status: /var/backups/s.db }
            """).Run();

        Assert.Equal(RunStatus.Failed, result.State.Status);
        Assert.Contains("the digest at its end does not match", Told(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.4.27")]
    [InlineData("3.6.4")]
    public void A_restore_of_all_members_makes_one_cluster_whenever_the_engine_dies(string version)
    {
        var result = Restoring(version).Crash();

        Assert.True(result.Undisturbed.State.Status == RunStatus.Succeeded, Told(result.Undisturbed));
        Assert.Contains("etcd: 1000 keys, revisions lifted, 1 content", result.Undisturbed.Facts);
        Assert.Contains("etcd: members e1, e2, e3", result.Undisturbed.Facts);
        Assert.Equal("", string.Join('\n', result.Failures.Select(static f => $"{f.Moment} {f.What}: {string.Join("; ", f.Differences)}")));
    }

    [Fact]
    public void A_member_is_replaced_whenever_the_engine_dies()
    {
        var bench = new EtcdBench();
        bench.Shell["stop"] = EtcdBench.Stop;
        bench.Shell["start"] = bench.Start;

        var result = bench.Bench(Replace).Run();
        Assert.True(result.State.Status == RunStatus.Succeeded, Told(result));
        Assert.Contains("etcd: members e1, e2, e3", result.Facts);
        Assert.Equal(["e1: etcdctl member remove e3", "e1: etcdctl member add e3", "e1: etcdctl member promote e3"], result.Effects);
    }

    [Fact]
    public async Task A_loss_of_power_during_a_save_leaves_a_part_and_no_snapshot()
    {
        var world = new SimulatedWorld(1, DateTimeOffset.UnixEpoch);
        var bench = new EtcdBench();
        bench.Make(world);
        var host = world.Find("e1")!;
        world.OnBegin = (h, n) => _ = world.Time.Begin(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), world.Time);
            h.PowerOff();
            return true;
        });
        var process = host.Start(CommandName.Of(new("20250601-120000-abcd"), new("save"), 1, "save"), new() { Arguments = ["etcdctl", "snapshot", "save", "/var/backups/s.db"] });
        world.Time.Pass(TimeSpan.FromMinutes(1));

        Assert.IsType<CommandExit.Lost>(await process.Ended);
        Assert.True(host.Files.Exists("/var/backups/s.db.part"));
        Assert.False(host.Files.Exists("/var/backups/s.db"));
        Assert.Contains("etcd: members e1 (down), e2, e3", world.Facts());
    }

    [Fact]
    public void Without_a_majority_nothing_is_written_and_with_it_again_all_catch_up()
    {
        var world = new SimulatedWorld(1, DateTimeOffset.UnixEpoch);
        var bench = new EtcdBench();
        bench.Make(world);
        EtcdBench.Stop(bench.Etcd, bench.Host("e1"));
        Assert.True(PutSoon(bench));
        EtcdBench.Stop(bench.Etcd, bench.Host("e2"));
        Assert.False(PutSoon(bench));

        bench.Start(bench.Etcd, bench.Host("e1"));
        Assert.True(PutSoon(bench));
        bench.Start(bench.Etcd, bench.Host("e2"));
        world.Time.Pass(TimeSpan.FromSeconds(10));

        Assert.Contains("etcd: 1002 keys, revisions as they grew, 1 content", world.Facts());
    }

    private static bool PutSoon(EtcdBench bench)
    {
        bench.World.Time.Pass(TimeSpan.FromSeconds(10));
        return bench.Etcd.Put(1);
    }

    private static RehearsalBench Restoring(string version)
    {
        var bench = new EtcdBench(version);
        bench.Shell["bring"] = static (_, h) =>
        {
            foreach (var name in new[] { "e2", "e3" })
                h.World.Find(name)!.Files.Write("/var/backups/s.db", h.Files.Existing("/var/backups/s.db").Content, null, null);
        };
        bench.Shell["stop"] = EtcdBench.Stop;
        bench.Shell["start"] = bench.Start;
        return bench.Bench(Save + "\n" + """
              - id: bring
                on: e1
                shell: copy it to the others
              - id: each
                for-each: members
                as: member
                batches: all
                steps:
                  - id: stop
                    shell: systemctl stop etcd
                  - id: aside
                    file: { move: /var/lib/etcd, to: /var/lib/etcd.old }
                  - id: restore
                    etcdctl:
                      snapshot restore: /var/backups/s.db
                      data-dir: /var/lib/etcd
                      name: "{{ member.name }}"
                      initial-cluster: ["e1=http://e1:2380", "e2=http://e2:2380", "e3=http://e3:2380"]
                      initial-advertise-peer-urls: "http://{{ member.name }}:2380"
                      initial-cluster-token: restored
                      bump-revision: 1000000000
                      mark-compacted: true
              - id: again
                for-each: members
                as: member
                batches: all
                steps:
                  - id: start
                    shell: systemctl start etcd
              - id: healthy
                on: e1
                retry: { attempts: 30, delay: 2s }
                etcdctl: { endpoint health: , endpoints: "http://127.0.0.1:2379", cluster: true }
            """);
    }

    private static string Told(RunbookEngine.Simulation.Rehearsals.RehearsalResult result) => string.Join('\n', result.State.Steps.Where(static s => s.Value.Failure is not null).Select(static s => $"{s.Key}: {s.Value.Failure}")) + $" {result.State.Status}";
}
