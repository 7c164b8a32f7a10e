namespace RunbookEngine.Model;

/// <summary>How bad a diagnostic is. Only <see cref="Error"/> keeps a runbook from starting.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the runbook runs.</summary>
    Warning,

    /// <summary>The runbook does not start.</summary>
    Error,
}

/// <summary>An author's mistake: what, where, and how to mend it.</summary>
/// <param name="Code">Stable, such as <c>RB0107</c>; <c>runbook explain CODE</c> tells more.</param>
/// <param name="Severity">Whether the runbook may start.</param>
/// <param name="Message">One sentence, without a full stop.</param>
/// <param name="Span">The place that the caret stands under.</param>
/// <param name="Hint">What to write instead, or null.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, SourceSpan Span, string? Hint = null);
