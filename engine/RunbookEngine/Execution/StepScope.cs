using System.Collections.Immutable;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// Builds the names that an expression sees: <c>inputs</c>, <c>vars</c>, <c>targets</c>, <c>steps</c>, <c>run</c>, <c>env</c>, and the variables of lanes.
/// </summary>
public sealed class StepScope(IExpressionEvaluator expressions, RunId run, Value.Map inputs)
{
    private static readonly Value.Map s_nothing = new([]);

    /// <summary>The scope of a frame for arguments that need these names; or the reason why there is none.</summary>
    internal Evaluation Build(PlanFrame frame, NeededNames needed, RunState state)
    {
        if (!needed.Any)
            return Evaluation.Of(s_nothing);
        var frameInputs = Inputs(frame, state);
        if (!frameInputs.Succeeded)
            return frameInputs;
        var scope = new Value.Map(
        [
            new("inputs", frameInputs.Value),
            new("targets", frame.Targets),
            .. frame.Variables,
            new("env", state.Created!.Environment),
            new("run", RunFacts(state)),
        ]);
        return needed.Vars ? WithVars(frame, needed, state, scope) : Evaluation.Of(With(scope, "steps", Steps(frame, needed, state)));
    }

    /// <summary>The value of an argument in a frame.</summary>
    public Evaluation Evaluate(Argument argument, PlanFrame frame, RunState state)
    {
        ArgumentNullException.ThrowIfNull(argument);
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(state);
        var needed = new NeededNames();
        needed.Read(argument);
        var scope = Build(frame, needed, state);
        return scope.Succeeded ? ArgumentEvaluator.Evaluate(expressions, argument, (Value.Map)scope.Value) : scope;
    }

    /// <summary>A scope with one more name.</summary>
    internal static Value.Map With(Value.Map scope, string name, Value value) => new([.. scope.Entries.Where(e => e.Key != name), new(name, value)]);

    private Evaluation WithVars(PlanFrame frame, NeededNames needed, RunState state, Value.Map scope)
    {
        foreach (var (_, argument) in frame.Runbook.Vars)
            needed.Read(argument);
        scope = With(scope, "steps", Steps(frame, needed, state));
        var vars = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>();
        foreach (var (name, argument) in frame.Runbook.Vars)
        {
            var evaluation = ArgumentEvaluator.Evaluate(expressions, argument, With(scope, "vars", new Value.Map(vars.ToImmutable())));
            if (evaluation.Succeeded)
                vars.Add(new(name, evaluation.Value));
        }

        // A var that cannot be evaluated yet is missing, so that only those who use it fail, naming it.
        return Evaluation.Of(With(scope, "vars", new Value.Map(vars.ToImmutable())));
    }

    private Evaluation Inputs(PlanFrame frame, RunState state)
    {
        if (frame.Outer is null)
            return Evaluation.Of(inputs);
        var given = frame.Inputs!;
        var needed = new NeededNames();
        needed.Read(given);
        var outer = Build(frame.Outer, needed, state);
        if (!outer.Succeeded)
            return outer;
        var evaluation = ArgumentEvaluator.Evaluate(expressions, given, (Value.Map)outer.Value);
        return evaluation.Succeeded ? Evaluation.Of(FrameInputs.WithDefaults(frame.Runbook, (Value.Map)evaluation.Value)) : evaluation;
    }

    private Value.Map RunFacts(RunState state) => new(
    [
        new("id", new Value.Text(run.Value)),
        new("name", new Value.Text(state.Created!.Name)),
        new("started_at", new Value.Text(state.Created.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture))),
    ]);

    private static Value.Map Steps(PlanFrame frame, NeededNames needed, RunState state)
    {
        var wanted = needed.AllSteps ? AllSteps(frame) : needed.Steps.Select(static n => new StepId(n));
        return new([.. wanted.Select(id => (Id: id, Path: frame.Find(id))).Where(static s => s.Path is not null).Select(s =>
            new KeyValuePair<string, Value>(s.Id.Value, Fields(state[s.Path!.Value])))]);
    }

    private static IEnumerable<StepId> AllSteps(PlanFrame frame)
    {
        IEnumerable<StepId> all = frame.Steps.Keys;
        for (var around = frame.Around; around is not null; around = around.Around)
            all = all.Union(around.Steps.Keys);
        return all;
    }

    private static Value.Map Fields(StepState step) => new(
    [
        new("status", new Value.Text(step.Status.ToString().ToLowerInvariant())),
        new("changed", new Value.Flag(step.Status == StepStatus.Succeeded)),
        new("attempts", new Value.Integer(step.Attempt)),
        .. step.Outputs.Entries,
    ]);
}
