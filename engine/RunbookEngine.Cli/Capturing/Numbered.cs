using System.Text;

namespace RunbookEngine.Cli.Capturing;

/// <summary>Orders names as people count: <c>w2</c> before <c>w10</c>. (The framework's own numeric order does nothing where globalization is invariant.)</summary>
internal static class Numbered
{
    private const int Width = 20;

    public static IComparer<string> Names { get; } = Comparer<string>.Create(static (left, right) => string.CompareOrdinal(Padded(left), Padded(right)) is not 0 and var order ? order : string.CompareOrdinal(left, right));

    /// <summary>The name with all its numbers equally long.</summary>
    private static string Padded(string name)
    {
        var padded = new StringBuilder();
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
                end++;
            padded.Append(end > at ? name[at..end].PadLeft(Width, '0') : name[at].ToString());
            at = Math.Max(end, at + 1);
        }

        return padded.ToString();
    }
}
