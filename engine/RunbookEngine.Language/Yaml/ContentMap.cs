namespace RunbookEngine.Language;

/// <summary>
/// Says where in the file a character of a scalar's text stands, across YAML's quotes, escapes, folding and indentation. Questions about the same
/// scalar mostly come in the order of its text, so it goes on from the last one.
/// </summary>
internal sealed class ContentMap(SourceFile file)
{
    private YamlScalar? _scalar;
    private int _read;
    private int _at;

    /// <summary>The offset in the file of an offset in the scalar's text.</summary>
    public int Offset(YamlScalar scalar, int offset)
    {
        var raw = file.Text.AsSpan();
        if (scalar != _scalar || offset < _read)
            (_scalar, _read, _at) = (scalar, 0, Begin(raw, scalar));
        for (; _read < offset && _at < scalar.End; _read++)
            _at = After(raw, scalar, _at, scalar.Text[_read]);
        var at = _at;
        return Math.Min(offset < scalar.Text.Length && !char.IsWhiteSpace(scalar.Text[offset]) ? SkipBlanks(raw, scalar, at) : at, scalar.End);
    }

    private static int Begin(ReadOnlySpan<char> raw, YamlScalar scalar)
    {
        if (scalar.Style is YamlStyle.SingleQuoted or YamlStyle.DoubleQuoted)
            return scalar.Start + 1;
        if (scalar.Style != YamlStyle.Block)
            return scalar.Start;
        var line = raw[scalar.Start..].IndexOf('\n');
        return line < 0 ? scalar.End : scalar.Start + line + 1;
    }

    /// <summary>Just past the raw form of one character. Blanks of the text stand for any blanks of the file.</summary>
    private static int After(ReadOnlySpan<char> raw, YamlScalar scalar, int at, char c)
    {
        if (!char.IsWhiteSpace(c))
            at = SkipBlanks(raw, scalar, at);
        if (at >= scalar.End)
            return at;
        if (scalar.Style == YamlStyle.DoubleQuoted && raw[at] == '\\')
            return at + EscapeLength(raw[at..]);
        if (scalar.Style == YamlStyle.SingleQuoted && raw[at] == '\'' && c == '\'')
            return at + 2;
        return raw[at] == c ? at + 1 : at;
    }

    private static int SkipBlanks(ReadOnlySpan<char> raw, YamlScalar scalar, int at)
    {
        while (at < scalar.End && (raw[at] is ' ' or '\t' or '\r' or '\n' || (raw[at] == '\\' && scalar.Style == YamlStyle.DoubleQuoted && IsContinued(raw[at..]))))
            at++;
        return at;
    }

    private static bool IsContinued(ReadOnlySpan<char> raw) => raw is ['\\', '\n', ..] or ['\\', '\r', ..];

    private static int EscapeLength(ReadOnlySpan<char> raw) => raw.Length < 2 ? 1 : raw[1] switch
    {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 2,
    };
}
