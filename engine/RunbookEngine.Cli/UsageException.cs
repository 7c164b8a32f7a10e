using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli;

/// <summary>The command line, a runbook or its inputs are wrong. Nothing was started.</summary>
internal sealed class UsageException(string message, string? hint = null) : Exception(message)
{
    /// <summary>What to do instead, or null.</summary>
    public string? Hint { get; } = hint;

    /// <summary>What is to be known of it, line by line, before it is said; empty: nothing.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>What is wrong with a runbook, when that is what is wrong.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The texts that the diagnostics point into.</summary>
    public ImmutableArray<SourceText> Sources { get; init; } = [];
}
