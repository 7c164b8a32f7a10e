using RunbookEngine.Model;

namespace RunbookEngine.Cli.Planning;

/// <summary>The names that a text refers to, as <c>steps.NAME</c> or <c>vars.NAME</c>. Pure; it may find too many, never too few.</summary>
internal static class References
{
    /// <summary>Stands for a reference whose name cannot be read off the text, such as <c>steps[x]</c>.</summary>
    public const string Any = "*";

    /// <summary>That something is known once these steps are over.</summary>
    public static string KnownAfter(IEnumerable<string> steps) =>
        $"known after {string.Join(", ", steps.Distinct().Order(StringComparer.Ordinal).Select(static s => s == Any ? "earlier steps" : $"`{s}`"))}";

    public static IEnumerable<string> In(Argument argument, string word) => argument switch
    {
        Argument.Expression expression => In(expression.Template, word),
        Argument.Sequence sequence => sequence.Items.SelectMany(i => In(i, word)),
        Argument.Mapping mapping => mapping.Entries.SelectMany(e => In(e.Value, word)),
        _ => [],
    };

    public static IEnumerable<string> In(Template template, string word)
    {
        var text = template.Content;
        for (var at = Find(text, word, 0); at >= 0; at = Find(text, word, at + word.Length))
            yield return NameAfter(text.AsSpan(at + word.Length));
    }

    private static int Find(string text, string word, int from)
    {
        for (var at = text.IndexOf(word, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(IsNamePart(text[at - 1]) || text[at - 1] == '.'))
                return at;
        }

        return -1;
    }

    private static string NameAfter(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        if (rest.IsEmpty || rest[0] != '.')
            return Any;
        rest = rest[1..].TrimStart();
        var length = 0;
        while (length < rest.Length && IsNamePart(rest[length]))
            length++;
        return length == 0 ? Any : rest[..length].ToString();
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
