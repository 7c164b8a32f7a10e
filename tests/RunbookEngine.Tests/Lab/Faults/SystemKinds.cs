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

    /// <summary>As dpkg's own log has it: a configuration that was cut off is begun again by dpkg's rule, and ends once.</summary>
    public override async Task<Effects> CountAsync(LabMachines lab, string node, Fault fault)
    {
        var ends = lab.Lines(node, "/var/log/dpkg.log").Count(static l => l.Contains(" status installed lab-slow", StringComparison.Ordinal));
        return new(ends, await IsDoneAsync(lab, node, null!) ? ends : 0);
    }
}

/// <summary>A unit that takes two seconds to start and counts its starts.</summary>
internal sealed class RestartKind() : StepKind("systemctl restart")
{
    public override TimeSpan Length => TimeSpan.FromSeconds(4);

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

    /// <summary>A power loss takes the unit's state with it, so what counts is that it was once up, and never started more often than was tried.</summary>
    public override Task<Effects> CountAsync(LabMachines lab, string node, Fault fault) =>
        Task.FromResult(new Effects(Count(lab, node, "begin"), Math.Min(1, Count(lab, node, "end"))));
}

/// <summary>A restart of the node itself.</summary>
internal sealed class RebootKind() : StepKind("reboot")
{
    private readonly Dictionary<string, int> _before = [];

    public override TimeSpan Length => TimeSpan.FromSeconds(4);

    public override string Step(FaultFiles files) => """
              - id: struck
                reboot: { now: }
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files)
    {
        lock (_before)
            _before[node] = lab.Boots(node);
        return Task.CompletedTask;
    }

    public override Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) => Task.FromResult(Since(lab, node) > 0);

    public override Task<Effects> CountAsync(LabMachines lab, string node, Fault fault) =>
        Task.FromResult(new Effects(Since(lab, node) - fault.Boots, Math.Min(1, Since(lab, node))));

    private int Since(LabMachines lab, string node)
    {
        lock (_before)
            return lab.Boots(node) - _before[node];
    }
}
