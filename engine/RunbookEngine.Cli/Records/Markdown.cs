using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Records;

/// <summary>Makes text from elsewhere harmless in Markdown: as code, in which nothing is markup, a link or a mention. Pure.</summary>
internal static class Markdown
{
    /// <summary>Within a line or a cell of a table.</summary>
    public static string Code(string text)
    {
        var line = TerminalText.Line(text).Trim().Replace("|", "\\|", StringComparison.Ordinal);
        if (line.Length == 0)
            return "";
        var fence = new string('`', Longest(line) + 1);
        return line.Contains('`') ? $"{fence} {line} {fence}" : fence + line + fence;
    }

    /// <summary>Lines as a block.</summary>
    public static string Block(string text)
    {
        var clean = TerminalText.Block(text).TrimEnd('\n');
        var fence = new string('`', Math.Max(3, Longest(clean) + 1));
        return $"{fence}text\n{clean}\n{fence}\n";
    }

    /// <summary>The length of the longest run of backticks.</summary>
    private static int Longest(string text)
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
