using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What loading a runbook came to.</summary>
/// <param name="Runbook">Null when there is any error.</param>
/// <param name="Diagnostics">All mistakes and warnings, by place; the files in the order in which they were read.</param>
/// <param name="Sources">The texts that were read, the runbook first; for <see cref="DiagnosticPrinter"/> and the journal.</param>
public sealed record LoadResult(Runbook? Runbook, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);
