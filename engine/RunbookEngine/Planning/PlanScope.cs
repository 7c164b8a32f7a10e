using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>The names that can be known before anything runs: inputs, vars over them, targets, env, and the variables of lanes.</summary>
internal sealed class PlanScope(PlanInputs given)
{
    /// <summary>The value of an argument in a frame.</summary>
    /// <exception cref="PlanException">It has none before the run.</exception>
    public Value? Evaluate(Argument? argument, PlanFrame frame, string what)
    {
        if (argument is null)
            return null;
        var evaluation = argument is Argument.Constant constant ? Evaluation.Of(constant.Value) : Try(argument, Build(frame));
        return evaluation.Succeeded
            ? evaluation.Value
            : throw new PlanException(argument.Span, $"`{what}` has no value before the run: {evaluation.Error}", "use inputs, vars over inputs, targets and env only");
    }

    private Value.Map Build(PlanFrame frame)
    {
        var inputs = frame.Outer is null
            ? given.Inputs
            : Try(frame.Inputs!, Build(frame.Outer)) is { Succeeded: true, Value: Value.Map map } ? FrameInputs.WithDefaults(frame.Runbook, map) : new([]);
        KeyValuePair<string, Value>[] names = [new("inputs", inputs), new("env", given.Environment), new("targets", frame.Targets), .. frame.Variables];
        var vars = new List<KeyValuePair<string, Value>>();
        foreach (var (name, argument) in frame.Runbook.Vars)
        {
            if (Try(argument, new([.. names, new("vars", new Value.Map([.. vars]))])) is { Succeeded: true } value)
                vars.Add(new(name, value.Value));
        }

        return new([.. names, new("vars", new Value.Map([.. vars]))]);
    }

    private Evaluation Try(Argument argument, Value.Map scope) => argument switch
    {
        Argument.Constant constant => Evaluation.Of(constant.Value),
        Argument.Expression expression => given.Expressions.Evaluate(expression.Template, scope),
        Argument.Sequence sequence => Sequence(sequence, scope),
        Argument.Mapping mapping => Mapping(mapping, scope),
        _ => Evaluation.Failed("it is of an unknown kind"),
    };

    private Evaluation Sequence(Argument.Sequence sequence, Value.Map scope)
    {
        var items = new List<Value>();
        foreach (var item in sequence.Items)
        {
            var evaluation = Try(item, scope);
            if (!evaluation.Succeeded)
                return evaluation;
            items.Add(evaluation.Value);
        }

        return Evaluation.Of(new Value.List([.. items]));
    }

    /// <summary>An input of an included runbook that needs a step's output is left out, so that only who uses it before the run is refused.</summary>
    private Evaluation Mapping(Argument.Mapping mapping, Value.Map scope)
    {
        var entries = new List<KeyValuePair<string, Value>>();
        foreach (var (name, argument) in mapping.Entries)
        {
            if (Try(argument, scope) is { Succeeded: true } evaluation)
                entries.Add(new(name, evaluation.Value));
        }

        return Evaluation.Of(new Value.Map([.. entries]));
    }
}
