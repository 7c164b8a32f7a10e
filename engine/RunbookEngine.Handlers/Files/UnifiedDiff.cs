using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RunbookEngine.Handlers.Files;

/// <summary>Prints the difference of two texts as <c>diff -u</c> does, without its two head lines; long ones are cut, and say so.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private const int MostLines = 200;
    private const int LongestLine = 400;

    public static string Of(string before, string after)
    {
        var edits = LineDiff.Between(Lines(before), Lines(after));
        var lines = Hunks(edits).SelectMany(hunk => Print(edits, hunk)).ToList();
        if (lines.Count > MostLines)
        {
            var cut = string.Create(CultureInfo.InvariantCulture, $"… {lines.Count - MostLines} more lines");
            lines = [.. lines.Take(MostLines), cut];
        }

        return string.Join('\n', lines);
    }

    /// <summary>The lines with their newline taken off; a text that does not end in one says so in its last line.</summary>
    private static string[] Lines(string text)
    {
        if (text.Length == 0)
            return [];
        var lines = text.Split('\n');
        if (lines[^1].Length == 0)
            return lines[..^1];
        lines[^1] += "\n\\ No newline at end of file";
        return lines;
    }

    /// <summary>Stretches of edits with the lines around them; those that touch are one.</summary>
    private static List<Range> Hunks(ImmutableArray<Edit> edits)
    {
        var hunks = new List<Range>();
        for (var i = 0; i < edits.Length; i++)
        {
            if (edits[i].Kind == EditKind.Keep)
                continue;
            var (start, end) = (Math.Max(0, i - Context), Math.Min(edits.Length, i + Context + 1));
            if (hunks.Count > 0 && hunks[^1].End.Value >= start)
                hunks[^1] = hunks[^1].Start..end;
            else
                hunks.Add(start..end);
        }

        return hunks;
    }

    private static IEnumerable<string> Print(ImmutableArray<Edit> edits, Range hunk)
    {
        var (before, inside) = (edits.AsSpan()[..hunk.Start.Value].ToArray(), edits.AsSpan()[hunk].ToArray());
        var old = Place(before, inside, EditKind.Add);
        var wanted = Place(before, inside, EditKind.Remove);
        return inside.Select(static e => Sign(e.Kind) + Shown(e.Line)).Prepend($"@@ -{old} +{wanted} @@");
    }

    /// <summary>First line and number of lines on one side, which lacks the other side's lines.</summary>
    private static string Place(Edit[] before, Edit[] inside, EditKind others)
    {
        var count = inside.Count(e => e.Kind != others);
        var first = before.Count(e => e.Kind != others) + (count == 0 ? 0 : 1);
        return string.Create(CultureInfo.InvariantCulture, $"{first},{count}");
    }

    private static char Sign(EditKind kind) => kind switch
    {
        EditKind.Add => '+',
        EditKind.Remove => '-',
        _ => ' ',
    };

    private static string Shown(string line)
    {
        var text = new StringBuilder();
        foreach (var c in line.Length > LongestLine ? line.AsSpan(0, LongestLine) : line)
        {
            if (char.IsControl(c) && c is not '\t' and not '\n')
                text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                text.Append(c);
        }

        return line.Length > LongestLine ? text.Append('…').ToString() : text.ToString();
    }
}
