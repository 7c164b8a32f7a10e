using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>What the author wrote as the value of a setting: a tree whose leaves are values or templates.</summary>
/// <param name="Span">Where it stands.</param>
public abstract record Argument(SourceSpan Span)
{
    /// <summary>A value that needs no evaluation.</summary>
    public sealed record Constant(Value Value, SourceSpan Span) : Argument(Span);

    /// <summary>A template.</summary>
    public sealed record Expression(Template Template) : Argument(Template.Span);

    /// <summary>A list.</summary>
    public sealed record Sequence(ImmutableArray<Argument> Items, SourceSpan Span) : Argument(Span);

    /// <summary>Named arguments, in the order in which they were written.</summary>
    public sealed record Mapping(ImmutableArray<KeyValuePair<string, Argument>> Entries, SourceSpan Span) : Argument(Span);
}
