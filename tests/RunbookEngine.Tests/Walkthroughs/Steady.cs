using System.Text.RegularExpressions;

namespace RunbookEngine.Tests.Walkthroughs;

/// <summary>What may differ between two transcripts that are the same: the list in <c>docs/walkthroughs/README.md</c>. Pure.</summary>
internal static partial class Steady
{
    private static readonly (Regex Of, string Word)[] s_substitutions =
    [
        (Runs(), "RUN"),
        (Moments(), "MOMENT"),
        (Times(), "HH:MM:SS"),
        (Durations(), "TIME"),
        (Seconds(), "TIME\""),
        (Hashes(), "HASH"),
        (Processes(), "process N"),
        (Versions(), "runbook VERSION"),
        (Columns(), " "),
    ];

    public static bool Same(string one, string other) => Of(one) == Of(other);

    public static string Of(string text) => s_substitutions.Aggregate(text, static (said, substitution) => substitution.Of.Replace(said, substitution.Word));

    [GeneratedRegex(@"\b\d{8}-\d{6}-[0-9a-z]{4}\b")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?")]
    private static partial Regex Moments();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b")]
    private static partial Regex Times();

    [GeneratedRegex(@"\b(\d+ms|\d+\.\ds|\d+s|\d+m\d\ds)\b")]
    private static partial Regex Durations();

    /// <summary>As JUnit writes them.</summary>
    [GeneratedRegex(@"(?<=time="")[\d.]+""")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\b[0-9a-f]{12,64}\b")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"\bprocess \d+\b")]
    private static partial Regex Processes();

    [GeneratedRegex(@"\brunbook \d+\.\d+\.\d+[^\s.]*")]
    private static partial Regex Versions();

    /// <summary>What stands in columns moves with the words before it; the beginnings of lines do not.</summary>
    [GeneratedRegex(@"(?<=\S) {2,}| +$", RegexOptions.Multiline)]
    private static partial Regex Columns();
}
