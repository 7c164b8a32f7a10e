using System.Globalization;
using System.Text;

namespace RunbookEngine.Language;

/// <summary>Makes what an author or an attacker wrote safe and short enough to be shown.</summary>
internal static class Shown
{
    private const int LongestWord = 60;

    /// <summary>A word for the middle of a message: one line, no control characters, cut when it is long.</summary>
    public static string Word(string text)
    {
        var cut = text.Length > LongestWord ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestWord - 1]) ? LongestWord - 1 : LongestWord), "…") : text;
        return Harmless(cut);
    }

    /// <summary>Control characters and those that change the direction of writing become visible and do nothing.</summary>
    public static string Harmless(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
            safe.Append(Visible(c));
        return safe.ToString();
    }

    /// <summary>One character, one column.</summary>
    public static char Visible(char c) => c switch
    {
        < ' ' => (char)('\u2400' + c),
        '\u007f' => '\u2421',
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? '\ufffd'
            : c,
    };
}
