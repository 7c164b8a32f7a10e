namespace RunbookEngine.Language;

/// <summary>Mistakes of order and of includes.</summary>
internal static class GraphEntries
{
    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.UnknownNeed, "`needs` names a step that is not there", "`needs` lists ids of steps of the same file.",
            "steps:\n  - id: copy\n    shell: uptime\n  - shell: uptime\n    needs: [cpoy]\n",
            "steps:\n  - id: copy\n    shell: uptime\n  - shell: uptime\n    needs: [copy]\n"),
        new(
            Codes.NeedNotPossible, "A step cannot wait for this one",
            "A step cannot wait for the group it stands in, for what stands inside it, or for a step of another section (`steps`, `on-failure`, `finally`, an `undo`).",
            "steps:\n  - id: all\n    steps:\n      - shell: uptime\n        needs: [all]\n",
            "steps:\n  - id: all\n    steps:\n      - shell: uptime\n"),
        new(
            Codes.Cycle, "Steps wait for each other",
            "None of them could ever start. The path shows who waits for whom; a step without `needs` waits for the one above it.",
            "steps:\n  - id: a\n    shell: uptime\n    needs: [b]\n  - id: b\n    shell: uptime\n",
            "steps:\n  - id: a\n    shell: uptime\n  - id: b\n    shell: uptime\n"),
        new(
            Codes.IncludeUnreadable, "The included runbook cannot be read", "The name starts at the folder of the file that it stands in.",
            "steps:\n  - runbook: missing.yaml\n", "steps:\n  - runbook: { include: other.yaml, inputs: { host: cp1 } }\n"),
        new(
            Codes.IncludeCycle, "A runbook includes itself", "It would never end. The path shows how.", "steps:\n  - runbook: example.yaml\n",
            "steps:\n  - runbook: { include: other.yaml, inputs: { host: cp1 } }\n"),
        new(
            Codes.IncludeDepth, "Too many includes",
            "Runbooks include each other at most 8 deep, and at most 100 files together, so that a reader still finds the way."),
        new(
            Codes.IncludeInput, "The included runbook has no such input", "Only its own inputs can be given.",
            "steps:\n  - runbook: { include: other.yaml, inputs: { hots: cp1, host: cp1 } }\n",
            "steps:\n  - runbook: { include: other.yaml, inputs: { host: cp1 } }\n"),
        new(
            Codes.IncludeInputMissing, "The included runbook needs an input", "Inputs without a default must be given.",
            "steps:\n  - runbook: other.yaml\n", "steps:\n  - runbook: { include: other.yaml, inputs: { host: cp1 } }\n"),
        new(Codes.TooManySteps, "There are too many steps", "A runbook and all it includes have at most 100,000 steps together."),
        new(
            Codes.UnknownTargets, "There are no such targets", "`for-each` and `targets.NAME` name an entry of `targets:` of the same file.",
            "targets: { workers: { group: workers } }\nsteps:\n  - for-each: wokers\n    steps: [{ shell: uptime }]\n",
            "targets: { workers: { group: workers } }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n"),
    ];
}
