namespace RunbookEngine.Language;

/// <summary>What to write instead, guessed from the line where YAML stopped making sense.</summary>
internal static class YamlMends
{
    public const string Unclosed = "close what was opened: look for a `[`, `{` or quote without its partner";

    /// <summary>The parser's own words, as a sentence of ours.</summary>
    public static string Sentence(string message)
    {
        var text = message.Trim().TrimEnd('.');
        if (text.StartsWith("(Line:", StringComparison.Ordinal) && text.IndexOf("): ", StringComparison.Ordinal) is var i and > 0)
            text = text[(i + 3)..];
        return text.Length == 0 ? "the text is not valid YAML" : $"the text is not valid YAML: {char.ToLowerInvariant(text[0])}{text[1..]}";
    }

    /// <summary>The first tab before anything else on a line, from an offset on.</summary>
    public static int? TabInIndentation(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\t' && (i == 0 || text[i - 1] == '\n' || text.AsSpan(text.LastIndexOf('\n', i - 1) + 1, i - text.LastIndexOf('\n', i - 1) - 1).Trim().IsEmpty))
                return i;
        }

        return null;
    }

    /// <summary>The mend, or null when none is likely.</summary>
    public static string? For(string text, int offset, string message)
    {
        offset = Math.Min(offset, text.Length);
        var start = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var end = text.IndexOf('\n', offset);
        var line = text.AsSpan(start, (end < 0 ? text.Length : end) - start);
        if (message.Contains("tab", StringComparison.Ordinal) || line[..(line.Length - line.TrimStart().Length)].Contains('\t'))
            return "indent with blanks; YAML takes no tabs";
        if (message.Contains("end of stream", StringComparison.Ordinal) || message.Contains("quoted", StringComparison.Ordinal))
            return Unclosed;
        if (offset < text.Length && text[offset] is '@' or '`' or '%')
            return "put a text that starts with this character in quotes";
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon >= 0 && line[(colon + 2)..].Contains(": ", StringComparison.Ordinal))
            return "put a text that holds `: ` in quotes";
        return null;
    }
}
