using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary>Backups and restores by Velero, through its custom resources; the program <c>velero</c> is not needed.</summary>
internal sealed class VeleroHandler : IStepHandler
{
    private static readonly ImmutableArray<IClusterVerb> All = [new VeleroBackup(), new VeleroRestore(), new VeleroSchedule()];

    private static readonly ImmutableDictionary<string, IClusterVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } =
        new("velero", "Backs up and restores objects and volumes by Velero, through its custom resources.", [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].RunAsync(context, cancellation);
}
