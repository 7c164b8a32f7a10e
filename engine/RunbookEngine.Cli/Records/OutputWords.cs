using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Records;

/// <summary>The end of what a command wrote. Pure.</summary>
internal static class OutputWords
{
    /// <summary>At most so many characters of its end, from the beginning of a line where there is one, and how many bytes stand before them.</summary>
    public static (string Text, long LeftOut) End(OutputExcerpt output, int room)
    {
        // Between head and tail something is missing, so the two are never shown as one text.
        var isWhole = output.CutBytes == 0;
        var text = isWhole ? output.Head + output.Tail : output.Tail;
        var before = isWhole ? 0 : output.CutBytes + Encoding.UTF8.GetByteCount(output.Head);
        if (isWhole && text.Length <= room)
            return (text, 0);
        var cut = LineAfter(text, Math.Max(0, text.Length - room));
        return (text[cut..], before + Encoding.UTF8.GetByteCount(text.AsSpan(0, cut)));
    }

    private static int LineAfter(string text, int at)
    {
        if (at == text.Length)
            return at;
        var line = text.IndexOf('\n', at);
        if (line >= 0 && line < text.Length - 1)
            return line + 1;
        return char.IsLowSurrogate(text[at]) ? at + 1 : at;
    }
}
