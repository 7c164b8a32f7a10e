using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>can drain</c>: what a drain would meet, before anything starts.</summary>
internal sealed class CanDrain : IClusterVerb
{
    private const string Nodes = "nodes";
    private const string Selector = "selector";
    private const string AtOnce = "at-once";
    private const string IgnoreDaemonSets = "ignore-daemonsets";
    private const string DeleteEmptyDir = "delete-emptydir-data";
    private const string Force = "force";
    private const string Ignore = "ignore";
    private const int MostInMessage = 3;
    private const int MostDetails = 30;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "can drain",
        Summary = "Tells what a drain of nodes would meet: budgets that let no pod go, pods under two budgets, single replicas, data in emptyDirs, pods that nothing brings back, and whether there is room elsewhere; fails when something would block it.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Nodes, ParameterType.TextList, "The nodes by name.", Example: "[w1, w2]"),
        Parameters =
        [
            new(Selector, ParameterType.Text, "Nodes by their labels, as kubectl's `--selector`; with names, in addition to them.", Example: "\"!node-role.kubernetes.io/control-plane\""),
            new(AtOnce, ParameterType.Integer, "How many of them are out at the same time, which is what there must be room for; 1 when left out.", Example: "3"),
            new(IgnoreDaemonSets, ParameterType.Boolean, "As the drain will have it.", Example: "true"),
            new(DeleteEmptyDir, ParameterType.Boolean, "As the drain will have it.", Example: "true"),
            new(Force, ParameterType.Boolean, "As the drain will have it.", Example: "true"),
            new(Ignore, ParameterType.TextList, $"Blockers that do not fail the step: {string.Join(", ", DrainFinding.BlockerKinds.Select(static k => $"`{k}`"))}.", Example: "[no-room]"),
        ],
        Outputs =
        [
            new("nodes", ParameterType.TextList, "The nodes, in their order."),
            new("pods", ParameterType.Integer, "How many pods would move."),
            new("findings", ParameterType.Any, "For each: `kind`, `node`, `blocker` (whether it would stop the drain), `found`, `mend`."),
            new("blockers", ParameterType.Integer, "How many would stop the drain."),
            new("warnings", ParameterType.Integer, "How many would not."),
        ],
        Example = """
            - id: drainable
              cluster: { can drain: [w1, w2], ignore-daemonsets: true, delete-emptydir-data: true }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var flags = FlagsOf(context.Arguments);
        var ignored = IgnoredOf(context.Arguments.List(Ignore));
        var facts = await DrainLook.AtAsync(context.Cluster, context.Arguments.List(Nodes), SelectorOf(context.Arguments.TextOrNull(Selector)), cancellation);
        var findings = DrainForecast.Of(facts, flags);
        foreach (var line in Table(facts, findings))
            context.Progress(line);
        var outputs = Outputs(facts, findings);
        DrainFinding[] blockers = [.. findings.Where(f => f.IsBlocker && !ignored.Contains(f.Kind))];
        return blockers.Length == 0 ? new StepOutcome.Unchanged(outputs) : new StepOutcome.Failed(Failure(blockers, findings), outputs);
    }

    /// <summary>What moves from each node, then what stands against it.</summary>
    public static IEnumerable<string> Table(DrainFacts facts, ImmutableArray<DrainFinding> findings) =>
    [
        .. facts.Leaving.Select(n => (Node: n, Pods: DrainForecast.Moving(n, facts).ToArray()))
            .Select(static n => $"{n.Node}: {Sentences.Count(n.Pods.Length, "pod")} to move ({n.Pods.Aggregate(default(Demand), static (sum, p) => sum + p.Demand).Words})"),
        .. findings.Select(static f => f.Line),
    ];

    private static StepFailure Failure(DrainFinding[] blockers, ImmutableArray<DrainFinding> findings)
    {
        var more = blockers.Length > MostInMessage ? $"; and {blockers.Length - MostInMessage} more" : "";
        return new(
            "drain-blocked",
            $"a drain would not come to its end: {string.Join("; ", blockers.Take(MostInMessage).Select(static b => $"{b.Node}: {b.Words}"))}{more}",
            Retryable: blockers.All(static b => b.Kind is DrainFinding.BudgetAtZero or DrainFinding.NoRoom),
            string.Join("; ", blockers.Select(static b => b.Mend).Distinct().Take(MostInMessage)),
            [.. findings.Take(MostDetails).Select(static f => f.Line)]);
    }

    private static Value.Map Outputs(DrainFacts facts, ImmutableArray<DrainFinding> findings) => OutputMap.Of(
        ("nodes", new Value.List([.. facts.Leaving.Select(static n => OutputMap.Text(n))])),
        ("pods", OutputMap.Integer(facts.Leaving.Sum(n => DrainForecast.Moving(n, facts).Count()))),
        ("findings", new Value.List([.. findings.Select(static f => (Value)OutputMap.Of(
            ("kind", OutputMap.Text(f.Kind)), ("node", OutputMap.Text(f.Node)), ("blocker", OutputMap.Flag(f.IsBlocker)), ("found", OutputMap.Text(f.Words)), ("mend", OutputMap.Text(f.Mend))))])),
        ("blockers", OutputMap.Integer(findings.Count(static f => f.IsBlocker))),
        ("warnings", OutputMap.Integer(findings.Count(static f => !f.IsBlocker))));

    private static DrainFlags FlagsOf(Arguments arguments) => new(
        arguments.Flag(IgnoreDaemonSets), arguments.Flag(DeleteEmptyDir), arguments.Flag(Force),
        arguments.IntegerOrNull(AtOnce) is { } n ? n is > 0 and <= 100_000 ? (int)n : throw new SettingException($"`{AtOnce}` is {n}", "say how many nodes are out at the same time: 1 or more") : 1);

    private static LabelSelector? SelectorOf(string? text) => text is null ? null
        : LabelSelector.TryParse(text, out var selector, out var error) ? selector : throw new SettingException(error, "write it as for kubectl: `key=value,other!=value,!absent`");

    private static ImmutableHashSet<string> IgnoredOf(ImmutableArray<string> kinds) =>
        kinds.FirstOrDefault(static k => !DrainFinding.BlockerKinds.Contains(k)) is { } unknown
            ? throw new SettingException($"`{Sentences.OneLine(unknown)}` is no blocker", $"they are {string.Join(", ", DrainFinding.BlockerKinds)}")
            : [.. kinds];
}
