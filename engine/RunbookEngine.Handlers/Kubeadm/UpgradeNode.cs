using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>upgrade node</c>: kubelet's configuration on a worker; the static pods as well on a node of the control plane that is not the first. What it writes depends on the cluster and on patches, so that
/// nothing on the node tells whether it has been done; it takes a second or two, and running it again is the documented way to finish it.
/// </summary>
internal sealed class UpgradeNode : UpgradeVerb
{
    public override VerbDefinition Definition { get; } = new()
    {
        Name = "upgrade node",
        Summary = "Brings a node to what the cluster was upgraded to: kubelet's configuration, and the static pods where it is of the control plane. Runs whenever it is asked to; a second time does no harm.",
        HasSideEffect = true,
        Parameters =
        [
            KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.Patches, KubeadmFlags.CertificateRenewal, KubeadmFlags.EtcdUpgrade, KubeadmFlags.SkipPhases,
            KubeadmFlags.IgnorePreflightErrors,
        ],
        Outputs = [new("control_plane", ParameterType.Boolean, "Whether its static pods were upgraded too."), .. CommonOutputs],
        Example = """
            - id: node_config
              kubeadm: upgrade node
            """,
    };

    /// <summary>In doubt it is simply run again.</summary>
    protected override Task<ProbeResult> LookAsync(StepContext context, NodeFacts facts, CancellationToken cancellation) => Task.FromResult(
        Restarts.IsInDoubt(context) ? new ProbeResult.Needed("run `kubeadm upgrade node` again") : ProbeResult.Unknown);

    protected override ImmutableArray<string> Words(StepContext context) =>
    [
        "upgrade", "node",
        .. KubeadmFlags.Given(
            context, KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.Patches, KubeadmFlags.CertificateRenewal, KubeadmFlags.EtcdUpgrade, KubeadmFlags.SkipPhases,
            KubeadmFlags.IgnorePreflightErrors),
    ];

    protected override Value.Map Outputs(StepContext context, NodeFacts said) =>
        OutputMap.Of([("control_plane", OutputMap.Flag(said.IsControlPlane)), .. Common(said)]);
}
