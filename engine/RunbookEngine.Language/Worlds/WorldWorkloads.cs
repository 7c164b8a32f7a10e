using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes the workloads and budgets of a world.</summary>
internal sealed class WorldWorkloads(TextReading reading, ImmutableArray<WorldNode> nodes)
{
    private const string System = "kube-system";

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public ImmutableArray<WorldWorkload> Workloads(IReadOnlyList<FormatMap> entries)
    {
        ImmutableArray<WorldWorkload> own = [.. entries.Where(static e => e.TextOrNull("name") is not null).Select(Workload)];
        return [.. Usual().Where(u => !own.Any(o => o.Path == u.Path)), .. own];
    }

    public ImmutableArray<WorldBudget> Budgets(IReadOnlyList<FormatMap> entries) =>
        [.. entries.Where(static e => e.TextOrNull("name") is not null).Select(Budget)];

    private WorldWorkload Workload(FormatMap entry)
    {
        var usual = new WorldWorkload { Kind = (WorkloadKind)entry.Choice("kind", 0), Name = Name(entry), Namespace = entry.Text("namespace", "default") };
        Once(entry, $"{usual.Kind} {usual.Path}", $"the {usual.Kind} `{usual.Path}`");
        if (entry.TextOrNull("node") is { } node && nodes.All(n => n.Name != node))
            reading.Bag.Error(Codes.UnknownInWorld, $"there is no node `{Shown.Word(node)}`", entry.SpanOf("node"), NearestWord.Hint(node, nodes.Select(static n => n.Name)) ?? "add it under `nodes`");
        return usual with
        {
            Replicas = entry.Integer("replicas") ?? usual.Replicas,
            Labels = entry.Has("labels") ? entry.Map("labels") : [new("app", usual.Name)],
            Cpu = entry.Integer("cpu") ?? usual.Cpu,
            Memory = entry.Size("memory", usual.Memory),
            Start = entry.Duration("start", usual.Start),
            Stop = entry.Duration("stop", usual.Stop),
            TerminationGrace = entry.Duration("termination-grace", usual.TerminationGrace),
            Duration = entry.Duration("duration", usual.Duration),
            HasEmptyDir = entry.Flag("empty-dir"),
            NodeSelector = entry.Map("node-selector"),
            ToleratesAll = entry.Flag("tolerates-all"),
            IsSpread = entry.Flag("spread"),
            Node = entry.TextOrNull("node"),
            Span = entry.Span,
        };
    }

    private WorldBudget Budget(FormatMap entry)
    {
        var budget = new WorldBudget
        {
            Name = Name(entry),
            Namespace = entry.Text("namespace", "default"),
            Selector = entry.Has("selector") ? entry.Map("selector") : [new("app", entry.Text("name", ""))],
            MinAvailable = entry.Amount("min-available"),
            MaxUnavailable = entry.Amount("max-unavailable"),
            EvictsUnhealthy = entry.Flag("evicts-unhealthy"),
            Span = entry.Span,
        };
        Once(entry, $"budget {budget.Path}", $"the budget `{budget.Path}`");
        if (entry.Has("min-available") == entry.Has("max-unavailable"))
            reading.Bag.Error(
                Codes.BudgetLimits, $"a budget has one limit, and `{budget.Path}` has {(entry.Has("min-available") ? "two" : "none")}", entry.Span,
                "say `min-available` or `max-unavailable`, a number or a percentage");
        return budget;
    }

    private string Name(FormatMap entry)
    {
        foreach (var key in new[] { "name", "namespace" })
        {
            if (entry.TextOrNull(key) is { } text && !Words.IsHostName(text))
                reading.Bag.Error(Codes.BadName, $"`{Shown.Word(text)}` cannot be a `{key}`", entry.SpanOf(key), "use small letters, digits, `-` and `.`");
        }

        return entry.Text("name", "");
    }

    private void Once(FormatMap entry, string key, string what)
    {
        if (!_named.Add(key))
            reading.Bag.Error(Codes.NamedTwice, $"{what} is here twice", entry.SpanOf("name"), "keep one of the two");
    }

    /// <summary>What kubeadm puts into every cluster.</summary>
    private WorldWorkload[] Usual() =>
    [
        new()
        {
            Kind = WorkloadKind.Deployment, Namespace = System, Name = "coredns", Replicas = 2, Labels = [new("k8s-app", "kube-dns")], Cpu = 100, Memory = 70L << 20,
            ToleratesAll = nodes.All(static n => n.Role == WorldRole.ControlPlane),
        },
        new() { Kind = WorkloadKind.DaemonSet, Namespace = System, Name = "kube-proxy", Labels = [new("k8s-app", "kube-proxy")], ToleratesAll = true },
    ];
}
