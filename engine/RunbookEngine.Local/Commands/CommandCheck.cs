using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Local.Commands;

/// <summary>What can be said of a command before anything is started.</summary>
internal static class CommandCheck
{
    /// <summary>Why it cannot be started, or null.</summary>
    public static string? Refusal(Command command, string folder) =>
        command switch
        {
            { UnitProperties: not null } => "the engine's own machine runs no command in a unit of its own; take `unit` out, or name a host with `on`",
            { Arguments: [] } or { Arguments: ["", ..] } => "the command names no program; give one",
            _ when command.Arguments.Any(HasZero) => "an argument holds a NUL character, which no program can be given; remove it",
            _ when HasZero(folder) => "the working directory's name holds a NUL character; remove it",
            _ => command.Environment.Select(static e => Refusal(e.Key, e.Value)).FirstOrDefault(static r => r is not null),
        };

    private static string? Refusal(string name, Value value)
    {
        var content = value is Value.Secret secret ? secret.Reveal() : value.ToString();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"`{name.Replace('\0', '?')}` cannot name an environment variable; use letters, digits and `_`";
        return HasZero(content) ? $"the environment variable `{name}` holds a NUL character, which no program can be given; remove it" : null;
    }

    private static bool HasZero(string text) => text.Contains('\0', StringComparison.Ordinal);
}
