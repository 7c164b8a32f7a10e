using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A template taken apart, with what its expressions read.</summary>
internal sealed record CheckedUse(TemplateUse Use, List<Reference> References)
{
    /// <summary>Takes a template apart; reports what cannot be read. Null then.</summary>
    public static CheckedUse? Of(Reading reading, TemplateUse use)
    {
        var parsed = TemplateParser.Parse(use.Template.Content, use.Template.Kind);
        foreach (var problem in parsed.Problems)
            reading.Bag.Error(problem.Code, problem.Message, Span(reading, use, problem.Start, problem.End), problem.Hint);
        if (!parsed.Problems.IsEmpty)
            return null;
        return new(use, [.. parsed.Parts.Where(static p => p.Expression is not null).SelectMany(static p => Reference.In(p.Expression!))]);
    }

    /// <summary>The place of a piece of a template.</summary>
    public static SourceSpan Span(Reading reading, TemplateUse use, int start, int end)
    {
        var first = reading.Places.Offset(use.Node, start);
        return reading.File.Span(first, Math.Max(first + 1, reading.Places.Offset(use.Node, Math.Max(start, end - 1)) + 1));
    }
}
