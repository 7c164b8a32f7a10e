namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>A package whose configuration takes two seconds.</summary>
internal sealed class AptKind() : StepKind("apt install")
{
    private const string SlowLog = "/var/log/lab-slow.log";

    public override TimeSpan Length => TimeSpan.FromSeconds(3);

    public override string Step(FaultFiles files) => """
              - id: struck
                apt:
                  install: { lab-slow: "1.0" }
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files) =>
        lab.InAsync(node, $"dpkg --configure -a; apt-get -q -y purge lab-slow; apt-get -q update; rm -f {SlowLog}; sed -i '/lab-slow/d' /var/log/dpkg.log");

    public override async Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) =>
        await lab.InAsync(node, "dpkg-query -W -f '${Status} ${Version}' lab-slow 2>/dev/null || true") == "install ok installed 1.0";

    /// <summary>A configuration that was cut off is done again by dpkg's own rule, so only its end counts; the package is unpacked once.</summary>
    public override async Task<Effects> CountAsync(LabMachines lab, string node)
    {
        var ends = lab.Lines(node, SlowLog).Count(static l => l.StartsWith("end", StringComparison.Ordinal));
        var installed = await IsDoneAsync(lab, node, null!);
        return new(lab.Lines(node, "/var/log/dpkg.log").Count(static l => l.Contains(" status installed lab-slow", StringComparison.Ordinal)), installed ? ends : 0);
    }
}

/// <summary>A unit that takes two seconds to start and counts its starts.</summary>
internal sealed class RestartKind() : StepKind("systemctl restart")
{
    public override string Step(FaultFiles files) => """
              - id: struck
                systemctl: { restart: matrix }
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files) => lab.InAsync(node, $"""
        cat >/etc/systemd/system/matrix.service <<'END'
        [Service]
        ExecStartPre=/bin/sh -c 'echo begin >>{Log}; sleep 2'
        ExecStart=/bin/sh -c 'echo end >>{Log}; exec sleep infinity'
        END
        systemctl daemon-reload
        systemctl stop matrix
        rm -f {Log}
        """);

    public override bool HasBegun(LabMachines lab, string node) => Count(lab, node, "begin") > 0;

    public override async Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) =>
        (await lab.TryInAsync(node, "systemctl is-active --quiet matrix")).Exit == 0;

    public override async Task<Effects> CountAsync(LabMachines lab, string node) =>
        new(Count(lab, node, "begin"), await IsDoneAsync(lab, node, null!) ? Count(lab, node, "end") : 0);
}

/// <summary>A restart of the node itself.</summary>
internal sealed class RebootKind() : StepKind("reboot")
{
    private readonly Dictionary<string, int> _before = [];

    public override TimeSpan Length => TimeSpan.FromSeconds(4);

    public override int Restarts => 1;

    public override string Step(FaultFiles files) => """
              - id: struck
                reboot: {}
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files)
    {
        lock (_before)
            _before[node] = lab.Boots(node);
        return Task.CompletedTask;
    }

    public override Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) => Task.FromResult(Since(lab, node) > 0);

    public override Task<Effects> CountAsync(LabMachines lab, string node) => Task.FromResult(new Effects(Since(lab, node), Math.Min(1, Since(lab, node))));

    private int Since(LabMachines lab, string node)
    {
        lock (_before)
            return lab.Boots(node) - _before[node];
    }
}
