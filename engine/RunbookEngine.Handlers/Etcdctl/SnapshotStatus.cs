using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>snapshot status</c>: whether a snapshot is whole, and what it holds.</summary>
internal sealed class SnapshotStatus : IEtcdVerb
{
    private const string Path = "path";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "snapshot status",
        Summary = "Checks that a snapshot is whole, and tells what it holds.",
        HasSideEffect = false,
        Main = new(Path, ParameterType.Path, "The snapshot.", Required: true, Example: "/var/backups/etcd.db"),
        Outputs = EtcdOutputs.OfSnapshot,
        Example = """
            - id: verify
              etcdctl: { snapshot status: /var/backups/etcd.db }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) =>
        new StepOutcome.Unchanged(EtcdOutputs.Snapshot(await SnapshotCheck.RunAsync(context, TargetPath.Of(context, Path), cancellation)));
}
