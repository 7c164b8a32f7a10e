namespace RunbookEngine.Model;

/// <summary>A place in a text that an author wrote. Lines and columns count from 1; columns count UTF-16 units.</summary>
/// <param name="File">The file as the user named it; never a path made absolute behind their back.</param>
/// <param name="Line">First line.</param>
/// <param name="Column">First column.</param>
/// <param name="EndLine">Line of the last character.</param>
/// <param name="EndColumn">Column just past the last character.</param>
public readonly record struct SourceSpan(string File, int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>The place of things that no author wrote.</summary>
    public static SourceSpan None { get; } = new("", 0, 0, 0, 0);

    /// <summary><c>file:line:column</c>, as editors and terminals make clickable.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
