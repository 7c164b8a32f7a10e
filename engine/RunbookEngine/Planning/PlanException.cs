using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>A runbook that is right by itself cannot be planned with these inputs and this inventory. Nothing was started.</summary>
public sealed class PlanException(SourceSpan span, string message, string hint) : Exception(message)
{
    /// <summary>Where.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>What to do next.</summary>
    public string Hint { get; } = hint;
}
