using RunbookEngine.Cli.Engine;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Checking;

/// <summary>Diagnostics as commands of a GitHub workflow: they stand beside the lines of a pull request.</summary>
internal static class GithubAnnotations
{
    public static void Print(TextWriter output, IReadOnlyList<CheckedFile> results)
    {
        // A file that several include is pointed out once.
        foreach (var d in results.SelectMany(static r => r.Diagnostics).Distinct())
            output.WriteLine(Line(d));
    }

    private static string Line(Diagnostic d)
    {
        var place = d.Span.Line == 0
            ? $"file={Property(d.Span.File)}"
            : $"file={Property(d.Span.File)},line={d.Span.Line},endLine={d.Span.EndLine},col={d.Span.Column}{(d.Span.EndLine == d.Span.Line ? $",endColumn={d.Span.EndColumn}" : "")}";
        var message = d.Hint is null ? d.Message : $"{d.Message}\n{d.Hint}";
        return $"::{(d.Severity == Severity.Error ? "error" : "warning")} {place},title={Property(d.Code)}::{Data(message)}";
    }

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
