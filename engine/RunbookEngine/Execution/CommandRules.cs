using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What no transport can pass on to a program. Pure.</summary>
public static class CommandRules
{
    /// <summary>Why the program, its arguments or its environment cannot be passed on, with what to do; null: they can.</summary>
    public static string? Refusal(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command switch
        {
            { Arguments: [] } or { Arguments: ["", ..] } => "the command names no program; give one",
            _ when command.Arguments.Any(HasZero) => "an argument holds a NUL character, which no program can be given; remove it",
            _ => command.Environment.Select(static e => Refusal(e.Key, Content(e.Value))).FirstOrDefault(static r => r is not null),
        };
    }

    /// <summary>Why a folder cannot be the working directory; null: its name may be one.</summary>
    public static string? FolderRefusal(string folder) => HasZero(folder) ? "the working directory's name holds a NUL character; remove it" : null;

    /// <summary>A value as a program gets it: a secret is revealed.</summary>
    public static string Content(Value value) => value is Value.Secret secret ? secret.Reveal() : (value ?? throw new ArgumentNullException(nameof(value))).ToString();

    /// <summary>Whether a text holds the character that ends texts in C.</summary>
    public static bool HasZero(string text) => text is not null && text.Contains('\0', StringComparison.Ordinal);

    private static string? Refusal(string name, string content)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"`{name.Replace('\0', '?')}` cannot name an environment variable; use letters, digits and `_`";
        return HasZero(content) ? $"the environment variable `{name}` holds a NUL character, which no program can be given; remove it" : null;
    }
}
