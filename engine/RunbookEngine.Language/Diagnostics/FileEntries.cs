namespace RunbookEngine.Language;

/// <summary>Mistakes of files and of YAML.</summary>
internal static class FileEntries
{
    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.FileUnreadable, "The runbook cannot be read",
            "The file is not there, is a folder, or may not be read. Check the name and the folder you are in."),
        new(Codes.FileTooLarge, "The file is too large", "A file has at most 1 MiB. Split it into files that include each other with `runbook:`."),
        new(Codes.NotText, "The file is not a text", "A runbook is UTF-8 and holds no NUL. Save it as UTF-8."),
        new(
            Codes.EmptyFile, "The file holds nothing", "A runbook has at least a version, a name and a step.",
            "# nothing but a comment, apiVersion: none\n", "apiVersion: runbook/v1\nname: example\nsteps:\n  - shell: uptime\n"),
        new(
            Codes.YamlSyntax, "The text is not valid YAML",
            "YAML stopped making sense here; often the true cause is a little above: a quote or bracket that was not closed, a tab, or a text that holds `: `.",
            "description: backup: nightly\n", "description: \"backup: nightly\"\n"),
        new(
            Codes.SeveralDocuments, "The file holds more than one document", "A file is one runbook; `---` starts another document.",
            "description: one\n---\ndescription: two\n", "description: one\n"),
        new(
            Codes.Alias, "Aliases and anchors are not taken",
            "A short text of aliases can grow without end, and a reader has to jump about to understand it. Write the value out, or name it under `vars:`.",
            "vars:\n  a: &folder /srv\n  b: *folder\n", "vars:\n  a: /srv\n  b: \"{{ vars.a }}\"\nsteps:\n  - shell: ls {{ vars.b }}\n"),
        new(
            Codes.Nesting, "Nested too deeply", "Maps and lists stand at most 64 deep in each other.",
            "description: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
            "description: flat\n"),
        new(
            Codes.Tag, "Tags are not taken",
            "A `!word` asks YAML to make something else of a value. Nothing here needs that; a text that starts with `!` goes in quotes.",
            "description: !!str hello\n", "description: hello\n"),
        new(
            Codes.DuplicateKey, "A key stands twice in a map", "YAML would silently forget one of the two.",
            "steps:\n  - id: a\n    id: b\n    shell: uptime\n", "steps:\n  - id: a\n    shell: uptime\n"),
        new(
            Codes.KeyIsNotText, "A key is not a text", "YAML reads `{{ x }}` without quotes as maps in each other.",
            "inputs: { host: { type: string } }\nsteps:\n  - shell: {{ inputs.host }}\n",
            "inputs: { host: { type: string } }\nsteps:\n  - shell: \"ping -c1 {{ inputs.host }}\"\n"),
        new(Codes.TooManyMistakes, "There are too many mistakes", "Reading ends at the 200th. Mend the first ones and look again."),
    ];
}
