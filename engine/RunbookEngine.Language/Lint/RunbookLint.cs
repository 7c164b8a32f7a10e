using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Finds what is no mistake of a runbook, but has cost others a night: each finding is a warning with a code of its own. An author silences one for a step by a comment that gives the reason:
/// <c># lint: ignore RB1001 because …</c>. Included runbooks are looked at by themselves.
/// </summary>
public static class RunbookLint
{
    private static readonly Func<LintStep, LintFacts, Diagnostic?>[] s_rules = [ScriptRule.Check, DrainRule.Check, GateRule.Check, RestoreRule.Check, UndoRule.Check];

    /// <summary>All findings, by place.</summary>
    /// <param name="runbook">A runbook without errors.</param>
    /// <param name="text">Its own text, in which the comments stand.</param>
    /// <param name="tools">The tools that steps may name.</param>
    public static ImmutableArray<Diagnostic> Check(Runbook runbook, string text, ImmutableArray<ToolDefinition> tools)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(text);
        var steps = LintStep.All(runbook);
        var facts = new LintFacts(steps, tools);
        var ignores = new LintIgnores(runbook.Span.File, text, steps);
        var findings = steps.SelectMany(s => s_rules.Select(r => r(s, facts)).OfType<Diagnostic>().Where(d => !ignores.Silence(s, d.Code))).ToList();
        return [.. findings.Concat(ignores.Idle()).OrderBy(static d => d.Span.Line).ThenBy(static d => d.Span.Column).ThenBy(static d => d.Code, StringComparer.Ordinal)];
    }

    internal static Diagnostic Warning(string code, string message, SourceSpan span, string hint) => new(code, Severity.Warning, message, Head(span), hint);

    /// <summary>The first line of a step: a caret under all of it helps nobody.</summary>
    private static SourceSpan Head(SourceSpan span) => span.EndLine == span.Line ? span : span with { EndLine = span.Line, EndColumn = span.Column + 1 };
}
