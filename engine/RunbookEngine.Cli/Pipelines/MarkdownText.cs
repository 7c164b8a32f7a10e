using System.Text;
using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>Makes text from elsewhere harmless in Markdown: no markup, no links, no table cells, no lines of its own. Pure.</summary>
internal static class MarkdownText
{
    /// <summary>One line of running text, or a cell of a table.</summary>
    public static string Line(string text)
    {
        var clean = TerminalText.Line(text);
        var result = new StringBuilder(clean.Length + 16);
        foreach (var c in clean)
        {
            // Every mark of punctuation may stand after a backslash. Those of plain sentences need none, but where they begin an address.
            if ((char.IsAsciiLetterOrDigit(c) || c is ' ' or ',' or ';' or '\'' or '"' or '(' or ')' or '%' or '=' or '/' or '?') || !char.IsAscii(c))
                result.Append(c);
            else
                result.Append('\\').Append(c);
        }

        return result.ToString();
    }

    /// <summary>A code span, fit for a cell of a table too.</summary>
    public static string Code(string text)
    {
        var clean = TerminalText.Line(text).Replace("|", "\\|", StringComparison.Ordinal);
        var fence = new string('`', LongestRun(clean) + 1);
        var room = clean.StartsWith('`') || clean.EndsWith('`') ? " " : "";
        return clean.Length == 0 ? "" : fence + room + clean + room + fence;
    }

    /// <summary>A block of code.</summary>
    public static IEnumerable<string> Block(IEnumerable<string> lines)
    {
        var clean = lines.Select(TerminalText.Line).ToList();
        var fence = new string('`', Math.Max(3, clean.Select(LongestRun).DefaultIfEmpty(0).Max() + 1));
        return [fence, .. clean, fence];
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
