using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary><c>config images pull</c>: brings the images of the control plane to a node before they are needed, so that an upgrade does not wait for a registry.</summary>
internal sealed class ConfigImagesPull : IKubeadmVerb
{
    private static readonly ParameterDefinition Version = new("kubernetes-version", ParameterType.Version, "Of which version; that of kubeadm when left out.", Example: "1.36.4");
    private static readonly ParameterDefinition Repository = new("image-repository", ParameterType.Text, "The registry; kubeadm's own when left out.", Example: "registry.k8s.io");

    public VerbDefinition Definition { get; } = new()
    {
        Name = "config images pull",
        Summary = "Pulls the images of the control plane to a node, so that an upgrade need not wait for them; what is there already is not pulled again.",
        HasSideEffect = true,
        Parameters = [Version, Repository, KubeadmFlags.CriSocket, KubeadmFlags.Config],
        Outputs = [],
        Example = """
            - id: images
              kubeadm: { config images pull: , kubernetes-version: 1.36.4 }
            """,
    };

    /// <summary>The runtime knows best; in doubt it is asked again.</summary>
    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        Task.FromResult(Restarts.IsInDoubt(context) ? new ProbeResult.Needed("pull what is not there yet") : ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var command = KubeadmCommand.Of(["config", "images", "pull", .. KubeadmFlags.Given(context, Version, Repository, KubeadmFlags.CriSocket, KubeadmFlags.Config)]);
        var result = await context.Commands.ExecuteAsync("", command, cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(OutputMap.Of())
            : new StepOutcome.Failed(KubeadmFailures.Of(result, "pull-failed", $"the images did not come to {context.Target}", "look at the registry, its mirror and the container runtime on the node, then resume: what is there is not pulled again")));
    }
}
