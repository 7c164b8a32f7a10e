using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Writes values as words of a POSIX shell. Nothing in a value can end the word it stands in.</summary>
internal static class ShellWords
{
    /// <summary>One word; the words of a list joined by blanks; nothing for nothing.</summary>
    /// <exception cref="ExpressionException">A value holds a NUL, which no shell can read, or is a map.</exception>
    public static void Append(StringBuilder script, Value value, Work work)
    {
        switch (value)
        {
            case Value.Nothing:
                break;
            case Value.Map:
                throw new ExpressionException("a map cannot be inserted into a script; name one of its fields");
            case Value.List list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (i > 0)
                        script.Append(' ');
                    Word(script, Take.Text(Revealed(list.Items[i], work), work), work);
                }

                break;
            default:
                Word(script, work.Shown(Revealed(value, work)), work);
                break;
        }
    }

    /// <summary>As it stands, for <c>| raw</c>.</summary>
    public static void AppendRaw(StringBuilder script, Value value, Work work)
    {
        var text = work.Shown(Revealed(value, work));
        RefuseNul(text);
        work.Grow(script.Length, text.Length);
        script.Append(text);
    }

    private static void Word(StringBuilder script, string text, Work work)
    {
        RefuseNul(text);
        work.Grow(script.Length, text.Length + 2 + (3L * text.AsSpan().Count('\'')));
        script.Append('\'');
        foreach (var c in text)
        {
            if (c == '\'')
                script.Append("'\\''");
            else
                script.Append(c);
        }

        script.Append('\'');
    }

    private static void RefuseNul(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ExpressionException("a value with a NUL cannot be inserted into a script; hand it over by `stdin`");
    }

    private static Value Revealed(Value value, Work work)
    {
        if (value is not Value.Secret secret)
            return value;
        work.TouchedSecret = true;
        return new Value.Text(secret.Reveal());
    }
}
