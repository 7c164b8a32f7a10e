using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A text and where its lines start. Lines end with a line feed, with or without a carriage return before it.</summary>
internal sealed class SourceFile(string name, string text)
{
    private readonly List<int> _lines = Lines(text);
    private int _last;

    public string Name { get; } = name;

    public string Text { get; } = text;

    public SourceSpan Span(int start, int end)
    {
        start = Math.Clamp(start, 0, Text.Length);
        end = Math.Clamp(end, start, Text.Length);
        var line = LineOf(start);
        var endLine = LineOf(end);
        return new(Name, line + 1, start - _lines[line] + 1, endLine + 1, end - _lines[endLine] + 1);
    }

    /// <summary>Whether there is such a line.</summary>
    public bool Has(int line) => line >= 1 && line <= _lines.Count;

    /// <summary>A line without its end; lines count from 1.</summary>
    public ReadOnlySpan<char> Line(int number)
    {
        var start = _lines[number - 1];
        var end = number < _lines.Count ? _lines[number] : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd('\n').TrimEnd('\r');
    }

    /// <summary>A place of a file that has no text to point into.</summary>
    public static SourceSpan Whole(string name) => new(name, 0, 0, 0, 0);

    /// <summary>Most questions are about the line asked for last, or the one after it.</summary>
    private int LineOf(int offset)
    {
        for (var line = _last; line <= _last + 1 && line < _lines.Count; line++)
        {
            if (_lines[line] <= offset && (line + 1 == _lines.Count || offset < _lines[line + 1]))
                return _last = line;
        }

        var found = _lines.BinarySearch(offset);
        return _last = found >= 0 ? found : ~found - 1;
    }

    private static List<int> Lines(string text)
    {
        var lines = new List<int> { 0 };
        for (var i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
            lines.Add(i + 1);
        return lines;
    }
}
