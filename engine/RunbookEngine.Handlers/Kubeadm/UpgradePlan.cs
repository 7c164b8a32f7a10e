using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary><c>upgrade plan</c>: what the cluster is at, and what this kubeadm can bring it to. Changes nothing.</summary>
internal sealed class UpgradePlan : IKubeadmVerb
{
    private const string Target = "version";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "upgrade plan",
        Summary = "Tells what the cluster is at and what this kubeadm can bring it to. Needs a node of the control plane; with a version it asks nobody outside.",
        HasSideEffect = false,
        Main = new(Target, ParameterType.Version, "The version to plan for; without it kubeadm asks the internet for the newest ones.", Example: "1.36.4"),
        Parameters = [KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.IgnorePreflightErrors],
        Outputs =
        [
            new("current", ParameterType.Version, "The version of the API server; nothing when kubeadm did not say."),
            new("version", ParameterType.Version, "The newest version it can be brought to; nothing when there is none."),
            new("versions", ParameterType.TextList, "All of them."),
            new("components", ParameterType.Any, "For each part: `name`, `node` where kubeadm says so, `current` and `version`."),
        ],
        Example = """
            - id: plan
              kubeadm: { upgrade plan: 1.36.4 }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var help = await context.Commands.QueryAsync(KubeadmCommand.Of("upgrade", "plan", "--help"), cancellation);
        if (CommandOutcomes.OfMissingExit(help) is { } stop)
            return stop;
        if (!help.Succeeded)
            return new StepOutcome.Failed(KubeadmFailures.Of(help, "plan-failed", "kubeadm does not tell what it can do"));
        var result = await context.Commands.QueryAsync(Plan(context, help), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(KubeadmFailures.Of(result, "plan-failed", "kubeadm made no plan", "read its last lines above; a node of the control plane is needed, and root there"));
        return UpgradePlans.Read(result.Stdout) is { } plans
            ? new StepOutcome.Unchanged(Outputs(plans))
            : new StepOutcome.Failed(KubeadmFailures.Unreadable("the upgrade", result));
    }

    private static Command Plan(StepContext context, CommandResult help)
    {
        var version = context.Arguments.TextOrNull(Target);
        return KubeadmCommand.Of(
        [
            "upgrade", "plan", .. string.IsNullOrEmpty(version) ? [] : new[] { KubeVersion.Tag(version) }, .. KubeadmJson.Flag(help),
            .. KubeadmFlags.Given(context, KubeadmFlags.Kubeconfig, KubeadmFlags.Config, KubeadmFlags.IgnorePreflightErrors),
        ]);
    }

    private static Value.Map Outputs(UpgradePlans plans) => OutputMap.Of(
        ("current", Version(plans.Current)),
        ("version", Version(plans.Newest?.Version)),
        ("versions", new Value.List([.. plans.All.Select(static p => Version(p.Version))])),
        ("components", new Value.List([.. (plans.Newest?.Components ?? []).Select(static c => OutputMap.Of(
            ("name", OutputMap.Text(c.Name)), ("node", OutputMap.Text(c.Node)), ("current", OutputMap.Text(c.Current)), ("version", OutputMap.Text(c.Version))))])));

    private static Value Version(string? version) => OutputMap.Text(version is null ? null : KubeVersion.Plain(version));
}
