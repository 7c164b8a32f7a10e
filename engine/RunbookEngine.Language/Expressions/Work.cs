using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// What one evaluation may cost. Everything that makes text or lists charges for it first, so that no expression can take more memory or time than this.
/// </summary>
internal sealed class Work
{
    /// <summary>Characters of a result.</summary>
    public const int LongestText = 1 << 20;

    /// <summary>Items of a list.</summary>
    public const int LongestList = 10_000;

    private const int Budget = 8 << 20;

    private int _left = Budget;

    /// <summary>Whether a secret was read: whatever comes out may hold it.</summary>
    public bool TouchedSecret { get; set; }

    /// <summary>Pays for a text.</summary>
    public void Text(long length)
    {
        if (length > LongestText)
            throw new ExpressionException("the text would be longer than 1 MiB");
        Charge(length);
    }

    /// <summary>Pays for a piece that a text grows by.</summary>
    public void Grow(long length, long piece)
    {
        if (length + piece > LongestText)
            throw new ExpressionException("the text would be longer than 1 MiB");
        Charge(piece);
    }

    /// <summary>Pays for a list.</summary>
    public void List(long count)
    {
        if (count > LongestList)
            throw new ExpressionException($"the list would have more than {LongestList} items");
        Charge(count * 16);
    }

    /// <summary>Pays for steps.</summary>
    public void Charge(long cost)
    {
        if (cost > _left)
            throw new ExpressionException("the expression does too much");
        _left -= (int)cost;
    }

    /// <summary>A value as text, paid for.</summary>
    public string Shown(Value value)
    {
        if (value is Value.Text text)
            return text.Content;
        if (value is Value.List or Value.Map)
            Text(Length(value));
        return value.ToString();
    }

    private static long Length(Value value) => value switch
    {
        Value.Text text => text.Content.Length,
        Value.List list => list.Items.Sum(static i => Length(i) + 2),
        Value.Map map => map.Entries.Sum(static e => e.Key.Length + Length(e.Value) + 3),
        _ => 24,
    };
}

/// <summary>An expression cannot be evaluated; the message is a sentence for its author and never holds a value.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
