using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>can upgrade</c>: whether the rules of Kubernetes, kubeadm and etcd allow a version.</summary>
internal sealed class CanUpgrade : IClusterVerb
{
    private const string Version = "version";
    private const string Only = "only";
    private const string Ignore = "ignore";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "can upgrade",
        Summary = "Tells whether the cluster may be upgraded to a version, rule by rule with the source of each, and fails when a rule is broken; an upgrade that was cut off in the middle may go on.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Version, ParameterType.Version, "The version, with its patch.", Required: true, Example: "1.36.4"),
        Parameters =
        [
            new(Only, ParameterType.Choice, "What is upgraded: `workers` while the control plane stays, which must be at the version already, or `control-plane`; the whole cluster when left out.",
                Choices: ["workers", "control-plane"], Example: "workers"),
            new(Ignore, ParameterType.TextList, $"Rules that do not fail the step though they are broken: {string.Join(", ", UpgradeRules.Names.Select(static n => $"`{n}`"))}.", Example: "[deprecated-apis]"),
        ],
        Outputs =
        [
            new("from", ParameterType.Version, "The version of the oldest API server."),
            new("rules", ParameterType.Any, "For each rule: `rule`, `verdict` (`ok`, `not ok`, `not known`), `found`, `source`, `mend`."),
            new("broken", ParameterType.Integer, "How many rules are broken."),
            new("not_known", ParameterType.Integer, "How many rules the API shows too little for: look there yourself."),
        ],
        Example = """
            - id: allowed
              cluster: { can upgrade: "1.36.4", only: workers }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var target = TargetOf(context.Arguments.Text(Version));
        var ignored = IgnoredOf(context.Arguments.List(Ignore));
        var question = new UpgradeQuestion(target, ScopeOf(context.Arguments.TextOrNull(Only)), await UpgradeLook.AtAsync(context.Cluster, cancellation));
        var findings = UpgradeRules.Judge(question);
        foreach (var finding in findings)
            context.Progress(finding.Line);
        var outputs = Outputs(question, findings);
        return findings.Any(f => f.Verdict == RuleVerdict.Broken && !ignored.Contains(f.Rule))
            ? new StepOutcome.Failed(Failure(question, findings, ignored), outputs)
            : new StepOutcome.Unchanged(outputs);
    }

    /// <summary>The failure of an upgrade that is not legal, with all broken rules.</summary>
    public static StepFailure Failure(UpgradeQuestion question, ImmutableArray<RuleFinding> findings, IReadOnlySet<string> ignored)
    {
        RuleFinding[] broken = [.. findings.Where(f => f.Verdict == RuleVerdict.Broken && !ignored.Contains(f.Rule))];
        var what = question.Scope switch { UpgradeScope.Workers => "the workers", UpgradeScope.ControlPlane => "the control plane", _ => "the cluster" };
        return new(
            "upgrade-not-allowed",
            $"{what} may not be upgraded to {question.Target}: {Sentences.Count(broken.Length, "rule")} broken: {string.Join("; ", broken.Select(static f => f.Words))}",
            Retryable: false,
            string.Join("; ", broken.Select(static f => f.Mend).Distinct()),
            [.. findings.Where(static f => f.Verdict != RuleVerdict.Ok).OrderBy(static f => f.Verdict).Select(static f => $"{f.Line}  [{f.Source}]")]);
    }

    private static Value.Map Outputs(UpgradeQuestion question, ImmutableArray<RuleFinding> findings) => OutputMap.Of(
        ("from", OutputMap.Text(question.OldestApi.ToString())),
        ("rules", RuleFinding.List(findings)),
        ("broken", OutputMap.Integer(findings.Count(static f => f.Verdict == RuleVerdict.Broken))),
        ("not_known", OutputMap.Integer(findings.Count(static f => f.Verdict == RuleVerdict.NotKnown))));

    private static KubeVersion TargetOf(string text) => KubeVersion.Parse(text)
        ?? throw new SettingException($"`{Sentences.OneLine(text)}` is no version of Kubernetes", "write it with its patch, such as 1.36.4");

    private static UpgradeScope ScopeOf(string? only) => only switch { "workers" => UpgradeScope.Workers, "control-plane" => UpgradeScope.ControlPlane, _ => UpgradeScope.WholeCluster };

    private static ImmutableHashSet<string> IgnoredOf(ImmutableArray<string> names) =>
        names.FirstOrDefault(static n => !UpgradeRules.Names.Contains(n)) is { } unknown
            ? throw new SettingException($"`{Sentences.OneLine(unknown)}` is no rule", $"the rules are {string.Join(", ", UpgradeRules.Names)}")
            : [.. names];
}
