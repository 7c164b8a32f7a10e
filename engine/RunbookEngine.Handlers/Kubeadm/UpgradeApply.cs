using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>upgrade apply</c>: the first node of the control plane, and the cluster's own settings. Done when the cluster says it is at the version and so do the static pods here, and no attempt of the step is
/// unfinished.
/// </summary>
internal sealed class UpgradeApply : UpgradeVerb
{
    private const string Target = "version";
    private const string Force = "force";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "upgrade apply",
        Summary = "Brings the first node of the control plane, and the cluster's settings, to a version; done when they are. Never on two nodes at once; the others get `upgrade node`.",
        HasSideEffect = true,
        Reach = VerbReach.TargetAndCluster,
        Main = new(Target, ParameterType.Version, "The version; kubeadm on the node must be of the same minor, and no older.", Required: true, Example: "1.36.4"),
        Parameters =
        [
            KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.Patches, KubeadmFlags.CertificateRenewal, KubeadmFlags.EtcdUpgrade, KubeadmFlags.SkipPhases,
            KubeadmFlags.IgnorePreflightErrors,
            new(Force, ParameterType.Boolean, "Pass over what kubeadm holds against it; repairs a bad state at the same version.", Example: "true"),
        ],
        Outputs =
        [
            new(Target, ParameterType.Version, "The version."),
            new("before", ParameterType.Version, "The version of the API server's manifest before; the same when there was nothing to do."),
            .. CommonOutputs,
        ],
        Example = """
            - id: apply
              kubeadm: { upgrade apply: 1.36.4 }
            """,
    };

    protected override async Task<ProbeResult> LookAsync(StepContext context, NodeFacts facts, CancellationToken cancellation)
    {
        var target = TargetOf(context)!;
        var cluster = await ClusterVersion.OfAsync(context.Cluster, cancellation);
        var before = KubeVersion.Plain(facts.ApiServer ?? cluster ?? "");
        if (facts.AreAllAt(target) && cluster is not null && KubeVersion.Same(cluster, target) && !context.Arguments.Flag(Force))
            return new ProbeResult.Satisfied(Outputs(context, facts with { Backups = [] }, before));
        return new ProbeResult.Needed($"bring the control plane to {target}{(before.Length > 0 ? $", now {before}" : "")}") { Found = OutputMap.Of(("before", OutputMap.Text(before))) };
    }

    /// <summary>Executed rather than asked: a kubeadm that is changed while the upgrade runs must not keep a resume from attaching to it.</summary>
    protected override async Task<StepOutcome?> RefuseAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.ExecuteAsync("version", KubeadmCommand.Of("version", "-o", "short"), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(KubeadmFailures.Of(result, "upgrade-failed", "kubeadm does not tell its version"));
        var target = TargetOf(context)!;
        return KubeVersion.Numbers(result.Stdout) is { } installed && KubeVersion.Numbers(target) is { } wanted && !CanBring(installed, wanted) && !context.Arguments.Flag(Force)
            ? new StepOutcome.Failed(KubeadmFailures.TooOld(result.Stdout.Trim(), target))
            : null;
    }

    protected override ImmutableArray<string> Words(StepContext context) =>
    [
        "upgrade", "apply", KubeVersion.Tag(TargetOf(context)!), "--yes", .. context.Arguments.Flag(Force) ? new[] { "--force" } : [],
        .. KubeadmFlags.Given(
            context, KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.Patches, KubeadmFlags.CertificateRenewal, KubeadmFlags.EtcdUpgrade, KubeadmFlags.SkipPhases,
            KubeadmFlags.IgnorePreflightErrors),
    ];

    protected override string? TargetOf(StepContext context) => KubeVersion.Plain(context.Arguments.Text(Target));

    protected override Value.Map Outputs(StepContext context, NodeFacts said) => Outputs(context, said, context.Found["before"]?.ToString() ?? "");

    /// <summary>As kubeadm's own policy has it: the same minor, and a patch that is no older.</summary>
    internal static bool CanBring(Version kubeadm, Version target) => kubeadm.Major == target.Major && kubeadm.Minor == target.Minor && kubeadm >= target;

    private Value.Map Outputs(StepContext context, NodeFacts said, string before) =>
        OutputMap.Of([(Target, OutputMap.Text(TargetOf(context))), ("before", OutputMap.Text(before)), .. Common(said)]);
}
