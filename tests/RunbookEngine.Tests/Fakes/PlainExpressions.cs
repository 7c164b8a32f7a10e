using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Knows one expression: a dotted path, alone in the template; and <c>true</c> and <c>false</c>.</summary>
public sealed class PlainExpressions : IExpressionEvaluator
{
    public Evaluation Evaluate(Template template, Value.Map scope)
    {
        Value value = scope;
        var path = template.Content.Trim('{', '}', ' ');
        if (bool.TryParse(path, out var flag))
            return Evaluation.Of(new Value.Flag(flag));
        foreach (var name in path.Split('.'))
        {
            if ((value as Value.Map)?[name] is not { } next)
                return Evaluation.Failed($"there is no `{name}`");
            value = next;
        }

        return Evaluation.Of(value);
    }
}
