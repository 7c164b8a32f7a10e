using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// Snapshots and care of etcd, by the command-line tools that are installed on the target: <c>etcdctl</c>, and <c>etcdutl</c> where the
/// version calls for it.
/// </summary>
internal sealed class EtcdctlHandler : IStepHandler
{
    private static readonly ImmutableArray<IEtcdVerb> All =
    [
        new SnapshotSave(), new SnapshotStatus(), new SnapshotRestore(), new EndpointHealth(), new EndpointStatus(), new MemberList(),
        new MemberAdd(), new MemberPromote(), new MemberRemove(), new MoveLeader(), new EndpointHashkv(), new Defrag(), new AlarmList(), new AlarmDisarm(),
    ];

    private static readonly ImmutableDictionary<string, IEtcdVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } =
        new("etcdctl", "Takes, checks and restores etcd snapshots, and looks after members.", [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) =>
        ByName[context.Verb.Name].RunAsync(context, cancellation);
}
