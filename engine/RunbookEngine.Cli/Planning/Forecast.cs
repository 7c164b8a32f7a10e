using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>A value before anything runs: known, known only after some steps, or not to be had.</summary>
/// <param name="Value">The value, when it is known.</param>
/// <param name="After">The steps that must run first.</param>
/// <param name="Error">Why there is none, when it is not that.</param>
internal sealed record Foreseen(Value? Value, ImmutableArray<string> After, string? Error);

/// <summary>Evaluates what can be evaluated from inputs alone.</summary>
internal sealed class Forecast(IExpressionEvaluator expressions, Value.Map inputs, Value.Map environment)
{
    private readonly Dictionary<PlanFrame, Value.Map> _scopes = [];

    /// <summary>The value of an argument in a frame.</summary>
    public Foreseen Of(Argument argument, PlanFrame frame)
    {
        var after = StepsNeeded(argument, frame, []).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        if (!after.IsEmpty)
            return new(null, after, null);
        var evaluation = ArgumentEvaluator.Evaluate(expressions, argument, Scope(frame));
        return new(evaluation.Value, [], evaluation.Error);
    }

    private static IEnumerable<string> StepsNeeded(Argument argument, PlanFrame frame, HashSet<string> seen)
    {
        var direct = References.In(argument, "steps");
        var given = frame.Outer is { } outer && frame.Inputs is { } inputs && References.In(argument, "inputs").Any()
            ? StepsNeeded(inputs, outer, [])
            : [];
        var vars = References.In(argument, "vars").ToHashSet();
        var through = frame.Runbook.Vars
            .Where(v => (vars.Contains(v.Key) || vars.Contains(References.Any)) && seen.Add(v.Key))
            .SelectMany(v => StepsNeeded(v.Value, frame, seen));
        return direct.Concat(given).Concat(through);
    }

    private Value.Map Scope(PlanFrame frame)
    {
        if (_scopes.TryGetValue(frame, out var known))
            return known;
        var run = new Value.Map(
        [
            new("id", new Value.Text("<run.id>")), new("name", new Value.Text(frame.Runbook.Name)), new("started_at", new Value.Text("<run.started_at>")),
        ]);
        Value.Map scope = new([new("inputs", Inputs(frame)), new("env", environment), new("run", run), new("steps", new Value.Map([])), new("targets", frame.Targets), .. frame.Variables]);
        return _scopes[frame] = new([.. scope.Entries, new("vars", Vars(frame, scope))]);
    }

    private Value.Map Inputs(PlanFrame frame)
    {
        if (frame.Outer is null || frame.Inputs is null)
            return inputs;
        var given = frame.Inputs.Entries.Select(e => (e.Key, Of(e.Value, frame.Outer).Value)).ToDictionary(static e => e.Key, static e => e.Value);
        return new([.. frame.Runbook.Inputs.Select(i => new KeyValuePair<string, Value>(i.Name, given.GetValueOrDefault(i.Name) ?? i.Default ?? Value.None))]);
    }

    private Value.Map Vars(PlanFrame frame, Value.Map scope)
    {
        var vars = ImmutableArray<KeyValuePair<string, Value>>.Empty;
        foreach (var (name, argument) in frame.Runbook.Vars)
        {
            if (StepsNeeded(argument, frame, []).Any())
                continue;
            var value = ArgumentEvaluator.Evaluate(expressions, argument, new([.. scope.Entries, new("vars", new Value.Map(vars))]));
            if (value.Succeeded)
                vars = vars.Add(new(name, value.Value));
        }

        return new(vars);
    }
}
