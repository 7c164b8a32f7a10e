using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What a script of an author's yields in a rehearsal, where none is run.</summary>
/// <param name="Exit">Its exit status.</param>
/// <param name="Stdout">What it writes to standard output.</param>
/// <param name="Stderr">What it writes to standard error.</param>
/// <param name="Takes">How long it takes.</param>
/// <param name="Runs">A command of the simulation that has its effect; empty: none. What that puts out and how it ends does not count.</param>
public sealed record RehearsedScript(int Exit = 0, string Stdout = "", string Stderr = "", TimeSpan Takes = default, string Runs = "")
{
    /// <summary>What a step says under <c>rehearse</c>, with the values that its expressions have at this point of the run; null when it says nothing, or what it says cannot be evaluated.</summary>
    /// <param name="expressions">Evaluates them.</param>
    /// <param name="plan">The run's plan.</param>
    /// <param name="run">The run.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="state">Its state now.</param>
    /// <param name="step">The step, or the gate.</param>
    public static RehearsedScript? Of(IExpressionEvaluator expressions, Plan plan, RunId run, Value.Map inputs, Func<RunState> state, StepPath step)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        if (plan.Find(step) is not { } node || (node.Step as ActionStep ?? node.Gate?.Step)?.Rehearse is not { } said)
            return null;
        var scope = new StepScope(expressions, run, inputs);
        string Text(Template? template) => template is null || scope.Evaluate(new Argument.Expression(template), node.Frame, state()) is not { Succeeded: true, Value: { } value } ? "" : value.ToString() ?? "";
        return new(said.Exit, Text(said.Stdout), Text(said.Stderr), said.Takes ?? default, Text(said.Runs));
    }
}
