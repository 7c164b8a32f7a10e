using System.Text;

namespace RunbookEngine.Language;

/// <summary>Splits a line into words as a shell would, quotes and backslashes understood, nothing expanded. Pure.</summary>
internal static class ShellWordList
{
    /// <summary>The words; a quote that is not closed ends with the line.</summary>
    public static List<string> Split(string line) => [.. Places(line).Select(static p => p.Word)];

    /// <summary>The words with where they start. A <c>#</c> at the start of a word begins a comment when <paramref name="comments"/> is set.</summary>
    public static List<(string Word, int Start, int End)> Places(string line, bool comments = false)
    {
        var words = new List<(string, int, int)>();
        for (var at = 0; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
                continue;
            }

            if (comments && line[at] == '#')
                break;
            var start = at;
            var word = Word(line, ref at);
            words.Add((word, start, at));
        }

        return words;
    }

    private static string Word(string line, ref int at)
    {
        var word = new StringBuilder();
        var quote = '\0';
        for (; at < line.Length && (quote != '\0' || !char.IsWhiteSpace(line[at])); at++)
        {
            var c = line[at];
            if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == quote)
                quote = '\0';
            else if (c == '\\' && quote != '\'' && at + 1 < line.Length)
                word.Append(line[++at]);
            else
                word.Append(c);
        }

        return word.ToString();
    }
}
