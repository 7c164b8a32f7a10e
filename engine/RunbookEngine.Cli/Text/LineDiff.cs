using System.Globalization;

namespace RunbookEngine.Cli.Text;

/// <summary>The difference of two texts in unified form, as <c>diff -u</c> prints it. Pure.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    /// <summary>Beyond this many cells the middle is shown as replaced whole: the result stays right, only longer.</summary>
    private const long MostCells = 16_000_000;

    private enum Kind
    {
        Same,
        Removed,
        Added,
    }

    private readonly record struct Entry(Kind Kind, string Line);

    /// <summary>The lines of the difference; empty when the texts are equal.</summary>
    public static IReadOnlyList<string> Unified(string before, string after, string beforeName, string afterName)
    {
        var entries = Compare(Lines(before), Lines(after));
        if (entries.TrueForAll(static e => e.Kind == Kind.Same))
            return [];
        var lines = new List<string> { "--- " + beforeName, "+++ " + afterName };
        foreach (var (start, end) in Hunks(entries))
            AppendHunk(lines, entries, start, end);
        return lines;
    }

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static List<Entry> Compare(string[] a, string[] b)
    {
        var head = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head])
            head++;
        var tail = 0;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)])
            tail++;
        var entries = new List<Entry>(a.Length + b.Length);
        entries.AddRange(a[..head].Select(static l => new Entry(Kind.Same, l)));
        Middle(entries, a[head..(a.Length - tail)], b[head..(b.Length - tail)]);
        entries.AddRange(a[(a.Length - tail)..].Select(static l => new Entry(Kind.Same, l)));
        return entries;
    }

    private static void Middle(List<Entry> entries, string[] a, string[] b)
    {
        if ((long)(a.Length + 1) * (b.Length + 1) > MostCells)
        {
            entries.AddRange(a.Select(static l => new Entry(Kind.Removed, l)));
            entries.AddRange(b.Select(static l => new Entry(Kind.Added, l)));
            return;
        }

        var common = LongestCommon(a, b);
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                entries.Add(new(Kind.Same, a[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                entries.Add(new(Kind.Removed, a[i++]));
            }
            else
            {
                entries.Add(new(Kind.Added, b[j++]));
            }
        }
    }

    /// <summary>[i, j]: the length of the longest common subsequence of the rests from i and j on.</summary>
    private static int[,] LongestCommon(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }

        return length;
    }

    private static IEnumerable<(int Start, int End)> Hunks(List<Entry> entries)
    {
        var start = -1;
        var end = -1;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Kind == Kind.Same)
                continue;
            if (start >= 0 && i - Context > end)
            {
                yield return (start, end);
                start = -1;
            }

            if (start < 0)
                start = Math.Max(0, i - Context);
            end = Math.Min(entries.Count, i + 1 + Context);
        }

        yield return (start, end);
    }

    private static void AppendHunk(List<string> lines, List<Entry> entries, int start, int end)
    {
        var hunk = entries[start..end];
        var before = entries[..start];
        var removed = Range(before.Count(static e => e.Kind != Kind.Added), hunk.Count(static e => e.Kind != Kind.Added));
        var added = Range(before.Count(static e => e.Kind != Kind.Removed), hunk.Count(static e => e.Kind != Kind.Removed));
        lines.Add($"@@ -{removed} +{added} @@");
        lines.AddRange(hunk.Select(static e => e.Kind switch { Kind.Removed => "-", Kind.Added => "+", _ => " " } + e.Line));
    }

    private static string Range(int before, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? before : before + 1)},{count}");
}
