using System.Globalization;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>A kind of step that faults strike: what it is in a runbook, and how the node itself tells what became of it.</summary>
internal abstract class StepKind(string name)
{
    /// <summary>Where the shell steps of the matrix write down that they ran.</summary>
    public const string Log = "/var/log/matrix.log";

    /// <summary>As the table of outcomes has it.</summary>
    public string Name { get; } = name;

    /// <summary>How long the step takes undisturbed, about; a fault strikes at a random moment of it.</summary>
    public virtual TimeSpan Length => TimeSpan.FromSeconds(2);

    /// <summary>The step, indented as an entry of <c>steps</c>, with the id <c>struck</c>.</summary>
    public abstract string Step(FaultFiles files);

    /// <summary>Makes the node as it must be before.</summary>
    public abstract Task PrepareAsync(LabMachines lab, string node, FaultFiles files);

    /// <summary>Whether the step's command is at work, or was; by default only time tells.</summary>
    public virtual bool HasBegun(LabMachines lab, string node) => true;

    /// <summary>What an operator sees who looks at the node whether the step was done.</summary>
    public abstract Task<bool> IsDoneAsync(LabMachines lab, string node, FaultFiles files);

    /// <summary>How often the step's effect came about, and how often it was begun.</summary>
    public abstract Task<Effects> CountAsync(LabMachines lab, string node, Fault fault);

    /// <summary>A runbook in which the step stands between two others, each of which leaves a line.</summary>
    public string Runbook(string node, FaultFiles files) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: runbook/v1
        name: matrix
        targets:
          the_node: { hosts: [{{node}}] }
        steps:
          - id: lane
            for-each: the_node
            steps:
              - id: before
                shell: echo before >>{{Log}}
        {{Step(files)}}
              - id: after
                shell: echo after >>{{Log}}
        """);

    /// <summary>The lines that the shell steps left.</summary>
    protected static int Count(LabMachines lab, string node, string line) => lab.Lines(node, Log).Count(l => l == line);
}

/// <summary>What became of a step, as the node shows it.</summary>
/// <param name="Begun">How often it was begun.</param>
/// <param name="Done">How often it was carried through.</param>
internal readonly record struct Effects(int Begun, int Done);

/// <summary>Files of the engine's machine that steps take to the node.</summary>
/// <param name="Upload">Big enough for an upload to take its time.</param>
/// <param name="UploadHash">Its SHA-256.</param>
/// <param name="Snapshot">An etcd snapshot.</param>
internal sealed record FaultFiles(string Upload, string UploadHash, string Snapshot);
