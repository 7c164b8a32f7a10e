using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>What a scenario holds.</summary>
public static class ScenarioFormat
{
    /// <summary>The value of <c>kind</c>.</summary>
    public const string Kind = "Scenario";

    /// <summary>In the order of <see cref="Model.ExpectedStatus"/>.</summary>
    internal static readonly ImmutableArray<string> Statuses = ["succeeded", "failed", "waiting"];

    /// <summary>All of it.</summary>
    public static FileFormat Format { get; } = new(Kind,
    [
        new("", "a scenario", "What is rehearsed, and what must come out.",
        [
            new("apiVersion", FormatType.Own, "The version of the language: `runbook/v1`.") { IsRequired = true },
            new("kind", FormatType.Own, "`Scenario`.") { IsRequired = true },
            new("name", FormatType.Text, "What it shows, for people.", "the file's name"),
            new("runbook", FormatType.Text, "The runbook, from the scenario's folder.") { IsRequired = true },
            new("world", FormatType.Own, "What it starts from: a file, from the scenario's folder, or the world itself without `apiVersion` and `kind`.") { IsRequired = true },
            new("inputs", FormatType.ValueMap, "The runbook's inputs.", "none"),
            new("seed", FormatType.Integer, "Where everything random comes from.", "1"),
            new("faults", FormatType.Own, "What goes wrong: each a text as `--fault` takes it, or a map such as `{ power-loss: w2, at: \"upgrade[w2]/kubelet\", for: 2m }`.", "nothing"),
            new("approve", FormatType.Boolean, "Whether approvals are given at once; else nobody answers, and the run ends waiting.", "true"),
            new("expect", FormatType.One, "What must hold at the end.", "it succeeds", "expect"),
        ]),
        new("expect", "`expect`", "What must hold at the end.",
        [
            new("status", FormatType.Choice, "How the run ends.", "succeeded") { Choices = Statuses },
            new("exit", FormatType.Integer, "The exit status of the last command.", "not looked at"),
            new("nodes", FormatType.One, "What the nodes are then.", "not looked at", "nodes"),
            new("availability", FormatType.Own, "The smallest number of pods of a workload that were available at any moment: `shop/web: \">= 15\"`.", "not looked at"),
            new("steps", FormatType.One, "What became of steps.", "not looked at", "steps"),
            new("facts", FormatType.Texts, "Lines that the facts of the world hold; `*` stands for anything.", "none"),
        ]),
        new("nodes", "`nodes`", "What the nodes are at the end.",
        [
            new("version", FormatType.Version, "The version of every kubelet.", "not looked at"),
            new("versions", FormatType.TextMap, "The versions of single nodes, which win.", "none"),
            new("unschedulable", FormatType.Names, "Exactly these are cordoned; `[]` for none.", "not looked at"),
            new("ready", FormatType.Names, "Exactly these are Ready, or `all`.", "not looked at"),
        ]),
        new("steps", "`steps`", "What became of steps, by their paths as `runbook plan` prints them; `*` stands for anything.",
        [
            new("ran", FormatType.Texts, "Acted, or found nothing to do.", "none"),
            new("skipped", FormatType.Texts, "Were skipped.", "none"),
            new("failed", FormatType.Texts, "Failed.", "none"),
            new("not-run", FormatType.Texts, "Never began.", "none"),
        ]),
    ]);
}
