using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A script does what a tool does better: the tool looks first, says what it would change, and knows after a crash how far it came.</summary>
internal static class ScriptRule
{
    public static Diagnostic? Check(LintStep step, LintFacts facts)
    {
        if (step.Step is not ActionStep action || Script(action) is not { } script)
            return null;
        foreach (var words in ScriptCommands.Of(script).Where(static w => w.Length > 0))
        {
            if (Better(words, facts) is var (tool, verb))
                return RunbookLint.Warning(
                    Codes.ScriptForTool, $"a script calls `{string.Join(' ', words.Take(3))}`, and `{tool}: {verb}` does that and looks first", action.Span,
                    $"write `{tool}: {{ {verb}: … }}`; `runbook explain {tool} {verb}` shows how");
        }

        return null;
    }

    private static string? Script(ActionStep action) => action.Verb.Main is { Type: ParameterType.Script } main ? action.Arguments.Entries.FirstOrDefault(e => e.Key == main.Name).Value switch
    {
        Argument.Constant { Value: Value.Text text } => text.Content,
        Argument.Expression expression => expression.Template.Content,
        _ => null,
    } : null;

    private static (string Tool, string Verb)? Better(string[] words, LintFacts facts)
    {
        var name = words[0][(words[0].LastIndexOf('/') + 1)..];
        if (name == "reboot" || (name == "systemctl" && words is [_, "reboot", ..]))
            return ("reboot", "now");
        if (name == "apt-get")
            name = "apt";
        if (facts.Tools.FirstOrDefault(t => t.Name == name && t.DefaultVerb is null) is not { } tool)
            return null;
        // Before the verb may stand what a flag takes: kubectl -n kube-system delete pod …
        return tool.Verbs.FirstOrDefault(v => v.HasSideEffect && Enumerable.Range(1, 2).Any(at => words.Skip(at).Take(v.Name.Split(' ').Length).SequenceEqual(v.Name.Split(' ')))) is { } verb
            ? (tool.Name, verb.Name)
            : null;
    }
}
