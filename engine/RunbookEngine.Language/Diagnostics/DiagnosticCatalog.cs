using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>What a diagnostic means.</summary>
/// <param name="Code">Stable, such as <c>RB0107</c>.</param>
/// <param name="Title">A few words.</param>
/// <param name="Explanation">Why it is a mistake, and how to mend it.</param>
/// <param name="Wrong">YAML that gives it: a whole runbook, or a part of one; null where no text can show it.</param>
/// <param name="Right">The same, mended; null where <paramref name="Wrong"/> is.</param>
public sealed record DiagnosticEntry(string Code, string Title, string Explanation, string? Wrong = null, string? Right = null);

/// <summary>All diagnostics of the language, for <c>runbook explain</c>.</summary>
public static class DiagnosticCatalog
{
    /// <summary>A runbook that is right by itself cannot be planned with the inputs and hosts that are given.</summary>
    public const string NoPlan = Codes.NoPlan;

    /// <summary>In the order of their codes.</summary>
    public static ImmutableArray<DiagnosticEntry> All =>
        [.. FileEntries.All, .. ShapeEntries.All, .. GraphEntries.All, .. ExpressionEntries.All, .. InputEntries.All, .. InventoryEntries.All, .. WorldEntries.All, .. LintEntries.All];

    /// <summary>The entry of a code, whatever its case; null when there is none.</summary>
    public static DiagnosticEntry? Find(string code) => All.FirstOrDefault(e => string.Equals(e.Code, code, StringComparison.OrdinalIgnoreCase));
}
