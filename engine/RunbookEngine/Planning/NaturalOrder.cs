namespace RunbookEngine.Planning;

/// <summary><c>w2</c> before <c>w10</c>.</summary>
public sealed class NaturalOrder : IComparer<string>
{
    /// <summary>The only one.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var (left, right) = (Run(a, i), Run(b, j));
            var difference = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]) ? Numbers(left, right) : string.CompareOrdinal(left, right);
            if (difference != 0)
                return difference;
            (i, j) = (i + left.Length, j + right.Length);
        }

        return a.Length - i - (b.Length - j);
    }

    private static int Numbers(string left, string right)
    {
        var (a, b) = (left.TrimStart('0'), right.TrimStart('0'));
        if (a.Length != b.Length)
            return a.Length - b.Length;
        return string.CompareOrdinal(a, b) is var order and not 0 ? order : left.Length - right.Length;
    }

    private static string Run(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == char.IsAsciiDigit(text[start]))
            end++;
        return text[start..end];
    }
}
