using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary><c>certs check-expiration</c>: how long the certificates of a node of the control plane are good for. Changes nothing, and does not fail for one that has expired.</summary>
internal sealed class CertsCheckExpiration : IKubeadmVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "certs check-expiration",
        Summary = "Tells how long the certificates on a node of the control plane are good for.",
        HasSideEffect = false,
        Parameters = [KubeadmFlags.CertDir, KubeadmFlags.Config, KubeadmFlags.Kubeconfig],
        Outputs = Certificates.Outputs,
        Example = """
            - id: certificates
              kubeadm: certs check-expiration
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (certificates, stop) = await AskAsync(context, cancellation);
        return stop ?? new StepOutcome.Unchanged(certificates!.At(context.Clock.GetUtcNow()));
    }

    /// <summary>The certificates, or how the step ends without them.</summary>
    public static async Task<(Certificates? Certificates, StepOutcome? Stop)> AskAsync(StepContext context, CancellationToken cancellation)
    {
        var help = await context.Commands.QueryAsync(KubeadmCommand.Of("certs", "check-expiration", "--help"), cancellation);
        if (CommandOutcomes.OfMissingExit(help) is { } stop)
            return (null, stop);
        ImmutableArray<string> flags = [.. KubeadmJson.Flag(help), .. KubeadmFlags.Given(context, KubeadmFlags.CertDir, KubeadmFlags.Config, KubeadmFlags.Kubeconfig)];
        var result = await context.Commands.QueryAsync(KubeadmCommand.Of(["certs", "check-expiration", .. flags]), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return (null, missing);
        if (!result.Succeeded)
            return (null, new StepOutcome.Failed(KubeadmFailures.Of(result, "check-failed", $"the certificates of {context.Target} could not be looked at", "a node of the control plane is needed, and root there")));
        return Certificates.Read(result.Stdout) is { } certificates
            ? (certificates, null)
            : (null, new StepOutcome.Failed(KubeadmFailures.Unreadable("the certificates", result)));
    }
}
