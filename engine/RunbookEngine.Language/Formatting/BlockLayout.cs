using System.Text;

namespace RunbookEngine.Language;

/// <summary>Gives each line of a text the indentation that its place in the tree asks for.</summary>
internal sealed class BlockLayout
{
    private const int Step = 2;

    private readonly string _text;
    private readonly string[] _lines;
    private readonly List<int> _starts = [0];
    private readonly int?[] _indents;
    private readonly bool[] _isKept;
    private bool _isUnsafe;

    public BlockLayout(string text)
    {
        _text = text;
        _lines = text.Split('\n');
        for (var i = 0; i < _lines.Length - 1; i++)
            _starts.Add(_starts[i] + _lines[i].Length + 1);
        _indents = new int?[_lines.Length];
        _isKept = new bool[_lines.Length];
    }

    /// <summary>The text, laid out; null when it has a form that is better left alone.</summary>
    public string? Lay(YamlNode root)
    {
        Node(root, 0);
        Comments();
        return _isUnsafe ? null : Join();
    }

    private void Node(YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMapping map when !IsFlow(node):
                foreach (var entry in map.Entries)
                    Entry(entry, indent);
                break;
            case YamlSequence list when !IsFlow(node):
                foreach (var item in list.Items)
                    Item(item, indent);
                break;
            case YamlScalar { Style: YamlStyle.Block }:
                Block(node, indent);
                break;
            default:
                Follow(node);
                break;
        }
    }

    private void Entry(YamlEntry entry, int indent)
    {
        if (CharAt(entry.Key.Start) == '?' || Before(entry.Key).Contains('?', StringComparison.Ordinal))
            _isUnsafe = true;
        Place(entry.Key, indent);
        if (entry.Value.Start == entry.Key.Start)
            return;
        Place(entry.Value, indent + Step);
        Node(entry.Value, entry.Value is YamlScalar { Style: YamlStyle.Block } ? indent : indent + Step);
    }

    private void Item(YamlNode item, int indent)
    {
        var (line, before) = (LineOf(item.Start), Before(item));
        var isWhole = item is YamlMapping { Entries.Count: > 0 } or YamlSequence { Items.Count: > 0 } or YamlScalar { Text.Length: > 0 };
        if (before.Trim() != "-" || !isWhole)
        {
            // The dash alone on its line, a dash behind a dash, an item that is nothing.
            _isUnsafe = true;
            return;
        }

        _indents[line] = indent;
        Node(item, item is YamlScalar { Style: YamlStyle.Block } ? indent : indent + Step);
    }

    /// <summary>A line that begins with a node gets the node's indentation.</summary>
    private void Place(YamlNode node, int indent)
    {
        if (Before(node).AsSpan().IsWhiteSpace())
            _indents[LineOf(node.Start)] ??= indent;
    }

    /// <summary>The further lines of a value that YAML folds or that stands in brackets keep their distance to the first.</summary>
    private void Follow(YamlNode node)
    {
        var (first, last) = (LineOf(node.Start), LineOf(Math.Max(node.Start, node.End - 1)));
        if (first == last)
            return;
        var shift = Shift(first);
        for (var line = first + 1; line <= last; line++)
        {
            _indents[line] = Math.Max(shift + Indent(line), (_indents[first] ?? Indent(first)) + Step);
            _isKept[line] = true;
        }
    }

    private void Block(YamlNode node, int indent)
    {
        var header = LineOf(node.Start);
        var end = _text.IndexOfAny(['\n', ' '], node.Start);
        var words = end < 0 ? _text[node.Start..] : _text[node.Start..end];
        if (words.Any(char.IsAsciiDigit))
            _isUnsafe = true;
        var first = header + 1;
        while (first < _lines.Length && _lines[first].AsSpan().IsWhiteSpace())
            first++;
        if (first >= _lines.Length || _starts[first] >= node.End)
            return;
        var old = Indent(first);
        var last = first;
        for (var line = header + 1; line < _lines.Length && (_lines[line].AsSpan().IsWhiteSpace() || Indent(line) >= old); line++)
            last = _lines[line].AsSpan().IsWhiteSpace() && !words.Contains('+', StringComparison.Ordinal) ? last : line;
        for (var line = header + 1; line <= last; line++)
        {
            _isKept[line] = true;
            if (_lines[line].AsSpan().IsWhiteSpace() && _lines[line].Length <= old)
                _lines[line] = "";
            else
                _indents[line] = Indent(line) - old + indent + Step;
        }
    }

    /// <summary>A comment goes with the line below that begins where it does, or else with the one above that does.</summary>
    private void Comments()
    {
        for (var line = _lines.Length - 1; line >= 0; line--)
        {
            if (_indents[line] is not null || _isKept[line] || _lines[line].TrimStart() is not ['#', ..])
                continue;
            var below = Array.FindIndex(_lines, line + 1, static l => !l.AsSpan().IsWhiteSpace());
            var above = Enumerable.Range(0, line).Reverse().FirstOrDefault(l => _indents[l] is not null && !_isKept[l] && Indent(l) <= Indent(line), -1);
            if (below >= 0 && _indents[below] is { } next && Indent(below) == Indent(line))
                _indents[line] = next;
            else if (above >= 0)
                _indents[line] = Indent(above) == Indent(line) ? _indents[above] : Math.Max(0, Indent(line) + Shift(above));
            else
                _indents[line] = 0;
        }
    }

    private string Join()
    {
        var result = new StringBuilder();
        var wasEmpty = true;
        for (var line = 0; line < _lines.Length; line++)
        {
            var body = _isKept[line] ? _lines[line][Indent(line)..] : _lines[line].Trim(' ', '\t');
            if (body.Length == 0 && !_isKept[line])
            {
                result.Append(wasEmpty ? "" : "\n");
                wasEmpty = true;
                continue;
            }

            result.Append(' ', _lines[line].Length == 0 ? 0 : _indents[line] ?? Indent(line)).Append(Dash(line, body)).Append('\n');
            wasEmpty = false;
        }

        return result.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>One blank after the dash of an item.</summary>
    private string Dash(int line, string body) => !_isKept[line] && body.StartsWith("- ", StringComparison.Ordinal) ? "- " + body[1..].TrimStart() : body;

    private int Shift(int line) => (_indents[line] ?? Indent(line)) - Indent(line);

    private int Indent(int line) => _lines[line].Length - _lines[line].AsSpan().TrimStart(' ').Length;

    private string Before(YamlNode node) => _text[_starts[LineOf(node.Start)]..node.Start];

    // A node that is nothing begins behind the last character.
    private bool IsFlow(YamlNode node) => CharAt(node.Start) is '[' or '{';

    private char? CharAt(int offset) => offset < _text.Length ? _text[offset] : null;

    private int LineOf(int offset) => _starts.BinarySearch(offset) is var found and >= 0 ? found : ~_starts.BinarySearch(offset) - 1;
}
