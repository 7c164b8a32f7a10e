using RunbookEngine.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlStream = YamlDotNet.Core.Parser;

namespace RunbookEngine.Language;

/// <summary>
/// Reads a text into nodes. Refuses what a runbook does not need and an attacker would like: aliases, anchors, tags, deep nesting.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Maps and lists inside each other.</summary>
    public const int DeepestNesting = 64;

    private readonly SourceFile _file;
    private readonly DiagnosticBag _bag;
    private readonly YamlStream _events;
    private int _depth;

    private YamlReader(SourceFile file, DiagnosticBag bag)
    {
        _file = file;
        _bag = bag;
        _events = new(new StringReader(file.Text));
    }

    private ParsingEvent Current => _events.Current!;

    /// <summary>The one document of a text; null when there is none that can be used, and the bag says why.</summary>
    public static YamlNode? Read(SourceFile file, DiagnosticBag bag)
    {
        var reader = new YamlReader(file, bag);
        try
        {
            return reader.Document();
        }
        catch (UnreadableException)
        {
            return null;
        }
        catch (YamlException e)
        {
            reader.Report(e);
            return null;
        }
    }

    private YamlNode? Document()
    {
        Next();
        Next();
        if (Current is not DocumentStart)
            return Empty();
        Next();
        var root = Node();
        Next();
        Next();
        if (Current is DocumentStart second)
            throw Refused(
                Codes.SeveralDocuments, "a file holds one runbook, and here a second document starts", second, "move it to a file of its own");
        return root is YamlScalar { IsNull: true } ? Empty() : root;
    }

    private YamlNode? Empty()
    {
        _bag.Error(
            Codes.EmptyFile, "the file holds nothing", _file.Span(0, 0),
            "start with `apiVersion: runbook/v1`; `runbook new` writes a first runbook");
        return null;
    }

    private YamlNode Node()
    {
        if (Current is AnchorAlias alias)
            throw Refused(
                Codes.Alias, "aliases are not taken", alias,
                "write the value out, or keep it under `vars:` and insert it with `{{ vars.NAME }}`");
        if (Current is not NodeEvent node)
            throw new YamlException(Current.Start, Current.End, "a value was expected");
        Check(node);
        return node switch
        {
            Scalar scalar => Scalar(scalar),
            SequenceStart => Sequence(node),
            _ => Mapping(node),
        };
    }

    private void Check(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            throw Refused(
                Codes.Alias, "anchors are not taken", node,
                "write the value out where it is needed; put a text that starts with `&` in quotes");
        if (!node.Tag.IsEmpty)
            _bag.Error(Codes.Tag, "tags are not taken", Span(node), "remove the `!` word; put a text that starts with `!` in quotes");
    }

    private static YamlScalar Scalar(Scalar scalar)
    {
        var style = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => YamlStyle.SingleQuoted,
            ScalarStyle.DoubleQuoted => YamlStyle.DoubleQuoted,
            ScalarStyle.Literal or ScalarStyle.Folded => YamlStyle.Block,
            _ => YamlStyle.Plain,
        };
        return new(scalar.Value, style, Offset(scalar.Start), Offset(scalar.End));
    }

    private YamlSequence Sequence(NodeEvent start)
    {
        Enter(start);
        var items = new List<YamlNode>();
        for (Next(); Current is not SequenceEnd; Next())
            items.Add(Node());
        _depth--;
        return new(items, Offset(start.Start), End(Current, Offset(start.Start), items.Count == 0 ? null : items[^1]));
    }

    private YamlMapping Mapping(NodeEvent start)
    {
        Enter(start);
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        YamlNode? last = null;
        var broken = false;
        for (Next(); Current is not MappingEnd; Next())
        {
            var key = Node();
            Next();
            last = Node();
            if (key is YamlScalar name)
                Add(entries, seen, name, last);
            else
                broken |= NoKey(key);
        }

        _depth--;
        return new(entries, Offset(start.Start), End(Current, Offset(start.Start), last)) { IsBroken = broken };
    }

    private void Add(List<YamlEntry> entries, Dictionary<string, YamlScalar> seen, YamlScalar key, YamlNode value)
    {
        if (seen.TryAdd(key.Text, key))
        {
            entries.Add(new(key, value is YamlScalar { Text: "", Style: YamlStyle.Plain } ? new YamlScalar("", YamlStyle.Plain, key.Start, key.End) : value));
            return;
        }

        var first = _file.Span(seen[key.Text].Start, seen[key.Text].End);
        _bag.Error(Codes.DuplicateKey, $"`{Shown.Word(key.Text)}` stands here a second time", _file.Span(key.Start, key.End),
            $"keep one of the two; the first is on line {first.Line}");
    }

    private bool NoKey(YamlNode key)
    {
        var braces = key is YamlMapping && _file.Text[key.Start] == '{';
        _bag.Error(Codes.KeyIsNotText, braces ? "YAML reads these braces as a map, not as a template" : "a key must be a text", _file.Span(key.Start, key.End),
            braces ? "put the value in quotes: \"{{ … }}\"" : null);
        return true;
    }

    private void Enter(NodeEvent node)
    {
        if (++_depth > DeepestNesting)
            throw Refused(
                Codes.Nesting, $"maps and lists stand more than {DeepestNesting} deep in each other here", node,
                "move the inner steps to a file of their own and include it with `runbook:`");
    }

    private UnreadableException Refused(string code, string message, ParsingEvent at, string hint)
    {
        _bag.Error(code, message, Span(at), hint);
        return new();
    }

    private void Report(YamlException e)
    {
        var (start, end) = (Offset(e.Start), Math.Max(Offset(e.End), Offset(e.Start) + 1));
        if (YamlMends.TabInIndentation(_file.Text, start) is { } tab && e.Message.Contains("tab", StringComparison.Ordinal))
            (start, end) = (tab, tab + 1);
        _bag.Error(Codes.YamlSyntax, YamlMends.Sentence(e.Message), _file.Span(start, end), YamlMends.For(_file.Text, start, e.Message));
    }

    /// <summary>The parser is a guest and its input is hostile: it also throws what is not meant for its callers, such as at an unclosed bracket or an odd tag.</summary>
    private void Next()
    {
        try
        {
            _events.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            var at = _events.Current is { } last ? Offset(last.End) : 0;
            _bag.Error(Codes.YamlSyntax, "the text is not valid YAML after this place", _file.Span(at, at + 1), YamlMends.Unclosed);
            throw new UnreadableException();
        }
    }

    private SourceSpan Span(ParsingEvent at)
    {
        var (start, end) = (Offset(at.Start), Math.Min(Offset(at.End), _file.Text.Length));
        while (end > start && char.IsWhiteSpace(_file.Text[end - 1]))
            end--;
        return _file.Span(start, Math.Max(end, start + 1));
    }

    /// <summary>A block ends where its last value does: the parser only notices at the next token, far below.</summary>
    private int End(ParsingEvent end, int start, YamlNode? last)
    {
        if (_file.Text[start] is '[' or '{')
            return Offset(end.Start) + 1;
        return last?.End ?? Offset(end.End);
    }

    private static int Offset(Mark mark) => (int)mark.Index;

    private sealed class UnreadableException : Exception;
}
