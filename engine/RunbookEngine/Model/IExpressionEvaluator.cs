using System.Diagnostics.CodeAnalysis;

namespace RunbookEngine.Model;

/// <summary>
/// Evaluates templates. Implementations are pure: no file, environment, clock or network, no loops, and a bounded number of steps,
/// so that an expression can neither hang nor read anything that it was not given.
/// </summary>
public interface IExpressionEvaluator
{
    /// <summary>Evaluates a template with the given names.</summary>
    /// <returns>The value, or the reason why there is none.</returns>
    Evaluation Evaluate(Template template, Value.Map scope);
}

/// <summary>A value, or the reason why there is none.</summary>
public readonly record struct Evaluation(Value? Value, string? Error)
{
    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>A value.</summary>
    public static Evaluation Of(Value value) => new(value, null);

    /// <summary>A reason, in one sentence without a full stop.</summary>
    public static Evaluation Failed(string error) => new(null, error);
}
