using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>Reads the tables that kubeadm writes for people: a head in capitals, columns that begin where their names do, a blank line at the end. Pure.</summary>
internal static class TextTable
{
    /// <summary>The rows of all tables whose head begins with a word, by the names of their columns.</summary>
    public static IEnumerable<ImmutableDictionary<string, string>> Rows(string text, string head)
    {
        ImmutableArray<(string Name, int Start)> columns = [];
        foreach (var line in text.Split('\n').Select(static l => l.TrimEnd('\r')))
        {
            if (line.StartsWith(head, StringComparison.Ordinal) && Columns(line) is { Length: > 1 } found && found[0].Name == head)
                columns = found;
            else if (string.IsNullOrWhiteSpace(line))
                columns = [];
            else if (!columns.IsEmpty)
                yield return Cells(line, columns);
        }
    }

    /// <summary>Names are one blank apart from their own next word, and three or more from the next name.</summary>
    private static ImmutableArray<(string Name, int Start)> Columns(string line)
    {
        var columns = ImmutableArray.CreateBuilder<(string, int)>();
        for (var start = 0; start < line.Length;)
        {
            var end = line.IndexOf("  ", start, StringComparison.Ordinal);
            var stop = end < 0 ? line.Length : end;
            columns.Add((line[start..stop], start));
            start = stop;
            while (start < line.Length && line[start] == ' ')
                start++;
        }

        return columns.ToImmutable();
    }

    private static ImmutableDictionary<string, string> Cells(string line, ImmutableArray<(string Name, int Start)> columns)
    {
        var cells = ImmutableDictionary.CreateBuilder<string, string>();
        for (var i = 0; i < columns.Length; i++)
        {
            var start = Math.Min(columns[i].Start, line.Length);
            var end = i + 1 < columns.Length ? Math.Min(columns[i + 1].Start, line.Length) : line.Length;
            cells[columns[i].Name] = line[start..end].Trim();
        }

        return cells.ToImmutable();
    }
}
