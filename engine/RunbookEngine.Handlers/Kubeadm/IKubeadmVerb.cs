using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>One verb of <c>kubeadm</c>: its words, how it looks and how it acts. Holds no state.</summary>
internal interface IKubeadmVerb
{
    VerbDefinition Definition { get; }

    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
