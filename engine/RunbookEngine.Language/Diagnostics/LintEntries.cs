namespace RunbookEngine.Language;

/// <summary>What <c>runbook lint</c> finds: no mistakes, but worth a second thought.</summary>
internal static class LintEntries
{
    private const string Silence = " Where it is meant so, say why: `# lint: ignore CODE because …` in the step, or right above it.";

    private const string Loop = "targets: { workers: { group: workers } }\nsteps:\n  - for-each: workers\n";

    private const string Inner = "    steps:\n      - systemctl: { restart: app }\n";

    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.IdleIgnore, "A comment silences nothing", "A comment `# lint: ignore CODE because …` gives a reason, and belongs to a step that has what the code says. Once that is mended the comment goes, or it would hide the next one.",
            "steps:\n  # lint: ignore RB1002 because it is a habit\n  - shell: uptime\n", "steps:\n  - shell: uptime\n"),
        new(
            Codes.ScriptForTool, "A script does what a tool does better",
            "The tool looks first, does nothing where nothing is to do, shows in the plan what it would change, and knows after a crash how far it came; a script does none of that." + Silence,
            "steps:\n  - shell: sudo systemctl restart app\n", "steps:\n  - systemctl: { restart: app }\n"),
        new(
            Codes.DrainWithoutTimeout, "A drain may wait for ever", "Where a disruption budget allows no eviction, a drain without `timeout` never ends, and nobody is told." + Silence,
            "steps:\n  - kubectl: { drain: w1 }\n    undo: [{ kubectl: { uncordon: w1 } }]\n",
            "steps:\n  - kubectl: { drain: w1, timeout: 15m, on-timeout: pause }\n    undo: [{ kubectl: { uncordon: w1 } }]\n"),
        new(
            Codes.NoGate, "Hosts are changed batch after batch, and nothing looks between", "What breaks the first host breaks them all. A `gate` looks before the first batch and after every one, and stops the run in time." + Silence,
            Loop + Inner, Loop + "    gate: { shell: ./healthy.sh, consecutive: 2 }\n" + Inner),
        new(
            Codes.RestoreUnasked, "A restore asks nobody", "A restore puts old data in the place of new data. A step `approve` before it shows a person what is replaced by what." + Silence,
            "steps:\n  - velero: { restore: nightly }\n", "steps:\n  - approve: { message: Put the objects of last night back? }\n  - velero: { restore: nightly }\n"),
        new(
            Codes.NoUndo, "There is a way back, and the runbook does not go it",
            "What is cordoned, stopped, disabled, masked or held stays so when the run ends in the middle. An `undo` on the step lets `runbook undo` take it back." + Silence,
            "steps:\n  - systemctl: { stop: app }\n", "steps:\n  - systemctl: { stop: app }\n    undo: [{ systemctl: { start: app } }]\n"),
    ];
}
