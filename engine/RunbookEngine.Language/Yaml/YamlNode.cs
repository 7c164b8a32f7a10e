namespace RunbookEngine.Language;

/// <summary>A YAML value and the offsets it spans.</summary>
internal abstract class YamlNode(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>How a scalar was written.</summary>
internal enum YamlStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// <summary>A scalar as its text; only plain ones can be anything but text.</summary>
internal sealed class YamlScalar(string text, YamlStyle style, int start, int end) : YamlNode(start, end)
{
    public string Text { get; } = text;

    public YamlStyle Style { get; } = style;

    public bool IsNull => Style == YamlStyle.Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => Take.Kind(Scalars.Plain(this));
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(List<YamlNode> items, int start, int end) : YamlNode(start, end)
{
    public List<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>Keys and values, each key once, in the order in which they were written.</summary>
internal sealed class YamlMapping(List<YamlEntry> entries, int start, int end) : YamlNode(start, end)
{
    public List<YamlEntry> Entries { get; } = entries;

    /// <summary>Whether entries were left out because their keys are no texts; that was reported, and what is missing for it is not reported again.</summary>
    public bool IsBroken { get; init; }

    public override string Kind => "a map";

    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
                return entry;
        }

        return null;
    }
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Text;
}
