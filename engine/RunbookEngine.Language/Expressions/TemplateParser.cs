using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Takes a template apart at its braces and reads what is between them. Pure.</summary>
internal static class TemplateParser
{
    private const int MostInsertions = 2_000;

    /// <summary>Whether a text holds anything to evaluate.</summary>
    public static bool HasBraces(string text) => text.Contains("{{", StringComparison.Ordinal);

    public static ParsedTemplate Parse(string content, TemplateKind kind) => kind switch
    {
        TemplateKind.Expression => Condition(content),
        TemplateKind.Literal => new([new(0, content.Length, content, null)], []),
        _ => Text(content, kind),
    };

    private static ParsedTemplate Condition(string content)
    {
        if (HasBraces(content))
        {
            var at = content.IndexOf("{{", StringComparison.Ordinal);
            return Faulty(new(Codes.BracesInCondition, "a condition is a bare expression", at, at + 2, "write it without `{{` and `}}`"));
        }

        var problems = ImmutableArray.CreateBuilder<TemplateProblem>();
        var expression = ExpressionReader.Read(content, 0, content.Length, problems);
        if (IsRaw(ref expression))
            problems.Add(new(Codes.RawOutsideScript, "`raw` means something in scripts only", 0, content.Length, "leave it out"));
        return new([new(0, content.Length, null, expression)], problems.ToImmutable());
    }

    private static ParsedTemplate Text(string content, TemplateKind kind)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var problems = ImmutableArray.CreateBuilder<TemplateProblem>();
        var position = 0;
        while (content.IndexOf("{{", position, StringComparison.Ordinal) is var open and >= 0)
        {
            if (open > position)
                parts.Add(new(position, open, content[position..open], null));
            var close = Close(content, open + 2);
            if (close < 0)
                return Faulty(new(Codes.UnclosedTemplate, "`{{` is never closed", open, open + 2, "close it with `}}`; to have `{{` in the text write `{{ \"{{\" }}`"));
            if (parts.Count > 2 * MostInsertions)
                return Faulty(new(Codes.ExpressionForbidden, $"one text takes at most {MostInsertions} insertions", open, open + 2, "split it into several steps"));
            parts.Add(Insertion(content, open, close, kind, problems));
            position = close + 2;
        }

        if (position < content.Length || parts.Count == 0)
            parts.Add(new(position, content.Length, content[position..], null));
        if (kind == TemplateKind.Script && problems.Count == 0)
            ScriptQuotes.Check(content, parts, problems);
        return new(parts.ToImmutable(), problems.ToImmutable());
    }

    private static TemplatePart Insertion(string content, int open, int close, TemplateKind kind, ImmutableArray<TemplateProblem>.Builder problems)
    {
        var (start, end) = (open + 2, close);
        if (content.AsSpan(start, end - start).Trim().IsEmpty)
        {
            problems.Add(ExpressionReader.Empty(open, close + 2));
            return new(open, close + 2, null, null);
        }

        if (TrimMark(content, start, end) is { } mark)
        {
            problems.Add(new(Codes.ExpressionForbidden, $"`{content[mark]}` beside the braces has no meaning here", mark, mark + 1, "leave it out; to negate a number write `{{ (-1) }}`"));
            return new(open, close + 2, null, null);
        }

        var expression = ExpressionReader.Read(content, start, end, problems);
        var raw = IsRaw(ref expression);
        if (raw && kind != TemplateKind.Script)
            problems.Add(new(Codes.RawOutsideScript, "`raw` means something in scripts only", open, close + 2, "leave it out: nothing is quoted here"));
        return new(open, close + 2, null, expression, raw);
    }

    /// <summary>Scriban's marks that trim blanks; <c>{{- x }}</c> would otherwise read as a minus.</summary>
    private static int? TrimMark(string content, int start, int end)
    {
        if (start < end && content[start] is '-' or '~')
            return start;
        return end - 1 > start && content[end - 1] is '-' or '~' ? end - 1 : null;
    }

    /// <summary>Takes the final <c>| raw</c> off.</summary>
    private static bool IsRaw(ref Expr? expression)
    {
        if (expression is not Expr.Call { Function.Name: Functions.Raw } call)
            return false;
        expression = call.Arguments[0];
        return true;
    }

    /// <summary>The closing braces that do not stand in a quoted text; the first ones when the quotes do not match.</summary>
    private static int Close(string content, int from)
    {
        var quote = '\0';
        for (var i = from; i < content.Length; i++)
        {
            var c = content[i];
            if (quote != '\0')
            {
                if (c == '\\' && quote != '`')
                    i++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '"' or '\'' or '`')
            {
                quote = c;
            }
            else if (c == '}' && i + 1 < content.Length && content[i + 1] == '}')
            {
                return i;
            }
        }

        return content.IndexOf("}}", from, StringComparison.Ordinal);
    }

    private static ParsedTemplate Faulty(TemplateProblem problem) => new([], [problem]);
}
