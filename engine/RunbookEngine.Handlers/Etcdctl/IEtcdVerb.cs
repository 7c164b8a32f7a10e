using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>One verb of <c>etcdctl</c>: its words, how it looks and how it acts. Holds no state.</summary>
internal interface IEtcdVerb
{
    VerbDefinition Definition { get; }

    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
