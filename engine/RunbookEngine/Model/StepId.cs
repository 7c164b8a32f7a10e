namespace RunbookEngine.Model;

/// <summary>The name of a step, unique within one runbook file: snake_case, as expressions use it.</summary>
public readonly record struct StepId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
