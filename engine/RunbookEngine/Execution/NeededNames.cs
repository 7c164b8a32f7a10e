using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Which steps a text may refer to, so that a scope need not hold ten thousand. It may name too many, never too few: an index such as <c>steps[x]</c>
/// asks for all.
/// </summary>
internal sealed class NeededNames
{
    private const string Word = "steps";

    /// <summary>Whether every step may be meant.</summary>
    public bool AllSteps { get; private set; }

    /// <summary>The steps named, when not all may be meant.</summary>
    public HashSet<string> Steps { get; } = [];

    /// <summary>Whether anything must be evaluated at all.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether vars, which may refer to steps, are used.</summary>
    public bool Vars { get; private set; }

    public void Read(Argument argument)
    {
        switch (argument)
        {
            case Argument.Expression expression:
                Read(expression.Template);
                break;
            case Argument.Sequence sequence:
                foreach (var item in sequence.Items)
                    Read(item);
                break;
            case Argument.Mapping mapping:
                foreach (var entry in mapping.Entries)
                    Read(entry.Value);
                break;
        }
    }

    public void Read(Template template)
    {
        Any = true;
        var text = template.Content;
        Vars |= text.Contains("vars", StringComparison.Ordinal);
        for (var at = text.IndexOf(Word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Word, at + Word.Length, StringComparison.Ordinal))
            ReadStep(text.AsSpan(at + Word.Length));
    }

    private void ReadStep(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        if (rest.IsEmpty || rest[0] != '.')
        {
            AllSteps = true;
            return;
        }

        rest = rest[1..].TrimStart();
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '_'))
            length++;
        Steps.Add(rest[..length].ToString());
    }
}
