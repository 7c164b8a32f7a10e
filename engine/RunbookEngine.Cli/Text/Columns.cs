using System.Text;

namespace RunbookEngine.Cli.Text;

/// <summary>Sets rows in columns, each as wide as its widest cell; the last is cut at the edge of the terminal. Pure.</summary>
internal static class Columns
{
    private const int Gap = 2;

    /// <summary>The lines. <paramref name="paint"/> colours a cell after it was measured.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<string[]> rows, int width, Func<int, int, string, string> paint)
    {
        if (rows.Count == 0)
            yield break;
        var last = rows[0].Length - 1;
        var widths = Enumerable.Range(0, last + 1).Select(c => rows.Max(r => TerminalText.Width(r[c]))).ToArray();
        for (var r = 0; r < rows.Count; r++)
        {
            var line = new StringBuilder();
            var used = 0;
            for (var c = 0; c <= last; c++)
            {
                var cell = c == last ? TerminalText.Fit(rows[r][c], Math.Max(8, width - used)) : rows[r][c];
                line.Append(paint(r, c, cell));
                if (c < last)
                    line.Append(' ', widths[c] - TerminalText.Width(cell) + Gap);
                used += widths[c] + Gap;
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
