using System.CommandLine;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>The manual page of a tree of commands, in the language of man(7). Pure.</summary>
/// <param name="version">Of the program.</param>
internal sealed class ManPage(string version)
{
    private static readonly (string Code, string Meaning)[] s_exits =
    [
        ("0", "succeeded"), ("1", "a step failed, and the run can be resumed; or it was aborted"), ("2", "the runbook, its inputs or the command line are wrong; nothing was started"),
        ("3", "waiting: an approval, a pause, a window that is closed, or a doubt that needs a person's word"), ("4", "another run holds the lock, or another engine drives the run"),
        ("5", "the engine or its store failed"), ("130", "interrupted; commands go on, and the run can be resumed"),
    ];

    private static readonly (string Name, string Meaning)[] s_environment =
    [
        ("RUNBOOK_STORE", "the journal's file"), ("RUNBOOK_INVENTORY", "the file that says which hosts there are"), ("RUNBOOK_INPUT_NAME", "the value of the input NAME; secret ones are best given so"),
        ("KUBECONFIG", "the kubeconfig of the cluster"), ("NO_COLOR", "no colours, when it is set"), ("GITHUB_ACTIONS", "when it is true, `--output github` is the default"),
    ];

    /// <summary>The page.</summary>
    public IEnumerable<string> Lines(RootCommand root)
    {
        yield return $".TH RUNBOOK 1 \"\" \"runbook {Text(version)}\" \"User Commands\"";
        foreach (var line in Section("NAME", [$"runbook \\- {Text(Lower(root.Description!))}"]))
            yield return line;
        foreach (var line in Section("SYNOPSIS", [".B runbook", "\\fICOMMAND\\fR [\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]"]))
            yield return line;
        foreach (var line in Section("COMMANDS", root.Subcommands.Where(static c => !c.Hidden).SelectMany(c => Command("runbook", c))))
            yield return line;
        foreach (var line in Section("OPTIONS OF EVERY COMMAND", root.Options.Where(static o => !o.Hidden).SelectMany(Option)))
            yield return line;
        foreach (var line in Section("EXIT STATUS", s_exits.SelectMany(static e => Entry($"\\fB{e.Code}\\fR", e.Meaning))))
            yield return line;
        foreach (var line in Section("ENVIRONMENT", s_environment.SelectMany(static e => Entry($"\\fB{Text(e.Name)}\\fR", e.Meaning))))
            yield return line;
        foreach (var line in Section("FILES", Entry("\\fI$XDG_STATE_HOME/runbook/runs.db\\fR", "the journal, unless another is named; beside it, in runs.db.d, what is too long for it")))
            yield return line;
    }

    private static IEnumerable<string> Command(string before, Command command)
    {
        var name = $"{before} {command.Name}";
        var arguments = command.Arguments.Select(static a => a.Arity.MinimumNumberOfValues == 0 ? $" [\\fI{Text(a.Name)}\\fR]" : $" \\fI{Text(a.Name)}\\fR");
        yield return $".SS \"{Text(name)}{string.Concat(arguments)}\"";
        yield return Text(command.Description ?? "");
        foreach (var argument in command.Arguments.Where(static a => a.Description is { Length: > 0 }))
        {
            foreach (var line in Entry($"\\fI{Text(argument.Name)}\\fR", argument.Description!))
                yield return line;
        }

        foreach (var line in command.Options.Where(static o => !o.Hidden).SelectMany(Option).Concat(command.Subcommands.Where(static c => !c.Hidden).SelectMany(c => Command(name, c))))
            yield return line;
    }

    private static IEnumerable<string> Option(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(static a => a.StartsWith('-')).Order(StringComparer.Ordinal).Append(option.Name).Distinct().Select(static a => $"\\fB{Text(a)}\\fR"));
        return Entry($"{names}{(option.HelpName is { } value ? $" \\fI{Text(value)}\\fR" : "")}", option.Description ?? "");
    }

    private static IEnumerable<string> Entry(string term, string text) => [".TP", term, Text(text)];

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) => lines.Prepend($".SH {(title.Contains(' ', StringComparison.Ordinal) ? $"\"{title}\"" : title)}");

    /// <summary>A hyphen that can be copied; nothing at the beginning of a line or in it that is a request.</summary>
    private static string Text(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal).Replace('\n', ' ');
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
