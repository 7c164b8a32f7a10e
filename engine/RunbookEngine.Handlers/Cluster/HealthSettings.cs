using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What of a cluster counts, checked once.</summary>
internal sealed record HealthSettings
{
    private const string SelectorName = "selector";
    private const string IgnoreNodesName = "ignore-nodes";
    private const string NamespacesName = "namespaces";
    private const string IgnoreNamespacesName = "ignore-namespaces";
    private const string SkipName = "skip";

    public static ImmutableArray<ParameterDefinition> Parameters { get; } =
    [
        new(SelectorName, ParameterType.Text, "Only nodes with these labels count, as kubectl's `--selector`; all when left out.", Example: "node-role.kubernetes.io/control-plane"),
        new(IgnoreNodesName, ParameterType.TextList, "Names of nodes that do not count, nor do pods of DaemonSets there.", Example: "[w7]"),
        new(NamespacesName, ParameterType.TextList, "Only DaemonSets and pending pods of these namespaces count; all when left out.", Example: "[kube-system, ingress]"),
        new(IgnoreNamespacesName, ParameterType.TextList, "DaemonSets and pending pods of these namespaces do not count.", Example: "[playground]"),
        new(SkipName, ParameterType.TextList, $"Checks to leave out: {string.Join(", ", HealthFinding.Checks.Select(static c => $"`{c}`"))}.", Example: "[pending-pods]"),
    ];

    /// <summary>Everything counts.</summary>
    public static HealthSettings All { get; } = new() { Selector = "", IgnoredNodes = [], Namespaces = [], IgnoredNamespaces = [], Skipped = [] };

    /// <summary>A selector of nodes for the API; empty: all.</summary>
    public required string Selector { get; init; }

    public required ImmutableHashSet<string> IgnoredNodes { get; init; }

    public required ImmutableHashSet<string> Namespaces { get; init; }

    public required ImmutableHashSet<string> IgnoredNamespaces { get; init; }

    public required ImmutableHashSet<string> Skipped { get; init; }

    public static HealthSettings From(StepContext context) => new()
    {
        Selector = SelectorOf(context.Arguments.TextOrNull(SelectorName) ?? ""),
        IgnoredNodes = [.. context.Arguments.List(IgnoreNodesName)],
        Namespaces = [.. context.Arguments.List(NamespacesName)],
        IgnoredNamespaces = [.. context.Arguments.List(IgnoreNamespacesName)],
        Skipped = SkippedOf(context.Arguments.List(SkipName)),
    };

    public bool Checks(string check) => !Skipped.Contains(check);

    /// <summary>Whether an object's namespace counts.</summary>
    public bool Counts(JsonElement item) => (Namespaces.IsEmpty || Namespaces.Contains(item.ObjectNamespace())) && !IgnoredNamespaces.Contains(item.ObjectNamespace());

    private static string SelectorOf(string text) =>
        LabelSelector.TryParse(text, out _, out var error) ? text : throw new SettingException(error, "write it as for kubectl: `key=value,other!=value,!absent`");

    private static ImmutableHashSet<string> SkippedOf(ImmutableArray<string> names) =>
        names.FirstOrDefault(static n => !HealthFinding.Checks.Contains(n)) is { } unknown
            ? throw new SettingException($"`{Sentences.OneLine(unknown)}` is no check", $"the checks are {string.Join(", ", HealthFinding.Checks)}")
            : [.. names];
}
