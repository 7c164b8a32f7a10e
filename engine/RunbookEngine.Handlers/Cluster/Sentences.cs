using System.Globalization;
using System.Text;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Puts what was found into words of a bounded length. Pure.</summary>
internal static class Sentences
{
    private const int LongestText = 300;
    private const int MostNames = 5;

    /// <summary>A text of the API on one line: its white space and control characters become single blanks, and its end is cut when it is long.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, LongestText + 1));
        foreach (var c in text)
        {
            if (line.Length == LongestText)
                return line.Append('…').ToString();
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The first names, and how many more there are.</summary>
    public static string Names(IEnumerable<string> names, int most = MostNames)
    {
        string[] all = [.. names];
        var shown = string.Join(", ", all.Take(most));
        return all.Length <= most ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {all.Length - most} more");
    }

    /// <summary>A number with its noun: <c>1 node</c>, <c>3 nodes</c>.</summary>
    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
