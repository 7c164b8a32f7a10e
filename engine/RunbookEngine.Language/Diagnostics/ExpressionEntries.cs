namespace RunbookEngine.Language;

/// <summary>Mistakes of expressions, secrets among them, and what is unused.</summary>
internal static class ExpressionEntries
{
    private const string Host = "inputs: { host: { type: string } }\n";
    private const string Token = "inputs: { token: { type: secret } }\n";

    private const string Loop =
        "targets: { workers: { group: workers } }\nsteps:\n  - id: all\n    for-each: workers\n    steps: [{ id: look, shell: date }]\n";

    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.ExpressionSyntax, "The expression makes no sense",
            "Something is missing or left over; the caret stands where it was noticed.",
            Host + "steps:\n  - shell: echo {{ inputs.host + }}\n", Host + "steps:\n  - shell: echo {{ inputs.host }}\n"),
        new(
            Codes.ExpressionForbidden, "This is not taken in an expression",
            "Expressions name values, compare them, calculate and call functions. Loops, assignments, ranges and functions of one's own are left to `shell` steps, so that no expression can hang. Conditions are joined with `&&` and `||`.",
            Host + "steps:\n  - shell: uptime\n    if: inputs.host = \"cp1\"\n",
            Host + "steps:\n  - shell: uptime\n    if: inputs.host == \"cp1\"\n"),
        new(
            Codes.UnknownName, "There is no such name",
            "Expressions start with `inputs`, `vars`, `targets`, `steps`, `run` or `env`; in a step's `outputs` also with `result`, under the `steps` of a `for-each` also with the name of its target.",
            Host + "steps:\n  - shell: ping -c1 {{ host }}\n", Host + "steps:\n  - shell: ping -c1 {{ inputs.host }}\n"),
        new(
            Codes.UnknownInput, "There is no such input", "The name is not declared under `inputs:`.",
            Host + "steps:\n  - shell: ping -c1 {{ inputs.hots }}\n", Host + "steps:\n  - shell: ping -c1 {{ inputs.host }}\n"),
        new(
            Codes.UnknownVar, "There is no such var", "The name is not declared under `vars:`, or stands below the var that uses it.",
            "vars: { folder: /srv }\nsteps:\n  - shell: ls {{ vars.flder }}\n",
            "vars: { folder: /srv }\nsteps:\n  - shell: ls {{ vars.folder }}\n"),
        new(
            Codes.UnknownStep, "There is no such step", "`steps.ID` names a step of the same file.",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.loook.stdout }}\n",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.look.stdout }}\n"),
        new(
            Codes.UnknownField, "The step has no such field",
            "Every step has `status`, `changed` and `attempts`; its verb and its `outputs:` add others.",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.look.stdot }}\n",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.look.stdout }}\n"),
        new(
            Codes.EnvironmentNotListed, "The environment variable is not listed",
            "A runbook says at the top which variables it reads: `env: [NAME]`.", "steps:\n  - shell: ls {{ env.HOME }}\n",
            "env: [HOME]\nsteps:\n  - shell: ls {{ env.HOME }}\n"),
        new(
            Codes.UsedBefore, "A step is read before it is over",
            "What a step puts out is there once it is over. A step waits for the one above it, or for those in its `needs`.",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.look.stdout }}\n    needs: []\n",
            "steps:\n  - id: look\n    shell: date\n  - shell: echo {{ steps.look.stdout }}\n    needs: [look]\n"),
        new(
            Codes.MayNotHaveRun, "A step is read that may not have run",
            "A step with `if`, or one before a failure, may have put out nothing. Give a value for that case, the same `if`, or ask for its `status`.",
            "inputs: { deep: { type: boolean } }\nsteps:\n  - id: look\n    if: inputs.deep\n    shell: date\n  - shell: echo {{ steps.look.stdout }}\n",
            "inputs: { deep: { type: boolean } }\nsteps:\n  - id: look\n    if: inputs.deep\n    shell: date\n  - shell: echo {{ steps.look.stdout ?? \"not looked\" }}\n"),
        new(
            Codes.UnknownFunction, "There is no such function",
            "The functions are those of Scriban that are pure and quick: `string.…`, `array.…`, `math.…`, `object.…`.",
            Host + "steps:\n  - shell: echo {{ inputs.host | string.upcse }}\n",
            Host + "steps:\n  - shell: echo {{ inputs.host | string.upcase }}\n"),
        new(
            Codes.EmptyTemplate, "Braces without an expression", "`{{ }}` inserts nothing.", "steps:\n  - shell: echo {{ }}\n",
            "steps:\n  - shell: echo\n"),
        new(
            Codes.InsertedInQuotes, "A value is inserted where its quotes do harm",
            "Each value arrives in a script as one quoted word. Inside quotes of your own, in a comment, a here-document, backquotes or arithmetic that word would end, or become syntax.",
            Host + "steps:\n  - shell: echo \"host {{ inputs.host }}\"\n", Host + "steps:\n  - shell: echo host {{ inputs.host }}\n"),
        new(
            Codes.RawOutsideScript, "`raw` outside a script", "Only scripts quote what is inserted, so only there can it be switched off.",
            Host + "steps:\n  - log: \"{{ inputs.host | raw }}\"\n", Host + "steps:\n  - log: \"{{ inputs.host }}\"\n"),
        new(
            Codes.BracesInCondition, "A condition has braces", "`if:` takes a bare expression.",
            "inputs: { deep: { type: boolean } }\nsteps:\n  - shell: uptime\n    if: \"{{ inputs.deep }}\"\n",
            "inputs: { deep: { type: boolean } }\nsteps:\n  - shell: uptime\n    if: inputs.deep\n"),
        new(
            Codes.UnclosedTemplate, "Braces are not closed", "`{{` needs its `}}`. To have `{{` in the text itself write `{{ \"{{\" }}`.",
            "steps:\n  - log: \"{{ run.id\"\n", "steps:\n  - log: \"{{ run.id }}\"\n"),
        new(
            Codes.TemplateNotTaken, "No expression is taken here", "What the plan shows and checks must be known before anything runs.",
            Host + "steps:\n  - name: \"look at {{ inputs.host }}\"\n    shell: ping -c1 {{ inputs.host }}\n",
            Host + "steps:\n  - name: look at the host\n    shell: ping -c1 {{ inputs.host }}\n"),
        new(
            Codes.OncePerTarget, "A step is read that is done once for each target",
            "What is under a `for-each` is done in a lane for each target, so from outside it has no one value. The `for-each` itself tells how many lanes there were (`size`) and the names of those that `succeeded` and `failed`.",
            Loop + "  - log: \"{{ steps.look.stdout }}\"\n", Loop + "  - log: \"{{ steps.all.failed | array.join \\\", \\\" }}\"\n"),
        new(
            Codes.KnownTooLate, "A value is needed before it is known",
            "Which hosts there are, when work may be done, and how many lanes go at a time is settled before the first step: from `inputs`, `env`, vars over them, and (for `batches`, `max-failures` and `order`) `targets`.",
            "targets: { workers: { hosts: \"w-{{ run.id }}\" } }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n",
            Host + "targets: { workers: { hosts: \"{{ inputs.host }}\" } }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n"),
        new(
            Codes.SecretShown, "A secret would be shown",
            "Arguments, scripts, messages and conditions can be seen in process lists, plans and the journal. Environment and standard input are not.",
            Token + "steps:\n  - shell: login {{ inputs.token }}\n",
            Token + "steps:\n  - shell: { run: \"login \\\"$TOKEN\\\"\", env: { TOKEN: \"{{ inputs.token }}\" } }\n"),
        new(
            Codes.UnusedInput, "An input is never used", "A warning: whoever runs the runbook gives it for nothing, or a name is misspelled.",
            Host + "steps:\n  - shell: uptime\n", Host + "steps:\n  - shell: ping -c1 {{ inputs.host }}\n"),
        new(
            Codes.UnusedVar, "A var is never used", "A warning: it can be removed, or a name is misspelled.", "vars: { folder: /srv }\n",
            "vars: { folder: /srv }\nsteps:\n  - shell: ls {{ vars.folder }}\n"),
        new(
            Codes.UnusedTargets, "Targets are never used", "A warning: no step is done for them, or a name is misspelled.", "targets: { workers: { group: workers } }\n",
            "targets: { workers: { group: workers } }\nsteps:\n  - for-each: workers\n    steps: [{ shell: uptime }]\n"),
    ];
}
