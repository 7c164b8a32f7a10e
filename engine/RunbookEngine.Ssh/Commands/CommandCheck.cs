using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Ssh.Commands;

/// <summary>What can be said of a command before its host is asked.</summary>
internal static class CommandCheck
{
    private const int LongestWord = 128 * 1024;
    private const int LongestTogether = 2 * 1024 * 1024 - 64 * 1024;

    /// <summary>Why it cannot be started, or null.</summary>
    public static string? Refusal(Command command) => CommandRules.Refusal(command) ?? OwnRefusal(command) ?? TooLong(command);

    private static string? OwnRefusal(Command command) => command switch
    {
        { Script: { } script } when CommandRules.HasZero(script) => "the script holds a NUL character, which no shell reads; remove it",
        { WorkingDirectory: { } folder } when CommandRules.FolderRefusal(folder) is { } refusal => refusal,
        { UnitProperties: { } unit } when unit.FirstOrDefault(static p => !IsProperty(p)) is { Key: not null } wrong =>
            $"`{wrong.Key.Replace('\0', '?')}` cannot be a property of a unit, or not with this value; correct it",
        _ => null,
    };

    private static string? TooLong(Command command)
    {
        var lengths = command.Arguments.Select(static a => Encoding.UTF8.GetByteCount(a) + 1)
            .Concat(command.Environment.Select(static e => Encoding.UTF8.GetByteCount(e.Key) + Encoding.UTF8.GetByteCount(CommandRules.Content(e.Value)) + 2))
            .ToList();
        return lengths.Any(static l => l > LongestWord) || lengths.Sum(static l => l + 8L) > LongestTogether
            ? "its arguments and environment are longer than the system allows (128 KiB each, 2 MiB together); pass the data by a file or the standard input"
            : null;
    }

    private static bool IsProperty(KeyValuePair<string, string> property) =>
        property.Key.Length > 0 && property.Key.All(static c => char.IsAsciiLetterOrDigit(c))
        && !CommandRules.HasZero(property.Value) && !property.Value.Contains('\n', StringComparison.Ordinal);
}
