namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>A script that has its effect at its end, and of which nobody can tell afterwards whether it came so far but by looking.</summary>
internal sealed class ShellKind() : StepKind("shell")
{
    public override string Step(FaultFiles files) => """
              - id: struck
                shell: |
                  echo begin >>/var/log/matrix.log
                  sleep 2
                  echo end >>/var/log/matrix.log
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files) => Task.CompletedTask;

    public override bool HasBegun(LabMachines lab, string node) => Count(lab, node, "begin") > 0;

    public override Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) => Task.FromResult(Count(lab, node, "end") > 0);

    public override Task<Effects> CountAsync(LabMachines lab, string node, Fault fault) => Task.FromResult(new Effects(Count(lab, node, "begin"), Count(lab, node, "end")));
}

/// <summary>A script that says how to tell whether it is done.</summary>
internal sealed class CreatingShellKind() : StepKind("shell with `creates`")
{
    private const string Mark = "/var/matrix.mark";

    public override string Step(FaultFiles files) => $"""
              - id: struck
                shell:
                  run: |
                    echo begin >>{Log}
                    sleep 2
                    echo end >>{Log}
                    touch {Mark}
                  creates: {Mark}
        """;

    public override Task PrepareAsync(LabMachines lab, string node, FaultFiles files) => lab.InAsync(node, $"rm -f {Mark}");

    public override bool HasBegun(LabMachines lab, string node) => Count(lab, node, "begin") > 0;

    public override Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files) => Task.FromResult(lab.Has(node, Mark));

    public override Task<Effects> CountAsync(LabMachines lab, string node, Fault fault) => Task.FromResult(new Effects(Count(lab, node, "begin"), Count(lab, node, "end")));
}
