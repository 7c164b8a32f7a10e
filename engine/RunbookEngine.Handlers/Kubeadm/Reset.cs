using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>reset</c>: takes from a machine what made it a node. Best effort, as kubeadm is: network settings of CNI and rules of iptables stay, and the node is still in the API. Done when nothing of it is left.
/// </summary>
internal sealed class Reset : IKubeadmVerb
{
    private const string Script = """
        # runbook: kubeadm reset look
        for path in kubelet.conf bootstrap-kubelet.conf admin.conf controller-manager.conf scheduler.conf pki/ca.crt manifests/etcd.yaml manifests/kube-apiserver.yaml \
          manifests/kube-controller-manager.yaml manifests/kube-scheduler.yaml; do
          if [ -e "$1/$path" ]; then echo "$1/$path"; fi
        done
        if [ -e /var/lib/kubelet/config.yaml ]; then echo /var/lib/kubelet/config.yaml; fi

        """;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "reset",
        Summary = "Takes from a machine what made it a node, its member of etcd included; done when nothing of it is left. Drain before; remove the node from the API afterwards.",
        HasSideEffect = true,
        Parameters = [KubeadmFlags.CertDir, KubeadmFlags.CriSocket, KubeadmFlags.Kubeconfig, KubeadmFlags.IgnorePreflightErrors, new("cleanup-tmp-dir", ParameterType.Boolean, "Remove /etc/kubernetes/tmp too, with the backups of upgrades.", Example: "true")],
        Outputs = [],
        Example = """
            - id: reset
              kubeadm: reset
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var look = await context.Commands.QueryAsync(KubeadmCommand.Script(Script, KubeadmCommand.Home), cancellation);
        if (!look.Succeeded)
            return ProbeResult.Unknown;
        var left = look.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return left.Length == 0 ? new ProbeResult.Satisfied(OutputMap.Of()) : new ProbeResult.Needed($"take from {context.Target} what made it a node: {string.Join(", ", left)}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var flags = KubeadmFlags.Given(context, KubeadmFlags.CertDir, KubeadmFlags.CriSocket, KubeadmFlags.Kubeconfig, KubeadmFlags.IgnorePreflightErrors, Definition.Parameters[^1]);
        var result = await context.Commands.ExecuteAsync("", KubeadmCommand.Of(["reset", "--force", .. flags]), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(OutputMap.Of())
            : new StepOutcome.Failed(KubeadmFailures.Of(result, "reset-failed", $"{context.Target} was not reset", "read its last lines above; it can be run again")));
    }
}
