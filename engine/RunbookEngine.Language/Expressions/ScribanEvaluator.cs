using System.Collections.Concurrent;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Evaluates expressions in Scriban's syntax. Nothing is reachable but the names it is given: no file, environment, clock or network, no loops and no
/// functions but pure ones. An evaluation makes at most 1 MiB of text and costs at most some milliseconds, whatever the expression says.
/// What touched a secret comes out as a <see cref="Value.Secret"/>. Safe for use by any number of threads.
/// </summary>
public sealed class ScribanEvaluator : IExpressionEvaluator
{
    private const int MostCached = 20_000;

    private readonly ConcurrentDictionary<(string Content, TemplateKind Kind), ParsedTemplate> _parsed = new();

    /// <inheritdoc/>
    public Evaluation Evaluate(Template template, Value.Map scope)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(scope);
        if (template.Kind == TemplateKind.Literal || (template.Kind != TemplateKind.Expression && !TemplateParser.HasBraces(template.Content)))
            return Evaluation.Of(new Value.Text(template.Content));
        var parsed = Parsed(template);
        if (!parsed.Problems.IsEmpty)
            return Evaluation.Failed(parsed.Problems[0].Message);
        var work = new Work();
        try
        {
            return Evaluation.Of(Sealed(Evaluate(parsed, template.Kind, new ExpressionWalk(scope, work), work), work));
        }
        catch (ExpressionException e)
        {
            return Evaluation.Failed(e.Message);
        }
    }

    private static Value Evaluate(ParsedTemplate parsed, TemplateKind kind, ExpressionWalk walk, Work work)
    {
        if (kind != TemplateKind.Script && parsed.Parts is [{ Expression: { } single }])
            return walk.Evaluate(single);
        var text = new StringBuilder();
        foreach (var part in parsed.Parts)
        {
            if (part.Text is { } literal)
                Append(text, literal, work);
            else
                Append(text, part, walk.Evaluate(part.Expression!), kind, work);
        }

        return new Value.Text(text.ToString());
    }

    private static void Append(StringBuilder text, TemplatePart part, Value value, TemplateKind kind, Work work)
    {
        if (kind != TemplateKind.Script)
            Append(text, work.Shown(value), work);
        else if (part.IsRaw)
            ShellWords.AppendRaw(text, value, work);
        else
            ShellWords.Append(text, value, work);
    }

    private static void Append(StringBuilder text, string piece, Work work)
    {
        work.Grow(text.Length, piece.Length);
        text.Append(piece);
    }

    /// <summary>Whatever was made with a secret is one.</summary>
    private static Value Sealed(Value value, Work work) => !work.TouchedSecret
        ? value
        : value switch
        {
            Value.List list => new Value.List([.. list.Items.Select(i => Sealed(i, work))]),
            Value.Map map => new Value.Map([.. map.Entries.Select(e => new KeyValuePair<string, Value>(e.Key, Sealed(e.Value, work)))]),
            Value.Secret or Value.Nothing => value,
            _ => new Value.Secret(value.ToString()),
        };

    private ParsedTemplate Parsed(Template template)
    {
        var key = (template.Content, template.Kind);
        if (_parsed.TryGetValue(key, out var known))
            return known;
        var parsed = TemplateParser.Parse(template.Content, template.Kind);
        if (_parsed.Count < MostCached)
            _parsed.TryAdd(key, parsed);
        return parsed;
    }
}
