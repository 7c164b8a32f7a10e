using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>What checking a file gave: a runbook, a world or a scenario.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="IsValid">Whether it has no errors.</param>
/// <param name="Name">The name that it gives itself; null when it has errors.</param>
/// <param name="Diagnostics">All mistakes, errors and warnings.</param>
/// <param name="Sources">The texts that they point into.</param>
internal sealed record CheckedFile(string File, bool IsValid, string? Name, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);
