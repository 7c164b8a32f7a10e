using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Draining;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Objects;
using RunbookEngine.Handlers.Kubectl.Waiting;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl;

/// <summary>Works on objects of the cluster through its API, from the engine's machine; the program <c>kubectl</c> is not needed.</summary>
internal sealed class KubectlHandler : IStepHandler
{
    private static readonly ImmutableArray<IKubectlVerb> All =
    [
        new Cordon(), new Uncordon(), new Drain(), new Taint(), new KeyVerb("label", "labels", "label"), new KeyVerb("annotate", "annotations", "annotation"), new Apply(), new Patch(),
        new Delete(), new Get(), new Describe(), new WaitFor(), new RolloutStatus(),
    ];

    private static readonly ImmutableDictionary<string, IKubectlVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } =
        new("kubectl", "Works on nodes, pods and other objects of the cluster through its API.", [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].RunAsync(context, cancellation);
}
