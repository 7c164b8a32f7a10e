using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl;

/// <summary>
/// One verb of <c>kubectl</c>: its words, how it looks and how it acts. Holds no state. A verb that was interrupted is called again with the same attempt and looks at the
/// server, so each must come to the same end from wherever an earlier call stopped.
/// </summary>
internal interface IKubectlVerb
{
    VerbDefinition Definition { get; }

    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
