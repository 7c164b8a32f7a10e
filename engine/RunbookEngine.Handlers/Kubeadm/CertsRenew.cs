using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>certs renew</c>: new certificates for a year, with the names that the old ones have. Unconditional, as kubeadm is; what uses them goes on with the old ones until it is restarted.
/// </summary>
internal sealed class CertsRenew : IKubeadmVerb
{
    private const string Which = "certificate";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "certs renew",
        Summary = "Renews certificates on a node of the control plane, whether they expire soon or not. Restart the static pods afterwards: until then they go on with the old ones.",
        HasSideEffect = true,
        Main = new(Which, ParameterType.Text, "Which: `all`, or one by its name, such as `apiserver` or `admin.conf`. kubelet's own, and authorities, are not renewed.", Required: true, Example: "all"),
        Parameters = [KubeadmFlags.CertDir, KubeadmFlags.Config, KubeadmFlags.Kubeconfig],
        Outputs = Certificates.Outputs,
        Example = """
            - id: renew
              kubeadm: { certs renew: all }
            """,
    };

    /// <summary>Whether it is due is for the runbook to say. In doubt it is run again: a certificate renewed twice is as good.</summary>
    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        Task.FromResult<ProbeResult>(new ProbeResult.Needed($"renew {(context.Arguments.Text(Which) is "all" ? "all certificates" : $"the certificate {context.Arguments.Text(Which)}")} of {context.Target}"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var which = context.Arguments.Text(Which);
        if (which.Length == 0 || which[0] == '-')
            throw new SettingException($"`{which}` is the name of no certificate", "write `all`, or a name that `certs check-expiration` tells");
        var command = KubeadmCommand.Of(["certs", "renew", which, .. KubeadmFlags.Given(context, KubeadmFlags.CertDir, KubeadmFlags.Config, KubeadmFlags.Kubeconfig)]);
        var result = await context.Commands.ExecuteAsync("", command, cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(KubeadmFailures.Of(result, "renew-failed", $"certificates of {context.Target} were not renewed", "with an authority whose key is elsewhere, renew by signing requests instead"));
        var (certificates, stop) = await CertsCheckExpiration.AskAsync(context, cancellation);
        return stop ?? new StepOutcome.Succeeded(certificates!.At(context.Clock.GetUtcNow()));
    }
}
