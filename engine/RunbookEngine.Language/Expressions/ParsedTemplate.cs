using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>A template taken apart. Where there are problems, the parts are not to be evaluated.</summary>
internal sealed record ParsedTemplate(ImmutableArray<TemplatePart> Parts, ImmutableArray<TemplateProblem> Problems);

/// <summary>A literal text, or an expression.</summary>
/// <param name="Start">Of the text or of the <c>{{</c>.</param>
/// <param name="End">Just past the text or the <c>}}</c>.</param>
/// <param name="Text">The literal text; null for an expression.</param>
/// <param name="Expression">The expression; null for a literal text, and where it cannot be read.</param>
/// <param name="IsRaw">Whether a script inserts it without quotes.</param>
internal sealed record TemplatePart(int Start, int End, string? Text, Expr? Expression, bool IsRaw = false);

/// <summary>Why a template cannot be used; offsets count from the start of its content.</summary>
internal sealed record TemplateProblem(string Code, string Message, int Start, int End, string? Hint = null);
