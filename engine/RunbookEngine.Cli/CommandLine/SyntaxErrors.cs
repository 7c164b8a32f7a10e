using System.CommandLine;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Language;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>What is wrong with a command line, and how to write it.</summary>
internal static class SyntaxErrors
{
    /// <summary>Prints it; the exit code.</summary>
    public static int Print(ParseResult parsed, CliSession session)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "runbook" : $"runbook {command.Name}";
        if (command is RootCommand && parsed.Tokens.Count == 0)
            return Failures.Print(new UsageException("no command was given", "`runbook --help` shows the commands; `runbook new` writes a first runbook"), session);
        if (command is RootCommand && parsed.UnmatchedTokens is [var unknown, ..])
            return Failures.Print(Unknown(unknown, command), session);
        var errors = string.Join("; ", parsed.Errors.Select(static e => Sentence(e.Message)).Distinct());
        return Failures.Print(new UsageException(errors, $"`{name} --help` shows how it is written"), session);
    }

    private static UsageException Unknown(string word, Command root)
    {
        var names = root.Subcommands.Select(static c => c.Name).ToArray();
        return new($"there is no command `{word}`", NearestWord.Hint(word, names) ?? "`runbook --help` shows the commands");
    }

    /// <summary>The library's sentences in this program's manner: lower-case start, no full stop.</summary>
    private static string Sentence(string message)
    {
        var text = message.Trim().TrimEnd('.').Replace('\'', '`').ReplaceLineEndings(" ");
        return text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
