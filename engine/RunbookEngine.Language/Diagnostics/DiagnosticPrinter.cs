using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Writes diagnostics for people: the place, the message, the line with carets under the place, and the mend. What comes from a file is data: control
/// characters are shown as pictures and can do nothing to a terminal.
/// </summary>
public static class DiagnosticPrinter
{
    private const int Window = 120;
    private const int Before = 60;
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Cyan = "\u001b[36m";
    private const string Bold = "\u001b[1m";
    private const string Plain = "\u001b[0m";

    /// <summary>All diagnostics in their order, one empty line between two, a line feed at the end.</summary>
    /// <param name="diagnostics">Sorted, as <see cref="LoadResult.Diagnostics"/> is.</param>
    /// <param name="sources">The texts that they point into; a diagnostic of another file is written without its line.</param>
    /// <param name="colour">Whether to colour for a terminal.</param>
    public static string Print(ImmutableArray<Diagnostic> diagnostics, ImmutableArray<SourceText> sources, bool colour = false)
    {
        var text = new StringBuilder();
        var files = sources.IsDefault ? [] : sources.DistinctBy(static s => s.File).ToDictionary(
            static s => s.File, static s => new SourceFile(s.File, s.Text), StringComparer.Ordinal);
        foreach (var diagnostic in diagnostics)
        {
            if (text.Length > 0)
                text.Append('\n');
            Append(text, diagnostic, files.GetValueOrDefault(diagnostic.Span.File), colour);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Diagnostic diagnostic, SourceFile? file, bool colour)
    {
        var (word, tint) = diagnostic.Severity == Severity.Error ? ("error", Red) : ("warning", Yellow);
        var place = Shown.Harmless(diagnostic.Span.ToString());
        if (place.Length > 0)
            text.Append(Tint(place, Bold, colour)).Append(": ");
        text.Append(Tint($"{word} {diagnostic.Code}", tint, colour)).Append(": ").Append(Shown.Harmless(diagnostic.Message)).Append('\n');
        if (file?.Has(diagnostic.Span.Line) == true)
            Snippet(text, diagnostic.Span, file, tint, colour);
        if (diagnostic.Hint is { } hint)
            text.Append(file?.Has(diagnostic.Span.Line) != true ? "  " : new string(' ', Gutter(diagnostic.Span) + 1)).Append(Tint("hint", Cyan, colour)).Append(": ").Append(Shown.Harmless(hint)).Append('\n');
    }

    private static void Snippet(StringBuilder text, SourceSpan span, SourceFile file, string tint, bool colour)
    {
        var line = file.Line(span.Line);
        var start = Math.Min(span.Column - 1, line.Length);
        var end = span.EndLine > span.Line ? line.TrimEnd().Length : Math.Min(span.EndColumn - 1, line.Length);
        end = Math.Max(end, start + 1);
        var from = line.Length <= Window || start < Window - Before ? 0 : start - Before;
        var shown = Cut(line, from, out var lead);
        var number = span.Line.ToString(CultureInfo.InvariantCulture);
        var carets = new string('^', Math.Clamp(end - start, 1, Math.Max(1, Window - (start - from))));
        text.Append(CultureInfo.InvariantCulture, $" {number} | {shown}\n");
        text.Append(' ', number.Length + 1).Append(" | ").Append(' ', start - from + lead).Append(Tint(carets, tint, colour)).Append('\n');
    }

    /// <summary>A part of a line, one column for each character, so that carets stand right.</summary>
    private static string Cut(ReadOnlySpan<char> line, int from, out int lead)
    {
        var length = Math.Min(Window, line.Length - from);
        var shown = new StringBuilder();
        lead = from > 0 ? 1 : 0;
        if (from > 0)
            shown.Append('…');
        foreach (var c in line.Slice(from, length))
            shown.Append(c == '\t' ? ' ' : Shown.Visible(c));
        if (from + length < line.Length)
            shown.Append('…');
        return shown.ToString().TrimEnd();
    }

    private static int Gutter(SourceSpan span) => span.Line.ToString(CultureInfo.InvariantCulture).Length + 2;

    private static string Tint(string text, string tint, bool colour) => colour ? tint + text + Plain : text;
}
