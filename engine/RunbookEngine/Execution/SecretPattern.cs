namespace RunbookEngine.Execution;

/// <summary>One form of a secret: what may stand for each of its characters, in turn.</summary>
internal sealed class SecretPattern(byte[][][] places)
{
    /// <summary>The most bytes that it can take.</summary>
    public int Longest { get; } = places.Sum(static p => p.Max(static s => s.Length));

    /// <summary>The bytes that it can begin with.</summary>
    public IEnumerable<byte> Firsts { get; } = places[0].Select(static s => s[0]).Distinct();

    /// <summary>Where it ends when it begins at the start of the text; 0 when it does not begin there. The longest spelling of each character is tried first.</summary>
    public int EndIn(ReadOnlySpan<byte> text) => EndIn(text, 0, 0);

    private int EndIn(ReadOnlySpan<byte> text, int place, int at)
    {
        if (place == places.Length)
            return at;
        foreach (var spelling in places[place])
        {
            if (text[at..].StartsWith(spelling) && EndIn(text, place + 1, at + spelling.Length) is > 0 and var end)
                return end;
        }

        return 0;
    }
}
