namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>A file that takes its time to arrive.</summary>
internal sealed class UploadKind() : StepKind("file upload")
{
    private const string Arrived = "/srv/lab/upload";

    public override TimeSpan Length => TimeSpan.FromSeconds(0.8);

    public override string Step(FaultFiles files) => $"""
              - id: struck
                file:
                  upload: {files.Upload}
                  to: {Arrived}
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files) => lab.InAsync(node, "mkdir -p /srv/lab; rm -rf /srv/lab/* /srv/lab/.[!.]*");

    public override async Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) =>
        await lab.InAsync(node, $"sha256sum {Arrived} 2>/dev/null | cut -d' ' -f1") == files.UploadHash;

    /// <summary>Whole, and nothing left beside it.</summary>
    public override async Task<Effects> CountAsync(LabMachines lab, string node, Fault fault) => new(1, await lab.InAsync(node, "ls -A /srv/lab") == "upload" ? 1 : 0);
}

/// <summary>A data directory made from a snapshot.</summary>
internal sealed class RestoreKind() : StepKind("etcdctl snapshot restore")
{
    private const string Restored = "/srv/lab/restored";

    public override TimeSpan Length => TimeSpan.FromSeconds(0.4);

    public override string Step(FaultFiles files) => $"""
              - id: struck
                etcdctl:
                  snapshot restore: /var/tmp/matrix.db
                  data-dir: {Restored}
        """;

    public override async Task PrepareAsync(LabMachines lab, string node, FaultFiles files)
    {
        await lab.InAsync(node, "mkdir -p /srv/lab; rm -rf /srv/lab/* /srv/lab/.[!.]*");
        await lab.PutAsync(files.Snapshot, node, "/var/tmp/matrix.db");
    }

    public override async Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) =>
        (await lab.TryInAsync(node, $"test -s {Restored}/member/snap/db -a -n \"$(ls {Restored}/member/wal)\"")).Exit == 0;

    /// <summary>An etcd that starts from it has all keys.</summary>
    public override async Task<Effects> CountAsync(LabMachines lab, string node, Fault fault)
    {
        var keys = await lab.TryInAsync(node, $"""
            etcd --data-dir {Restored} --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 \
                --listen-peer-urls http://127.0.0.1:12380 >/dev/null 2>&1 &
            for i in 1 2 3 4 5 6 7 8 9 10; do
                ETCDCTL_API=3 etcdctl --endpoints http://127.0.0.1:12379 get matrix --print-value-only && break
                sleep 0.5
            done
            kill $!; wait $!
            """);
        return new(1, keys.Output.Trim() == "of faults" ? 1 : 0);
    }
}
