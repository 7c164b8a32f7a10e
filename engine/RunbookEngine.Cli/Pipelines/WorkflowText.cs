using System.Text.RegularExpressions;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>
/// What GitHub's runner takes for a command of the workflow in the lines that a program prints: <c>::name::</c> at the beginning of a line, blanks before it aside, and <c>##[name]</c> anywhere. Its search may
/// pass over characters that are not seen, so they count as nothing here too. Pure.
/// </summary>
internal static partial class WorkflowText
{
    /// <summary>A line of text, still readable, that is no command whatever it holds.</summary>
    public static string Harmless(string line)
    {
        var text = line.Contains('#', StringComparison.Ordinal) ? Bracket().Replace(line, "$1 [") : line;
        return Colon().IsMatch(text) ? "| " + text : text;
    }

    /// <summary>The same for a line of JSON, whose meaning stays: a <c>#</c> only stands within its strings.</summary>
    public static string HarmlessJson(string line) => line.Contains('#', StringComparison.Ordinal) ? Bracket().Replace(line, @"$1\u005b") : line;

    /// <summary>A command.</summary>
    /// <param name="name">Of the command.</param>
    /// <param name="properties">Those without a value are left out.</param>
    /// <param name="message">What it says; may hold anything.</param>
    public static string Command(string name, IEnumerable<(string Name, string? Value)> properties, string message)
    {
        var given = string.Join(',', properties.Where(static p => p.Value is { Length: > 0 }).Select(static p => $"{p.Name}={Property(p.Value!)}"));
        return $"::{name}{(given.Length > 0 ? " " + given : "")}::{Data(message)}";
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    [GeneratedRegex(@"(#[^!-~]*#[^!-~]*)\[")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^[^!-~]*:[^!-~]*:")]
    private static partial Regex Colon();
}
