namespace RunbookEngine.Model;

/// <summary>How what a template inserts is treated.</summary>
public enum TemplateKind
{
    /// <summary>The text as it stands, without any <c>{{ }}</c>.</summary>
    Literal,

    /// <summary>A text with <c>{{ }}</c>; a template that is nothing but one <c>{{ }}</c> keeps the type of its value.</summary>
    Text,

    /// <summary>A shell script: each inserted value arrives as one quoted word, unless it says <c>| raw</c>.</summary>
    Script,

    /// <summary>A bare expression, as in <c>if:</c>.</summary>
    Expression,
}

/// <summary>A text that may hold expressions. Evaluated through <see cref="IExpressionEvaluator"/>.</summary>
/// <param name="Content">The text as the author wrote it, without YAML's own quoting.</param>
/// <param name="Kind">How inserted values are treated.</param>
/// <param name="Span">Where it stands.</param>
public sealed record Template(string Content, TemplateKind Kind, SourceSpan Span)
{
    /// <inheritdoc/>
    public override string ToString() => Content;
}
