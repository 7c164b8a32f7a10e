using System.Collections.Immutable;

namespace RunbookEngine.Execution;

/// <summary>Why a step failed, stored as data.</summary>
/// <param name="Code">kebab-case and stable, such as <c>exit-status</c> or <c>timeout</c>; <c>retry: on:</c> names these.</param>
/// <param name="Message">What happened, in one sentence.</param>
/// <param name="Retryable">Whether trying again may help.</param>
/// <param name="Hint">What to do or look at next; null when nothing sensible can be said.</param>
/// <param name="Details">Lines worth reading, such as the last ones of the output.</param>
public sealed record StepFailure(string Code, string Message, bool Retryable, string? Hint = null, ImmutableArray<string> Details = default)
{
    /// <summary>Never default.</summary>
    public ImmutableArray<string> Details { get; init; } = Details.IsDefault ? [] : Details;
}
