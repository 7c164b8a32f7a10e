using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Turns what an author wrote into values.</summary>
public static class ArgumentEvaluator
{
    /// <summary>The value of an argument, or why there is none, with the place in front.</summary>
    public static Evaluation Evaluate(IExpressionEvaluator expressions, Argument argument, Value.Map scope)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        ArgumentNullException.ThrowIfNull(argument);
        return argument switch
        {
            Argument.Constant constant => Evaluation.Of(constant.Value),
            Argument.Expression expression => Placed(expressions.Evaluate(expression.Template, scope), expression.Span),
            Argument.Sequence sequence => Sequence(expressions, sequence, scope),
            Argument.Mapping mapping => Mapping(expressions, mapping, scope),
            _ => throw new InvalidOperationException($"An argument of kind {argument.GetType().Name} is unknown."),
        };
    }

    private static Evaluation Placed(Evaluation evaluation, SourceSpan span) =>
        evaluation.Succeeded ? evaluation : Evaluation.Failed($"{span}: {evaluation.Error}");

    private static Evaluation Sequence(IExpressionEvaluator expressions, Argument.Sequence sequence, Value.Map scope)
    {
        var items = ImmutableArray.CreateBuilder<Value>(sequence.Items.Length);
        foreach (var item in sequence.Items)
        {
            var evaluation = Evaluate(expressions, item, scope);
            if (!evaluation.Succeeded)
                return evaluation;
            items.Add(evaluation.Value);
        }

        return Evaluation.Of(new Value.List(items.MoveToImmutable()));
    }

    private static Evaluation Mapping(IExpressionEvaluator expressions, Argument.Mapping mapping, Value.Map scope)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>(mapping.Entries.Length);
        foreach (var (name, argument) in mapping.Entries)
        {
            var evaluation = Evaluate(expressions, argument, scope);
            if (!evaluation.Succeeded)
                return evaluation;
            entries.Add(new(name, evaluation.Value));
        }

        return Evaluation.Of(new Value.Map(entries.MoveToImmutable()));
    }
}
