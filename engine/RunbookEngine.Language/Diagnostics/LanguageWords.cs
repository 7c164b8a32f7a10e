using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>A word of the language beside tools.</summary>
/// <param name="Name">As runbooks spell it.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="Example">YAML: a whole runbook without its version and name.</param>
public sealed record LanguageWord(string Name, string Summary, string Example);

/// <summary>The words for hosts, lanes and windows, for <c>runbook explain</c>.</summary>
public static class LanguageWords
{
    private const string Targets = "targets:\n  workers: { group: workers }\n";
    private const string Step = "steps:\n  - id: restart\n    for-each: workers\n";
    private const string Inner = "    steps:\n      - shell: systemctl restart app\n";

    /// <summary>All of them.</summary>
    public static ImmutableArray<LanguageWord> All { get; } =
    [
        new(
            "targets", "Names for lists of hosts: a group of the inventory, hosts by name, or `local`. The lists are made once, when a run starts.",
            "targets:\n  workers: { group: workers }\n  members: { hosts: [cp1, cp2] }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n  - log: \"{{ targets.members.size }} members\"\n"),
        new("on", "The host that a step, or a group of them, works on; `local` is the engine's own machine.", "steps:\n  - on: cp1\n    shell: uptime\n"),
        new("for-each", "Does its steps once for each host of an entry of `targets`, each in a lane of its own, batch after batch.", Targets + Step + Inner),
        new(
            "as", "The name that expressions inside a `for-each` have for the lane's host: its `name`, `address`, `groups` and `vars`. Default: `target`.",
            Targets + Step + "    as: node\n    steps:\n      - shell: echo {{ node.name }} at {{ node.address }}\n"),
        new(
            "batches", "How many lanes go at a time: a number, a percentage of all (rounded up), `all`, or a list of these whose last one repeats. Default: 1.",
            Targets + Step + "    batches: [1, 3, \"25%\"]\n" + Inner),
        new(
            "max-failures", "How many lanes may fail: when more have, no further one starts, and those under way stop after the step they are in. Default: 0.",
            Targets + Step + "    max-failures: 10%\n" + Inner),
        new("order", "The order of the lanes: `inventory`, `reverse`, `name`, or a list of hosts that go first. Default: `inventory`.", Targets + Step + "    order: [w3, w1]\n" + Inner),
        new(
            "gate", "What must hold before the first batch and after every one: a tool that only looks, good so often in a row within a time.",
            Targets + Step + "    gate: { shell: ./healthy.sh, consecutive: 2, timeout: 15m }\n" + Inner),
        new(
            "window", "When work may be done. No lane starts that would not end by the close, judged by the slowest so far and a margin; then the run waits for a resume.",
            "window: { opens: \"22:00\", closes: \"04:00\", margin: 20m, time-zone: UTC }\nsteps:\n  - shell: uptime\n"),
    ];

    /// <summary>The word of that name; null when there is none.</summary>
    public static LanguageWord? Find(string name) => All.FirstOrDefault(w => w.Name == name);
}
