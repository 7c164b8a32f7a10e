namespace RunbookEngine.Language;

/// <summary>Mistakes of keys, values and verbs.</summary>
internal static class ShapeEntries
{
    private const string Loop = "targets: { workers: { group: workers } }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n";

    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.UnknownKey, "There is no such key",
            "The key is none that this place knows; often a letter is wrong, or it stands one level too deep or too high.",
            "steps:\n  - shell: uptime\n    timeuot: 5s\n", "steps:\n  - shell: uptime\n    timeout: 5s\n"),
        new(
            Codes.WrongType, "The value has the wrong kind",
            "A list stands where a text is wanted, a text where a number is wanted, and so on.", "steps: uptime\n",
            "steps:\n  - shell: uptime\n"),
        new(
            Codes.Missing, "Something that is needed is missing", "The key or its value is required here.",
            "steps:\n  - shell: { env: { A: b } }\n", "steps:\n  - shell: { run: env, env: { A: b } }\n"),
        new(
            Codes.ApiVersion, "The version of the language is not known", "This engine reads `runbook/v1`.",
            "apiVersion: runbook/v9\nname: example\nsteps:\n  - shell: uptime\n",
            "apiVersion: runbook/v1\nname: example\nsteps:\n  - shell: uptime\n"),
        new(
            Codes.BadName, "This cannot be a name",
            "What expressions name (inputs, vars, targets, steps, outputs) is snake_case and means one thing only; a runbook's name is kebab-case; hosts have letters, digits, `-`, `_` and `.`.",
            "steps:\n  - id: my-step\n    shell: uptime\n", "steps:\n  - id: my_step\n    shell: uptime\n"),
        new(
            Codes.UnknownVerb, "The tool has no such verb", "The first key under a tool is one of its verbs, spelled as the tool spells it.",
            "steps:\n  - file: { wriet: /tmp/a, content: x }\n", "steps:\n  - file: { write: /tmp/a, content: x }\n"),
        new(
            Codes.UnknownTool, "There is no such tool", "A step's key is the name of a tool, `steps` or `runbook`.",
            "steps:\n  - shel: uptime\n", "steps:\n  - shell: uptime\n"),
        new(
            Codes.SeveralTools, "A step does two things", "Each step has one tool, so that it can be retried, skipped and undone alone.",
            "steps:\n  - shell: uptime\n    log: done\n", "steps:\n  - shell: uptime\n  - log: done\n"),
        new(
            Codes.NoTool, "A step does nothing", "A step needs a tool, `steps` or `runbook`.", "steps:\n  - id: a\n",
            "steps:\n  - id: a\n    shell: uptime\n"),
        new(
            Codes.BadDuration, "This is not a duration", "Durations have units, the larger first: `500ms`, `90s`, `15m`, `1h30m`, `2d`.",
            "steps:\n  - shell: uptime\n    timeout: 90\n", "steps:\n  - shell: uptime\n    timeout: 90s\n"),
        new(
            Codes.BadVersion, "This is not a version", "Versions are two to four numbers with dots between them; a leading `v` is dropped.",
            "inputs: { version: { type: version, default: newest } }\n",
            "inputs: { version: { type: version, default: 1.36.4 } }\nsteps:\n  - shell: echo {{ inputs.version }}\n"),
        new(
            Codes.BadChoice, "This is not among the choices", "Only the listed words are taken here.",
            "steps:\n  - shell: uptime\n    interrupted: rety\n", "steps:\n  - shell: uptime\n    interrupted: retry\n"),
        new(
            Codes.OutOfRange, "The number is out of range", "The number is smaller or larger than makes sense here.",
            "steps:\n  - shell: uptime\n    retry: 0\n", "steps:\n  - shell: uptime\n    retry: 3\n"),
        new(
            Codes.DuplicateId, "Two steps have the same id",
            "Expressions and `needs` name steps by id, so each stands once in a file, however deep.",
            "steps:\n  - id: a\n    shell: uptime\n  - id: a\n    shell: uptime\n",
            "steps:\n  - id: a\n    shell: uptime\n  - id: b\n    shell: uptime\n"),
        new(
            Codes.SeveralVerbs, "A step has two verbs", "Each step does one thing.",
            "steps:\n  - file: { write: /tmp/a, content: x, remove: /tmp/b }\n",
            "steps:\n  - file: { write: /tmp/a, content: x }\n  - file: { remove: /tmp/b }\n"),
        new(
            Codes.BadMode, "This is not a file mode", "A mode is three or four octal digits.",
            "steps:\n  - file: { write: /tmp/a, content: x, mode: rw }\n", "steps:\n  - file: { write: /tmp/a, content: x, mode: \"0640\" }\n"),
        new(
            Codes.BadPattern, "The pattern cannot be used",
            "Patterns are regular expressions without look-around and back references, so that they are matched in time that grows with the text only.",
            "inputs: { host: { type: string, pattern: \"[a-z\" } }\n",
            "inputs: { host: { type: string, pattern: \"[a-z]+\" } }\nsteps:\n  - shell: ping -c1 {{ inputs.host }}\n"),
        new(
            Codes.NoSteps, "A list of steps is empty", "A list that does nothing is most likely a mistake.", "steps: []\n",
            "steps:\n  - shell: uptime\n"),
        new(
            Codes.NotHere, "The key does not belong here", "The key exists, but not for this kind of step or input.",
            "steps:\n  - retry: 3\n    steps:\n      - shell: uptime\n", "steps:\n  - steps:\n      - shell: uptime\n        retry: 3\n"),
        new(
            Codes.BadTime, "This is not a time",
            "A window opens and closes at a time of day (`22:00`) or at a moment (`2026-11-28T22:00`, with an offset or without); it may also close after a duration (`6h`).",
            "window: { opens: 10pm }\n", "window: { opens: \"22:00\" }\n"),
        new(
            Codes.BadTimeZone, "There is no such time zone",
            "Zones have the names of the tz database, such as `Europe/Berlin`; the machine that the engine runs on must know them (`tzdata`).",
            "window: { opens: \"22:00\", time-zone: CEST/Berlin }\n", "window: { opens: \"22:00\", time-zone: UTC }\n"),
        new(
            Codes.BadShare, "This does not say how many",
            "`batches` takes a number from 1 on, a percentage, `all`, or a list of these; `max-failures` a number from 0 on or a percentage.",
            Loop + "    batches: [1, 110%]\n", Loop + "    batches: [1, 50%]\n"),
        new(
            Codes.GateChanges, "A gate does more than look",
            "A gate is tried again and again, so it may only look: verbs that change nothing, or a `shell` script that its author answers for. It asks nobody.",
            Loop + "    gate: { file: { remove: /tmp/a } }\n", Loop + "    gate: { shell: test -e /tmp/a }\n"),
    ];
}
