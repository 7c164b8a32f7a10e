using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>What kubeadm does on a node, by the program that is installed there. Its own flags, spelled as it spells them.</summary>
internal sealed class KubeadmHandler : IStepHandler
{
    private static readonly ImmutableArray<IKubeadmVerb> All =
    [
        new UpgradePlan(), new UpgradeApply(), new UpgradeNode(), new CertsCheckExpiration(), new CertsRenew(), new TokenCreate(), new Join(), new Reset(),
        new ConfigImagesPull(),
    ];

    private static readonly ImmutableDictionary<string, IKubeadmVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } =
        new("kubeadm", "Upgrades a node, renews its certificates, lets it join a cluster and leave it, by the kubeadm that is installed there.", [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) =>
        ByName[context.Verb.Name].RunAsync(context, cancellation);
}
