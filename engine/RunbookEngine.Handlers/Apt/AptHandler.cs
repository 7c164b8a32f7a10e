using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>Packages of Debian and Ubuntu, by the apt that is there.</summary>
internal sealed class AptHandler : IStepHandler
{
    private static readonly ImmutableArray<IAptVerb> All =
    [
        new UpdateLists(), new InstallPackages(), new RemovePackages(), new UpgradePackages(AptDefinition.Upgrade), new UpgradePackages(AptDefinition.Full),
        new HoldPackages(AptDefinition.Holding), new HoldPackages(AptDefinition.Unholding), new SwitchRepository(),
    ];

    private static readonly ImmutableDictionary<string, IAptVerb> ByName = All.ToImmutableDictionary(static v => v.Definition.Name);

    public ToolDefinition Definition { get; } = new(
        "apt",
        "Installs, holds and upgrades packages; waits for other users of dpkg, and finishes what one that was interrupted left behind.",
        [.. All.Select(static v => v.Definition)]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].ProbeAsync(context, cancellation);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => ByName[context.Verb.Name].RunAsync(context, cancellation);
}
