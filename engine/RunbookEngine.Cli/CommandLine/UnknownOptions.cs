using System.CommandLine;
using System.CommandLine.Parsing;
using RunbookEngine.Language;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>
/// Words that look like an option and are none. The library takes them for whatever an argument, or an option with a value, has room for: a misspelt option would be a file's name, or an input's value.
/// What stands behind <c>--</c> is meant as it is.
/// </summary>
internal static class UnknownOptions
{
    /// <summary>Refuses the first of them.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public static void Refuse(ParseResult parsed)
    {
        var meant = parsed.Tokens.SkipWhile(static t => t.Type != TokenType.DoubleDash).Select(static t => t.Value).ToHashSet();
        var command = parsed.CommandResult.Command;
        var words = parsed.Tokens.Where(static t => t.Type == TokenType.Argument).Select(static t => t.Value).Concat(parsed.UnmatchedTokens);
        if (words.FirstOrDefault(w => IsLikeOption(w) && !meant.Contains(w)) is not { } unknown)
            return;
        var name = unknown.Split('=')[0];
        var known = command.Options.Concat(parsed.RootCommandResult.Command.Options).SelectMany(static o => o.Aliases.Prepend(o.Name)).Where(static o => o.StartsWith("--", StringComparison.Ordinal)).Distinct();
        throw new UsageException(
            $"there is no option `{name}` here",
            NearestWord.Hint(name, known) ?? $"`runbook {command.Name} --help` shows those that there are; a file of that name is given behind `--`");
    }

    private static bool IsLikeOption(string word) => word.Length > 3 && word.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(word[2]);
}
