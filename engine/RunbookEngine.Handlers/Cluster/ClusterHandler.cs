using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What concerns a cluster as a whole, through its API.</summary>
internal sealed class ClusterHandler : IStepHandler
{
    private static readonly ImmutableArray<IClusterVerb> All = [new Healthy(), new CanUpgrade(), new CanDrain(), new Diagnose(), new Backup(), new Restore(), new VolumeSnapshot()];

    private static readonly ImmutableDictionary<string, IClusterVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } =
        new("cluster", "Works on a cluster as a whole: whether it is well, what it may be upgraded to, what a drain would meet, its objects as files, and what one would look at after a failure.", [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].RunAsync(context, cancellation);
}
