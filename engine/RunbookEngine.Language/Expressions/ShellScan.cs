using System.Text;

namespace RunbookEngine.Language;

/// <summary>A place of a script that a value must not be inserted at.</summary>
internal enum ShellPlace
{
    Quotes,
    Backquotes,
    Arithmetic,
    HereDocument,
    Comment,
    Dollar,
    Backslash,
}

/// <summary>Follows quotes, substitutions, comments and here-documents of a POSIX shell script, character by character.</summary>
internal sealed class ShellScan
{
    private const char Single = '\'';
    private const char Double = '"';
    private const char Backquote = '`';
    private const char Arithmetic = '+';
    private const char Braces = '{';
    private const char Parenthesis = '(';

    private readonly Stack<char> _open = new();
    private readonly Queue<(string End, bool StripsTabs)> _announced = new();
    private readonly StringBuilder _line = new();
    private (string End, bool StripsTabs)? _document;
    private bool _comment;
    private bool _escaped;
    private char _last = '\n';

    private char Top => _open.Count == 0 ? '\0' : _open.Peek();

    /// <summary>Reads a piece of the script.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            i += Step(text[i], text[(i + 1)..]);
    }

    /// <summary>A value is inserted.</summary>
    public void Insert()
    {
        _line.Append('\0');
        _escaped = false;
        _last = 'x';
    }

    /// <summary>Why no value may be inserted here, or null.</summary>
    public ShellPlace? Obstacle()
    {
        if (_document is not null)
            return ShellPlace.HereDocument;
        if (_comment)
            return ShellPlace.Comment;
        if (Top is Single or Double || (Top == Braces && _open.Contains(Double)))
            return ShellPlace.Quotes;
        if (_escaped)
            return ShellPlace.Backslash;
        if (_last == '$')
            return ShellPlace.Dollar;
        if (_open.Contains(Backquote))
            return ShellPlace.Backquotes;
        return _open.Contains(Arithmetic) ? ShellPlace.Arithmetic : null;
    }

    /// <summary>How many characters more were read.</summary>
    private int Step(char c, ReadOnlySpan<char> rest)
    {
        if (_document is not null)
            return Document(c);
        if (_comment)
        {
            _comment = c != '\n';
            return _comment ? 0 : Line();
        }

        if (Top == Single)
            return c == Single ? Close() : 0;
        if (_escaped)
        {
            _escaped = false;
            _last = 'x';
            return 0;
        }

        if (c == '\\')
        {
            _escaped = true;
            return 0;
        }

        var before = _last;
        _last = c;
        return Top == Double ? Quoted(c, before, rest) : Plain(c, before, rest);
    }

    private int Quoted(char c, char before, ReadOnlySpan<char> rest) => c switch
    {
        Double => Close(),
        Backquote => Open(Backquote),
        '(' or '{' when before == '$' => Substitution(c, rest),
        _ => 0,
    };

    private int Plain(char c, char before, ReadOnlySpan<char> rest)
    {
        switch (c)
        {
            case '\n':
                return Line();
            case '#' when before is (' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')') && Top is not (Braces or Arithmetic):
                _comment = true;
                return 0;
            case '<' when rest is ['<', ..] && before != '<' && Top != Arithmetic:
                return rest is ['<', '<', ..] ? 2 : Announce(rest[1..]) + 1;
            case Backquote:
                return Top == Backquote ? Close() : Open(Backquote);
            case Single or Double:
                return Open(c);
            case '(' or '{' when before == '$':
                return Substitution(c, rest);
            case '(':
                return Open(Parenthesis);
            case ')':
                return Parenthesised(rest);
            case '}' when Top == Braces:
                return Close();
            default:
                return 0;
        }
    }

    private int Substitution(char c, ReadOnlySpan<char> rest)
    {
        if (c == '{')
            return Open(Braces);
        if (rest is not ['(', ..])
            return Open(Parenthesis);
        Open(Arithmetic);
        return 1;
    }

    private int Parenthesised(ReadOnlySpan<char> rest)
    {
        if (Top == Parenthesis)
            return Close();
        if (Top != Arithmetic || rest is not [')', ..])
            return 0;
        Close();
        return 1;
    }

    private int Open(char what)
    {
        _open.Push(what);
        return 0;
    }

    private int Close()
    {
        _open.Pop();
        _last = 'x';
        return 0;
    }

    /// <summary>The word after <c>&lt;&lt;</c>.</summary>
    private int Announce(ReadOnlySpan<char> rest)
    {
        var strips = rest is ['-', ..];
        var i = strips ? 1 : 0;
        while (i < rest.Length && (rest[i] is ' ' or '\t'))
            i++;
        var end = new StringBuilder();
        for (; i < rest.Length && !" \t\n;|&<>()".Contains(rest[i], StringComparison.Ordinal); i++)
        {
            if (rest[i] is not ('\'' or '"' or '\\'))
                end.Append(rest[i]);
        }

        if (end.Length > 0)
            _announced.Enqueue((end.ToString(), strips));
        return i;
    }

    private int Line()
    {
        _last = '\n';
        _line.Clear();
        _document = _announced.TryDequeue(out var next) ? next : null;
        return 0;
    }

    private int Document(char c)
    {
        if (c != '\n')
        {
            _line.Append(c);
            return 0;
        }

        var line = _line.ToString();
        if ((_document!.Value.StripsTabs ? line.TrimStart('\t') : line).TrimEnd('\r') == _document.Value.End)
            Line();
        else
            _line.Clear();
        return 0;
    }
}
