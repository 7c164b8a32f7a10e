using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>One verb of <c>apt</c>: its words, how it looks and how it acts. Holds no state.</summary>
internal interface IAptVerb
{
    VerbDefinition Definition { get; }

    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
