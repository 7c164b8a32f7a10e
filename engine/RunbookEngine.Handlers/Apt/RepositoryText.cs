using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace RunbookEngine.Handlers.Apt;

/// <summary>
/// The text of a file of sources, of one line each (<c>.list</c>) or of paragraphs (<c>.sources</c>), where each minor version has a repository of its own and its
/// address says so: <c>https://pkgs.k8s.io/core:/stable:/v1.31/deb/</c>. Pure.
/// </summary>
internal static partial class RepositoryText
{
    /// <summary>The minors that the addresses name, in order, each once. What is commented out does not count.</summary>
    public static ImmutableArray<string> Minors(string text) =>
        [.. text.Split('\n').Where(static l => !IsComment(l)).SelectMany(static l => Segment().Matches(l)).Select(static m => m.Groups[2].Value).Distinct()];

    /// <summary>The same with all addresses at the minor.</summary>
    public static string WithMinor(string text, string minor) =>
        string.Join('\n', text.Split('\n').Select(l => IsComment(l) ? l : Segment().Replace(l, m => m.Groups[1].Value + minor)));

    /// <summary>Reads <c>1.31</c>, <c>v1.31</c> or a whole version such as <c>1.31.2</c>; null when it is none.</summary>
    public static string? Minor(string text) => Given().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static bool IsComment(string line) => line.TrimStart().StartsWith('#');

    [GeneratedRegex(@"(://[^\s]*?/v)(\d+\.\d+)(?=/|\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Segment();

    [GeneratedRegex(@"\Av?(\d{1,4}\.\d{1,4})(\.[0-9A-Za-z.+~-]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Given();
}
