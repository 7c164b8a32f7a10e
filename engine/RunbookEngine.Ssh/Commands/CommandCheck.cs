using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Ssh.Commands;

/// <summary>What can be said of a command before its host is asked.</summary>
internal static class CommandCheck
{
    private const int LongestWord = 128 * 1024;
    private const int LongestTogether = 2 * 1024 * 1024 - 64 * 1024;

    /// <summary>Why it cannot be started, or null.</summary>
    public static string? Refusal(Command command) =>
        command switch
        {
            { Arguments: [] } or { Arguments: ["", ..] } => "the command names no program; give one",
            _ when command.Arguments.Any(HasZero) => "an argument holds a NUL character, which no program can be given; remove it",
            { Script: { } script } when HasZero(script) => "the script holds a NUL character, which no shell reads; remove it",
            { WorkingDirectory: { } folder } when HasZero(folder) => "the working directory's name holds a NUL character; remove it",
            { UnitProperties: { } unit } when unit.FirstOrDefault(static p => !IsProperty(p.Key) || HasZero(p.Value) || p.Value.Contains('\n', StringComparison.Ordinal)) is { Key: not null } wrong =>
                $"`{wrong.Key.Replace('\0', '?')}` cannot be a property of a unit, or not with this value; correct it",
            _ => command.Environment.Select(static e => Refusal(e.Key, Content(e.Value))).FirstOrDefault(static r => r is not null) ?? TooLong(command),
        };

    /// <summary>A value as a program gets it.</summary>
    public static string Content(Value value) => value is Value.Secret secret ? secret.Reveal() : value.ToString();

    private static string? Refusal(string name, string content)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"`{name.Replace('\0', '?')}` cannot name an environment variable; use letters, digits and `_`";
        return HasZero(content) ? $"the environment variable `{name}` holds a NUL character, which no program can be given; remove it" : null;
    }

    private static string? TooLong(Command command)
    {
        var lengths = command.Arguments.Select(static a => Encoding.UTF8.GetByteCount(a) + 1)
            .Concat(command.Environment.Select(static e => Encoding.UTF8.GetByteCount(e.Key) + Encoding.UTF8.GetByteCount(Content(e.Value)) + 2))
            .ToList();
        return lengths.Any(static l => l > LongestWord) || lengths.Sum(static l => l + 8L) > LongestTogether
            ? "its arguments and environment are longer than the system allows (128 KiB each, 2 MiB together); pass the data by a file or the standard input"
            : null;
    }

    private static bool IsProperty(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c));

    private static bool HasZero(string text) => text.Contains('\0', StringComparison.Ordinal);
}
