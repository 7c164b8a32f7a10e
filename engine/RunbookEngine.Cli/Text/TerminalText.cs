using System.Buffers;
using System.Globalization;
using System.Text;

namespace RunbookEngine.Cli.Text;

/// <summary>
/// Makes text from elsewhere (commands, runbooks, other people) harmless on a terminal: nothing in it can move the cursor, colour, rename the window,
/// answer a query or turn the reading direction round.
/// </summary>
internal static class TerminalText
{
    /// <summary>Beyond printable ASCII everything is looked at one by one; most text never gets there.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(static c => (char)c)]);

    /// <summary>One line: tabs become blanks, line ends become <c>⏎</c>, escape sequences vanish, other controls become <c>�</c>.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Lines stay lines, everything else is as in <see cref="Line"/>.</summary>
    public static string Block(string text) => Clean(text, keepLines: true);

    /// <summary>At most so many columns, the last of them <c>…</c> when something was cut. The text is clean already.</summary>
    public static string Fit(string text, int columns)
    {
        if (columns <= 0)
            return "";
        var used = 0;
        var end = 0;
        var lastThatLeavesRoom = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Columns(rune);
            if (used > columns)
                return text[..lastThatLeavesRoom] + "…";
            end += rune.Utf16SequenceLength;
            if (used <= columns - 1)
                lastThatLeavesRoom = end;
        }

        return text;
    }

    /// <summary>Breaks a clean line between words, so that no part is wider than the columns, unless a single word is.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && Width(line.ToString()) + 1 + Width(word) > columns)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    /// <summary>Breaks a clean line wherever the columns end, so that nothing of it is lost.</summary>
    public static IEnumerable<string> Cut(string text, int columns)
    {
        var (begin, end, used) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Columns(rune) > columns && end > begin)
            {
                yield return text[begin..end];
                (begin, used) = (end, 0);
            }

            used += Columns(rune);
            end += rune.Utf16SequenceLength;
        }

        yield return text[begin..end];
    }

    /// <summary>How many columns of a terminal the text takes.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Columns(rune);
        return width;
    }

    private static string Clean(string text, bool keepLines)
    {
        if (text.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var escape = EscapeLength(rest);
            if (escape > 0)
            {
                rest = rest[escape..];
                continue;
            }

            var status = Rune.DecodeFromUtf16(rest, out var rune, out var length);
            clean.Append(status == OperationStatus.Done ? Harmless(rune, keepLines) : "\ufffd");
            rest = rest[length..];
        }

        return clean.ToString();
    }

    private static string Harmless(Rune rune, bool keepLines) => rune.Value switch
    {
        '\n' => keepLines ? "\n" : "⏎",
        '\r' => "",
        '\t' => keepLines ? "\t" : "    ",
        _ when IsDangerous(rune) => "\ufffd",
        _ => rune.ToString(),
    };

    /// <summary>C0, DEL, C1; line and paragraph separators; marks that are not seen or that turn the direction; private use and tags.</summary>
    private static bool IsDangerous(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Zero-width joiners belong to scripts and emoji; what else is invisible only serves to deceive.
        UnicodeCategory.Format => rune.Value is not (0x200c or 0x200d),
        UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => true,
        _ => false,
    };

    /// <summary>The length of the escape sequence that the text starts with; 0 when it starts with none.</summary>
    private static int EscapeLength(ReadOnlySpan<char> text) => text switch
    {
        ['\u001b', '[', ..] => ControlSequence(text, 2),
        ['\u009b', ..] => ControlSequence(text, 1),
        ['\u001b', ']' or 'P' or 'X' or '^' or '_', ..] => ControlString(text, 2),
        ['\u009d' or '\u0090' or '\u0098' or '\u009e' or '\u009f', ..] => ControlString(text, 1),
        ['\u001b', >= ' ' and <= '/', ..] => Intermediate(text),
        ['\u001b', >= '0' and <= '~', ..] => 2,
        ['\u001b', ..] => 1,
        _ => 0,
    };

    /// <summary>Parameters and intermediates, then one final character. A broken sequence ends before what breaks it.</summary>
    private static int ControlSequence(ReadOnlySpan<char> text, int start)
    {
        var i = start;
        while (i < text.Length && text[i] is >= ' ' and <= '?')
            i++;
        return i < text.Length && text[i] is >= '@' and <= '~' ? i + 1 : i;
    }

    /// <summary>Ends with BEL or ST. Without an end only the opening is dropped, so that nobody can hide the rest of a text.</summary>
    private static int ControlString(ReadOnlySpan<char> text, int start)
    {
        for (var i = start; i < text.Length && text[i] is not ('\n' or '\r'); i++)
        {
            if (text[i] is '\u0007' or '\u009c')
                return i + 1;
            if (text[i] == '\u001b')
                return i + 1 < text.Length && text[i + 1] == '\\' ? i + 2 : start;
        }

        return start;
    }

    private static int Intermediate(ReadOnlySpan<char> text)
    {
        var i = 1;
        while (i < text.Length && text[i] is >= ' ' and <= '/')
            i++;
        return i < text.Length && text[i] is >= '0' and <= '~' ? i + 1 : i;
    }

    private static int Columns(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f)
            or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f900 and <= 0x1f9ff)
            or (>= 0x20000 and <= 0x3fffd) => 2,
        _ => 1,
    };
}
