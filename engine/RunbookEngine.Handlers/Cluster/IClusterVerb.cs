using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>One verb of <c>cluster</c> or <c>velero</c>: its words, how it looks and how it acts. Holds no state.</summary>
internal interface IClusterVerb
{
    VerbDefinition Definition { get; }

    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
