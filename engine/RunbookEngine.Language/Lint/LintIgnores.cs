using System.Text.RegularExpressions;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The comments <c># lint: ignore CODE because …</c> of a file. One belongs to the step that it stands in, or right above.</summary>
internal sealed partial class LintIgnores
{
    private readonly List<Ignore> _ignores = [];

    public LintIgnores(string file, string text, IReadOnlyList<LintStep> steps)
    {
        var lines = text.Split('\n');
        for (var number = 1; number <= lines.Length; number++)
        {
            if (Comment().Match(lines[number - 1]) is { Success: true } match)
                _ignores.Add(new(match.Groups["code"].Value, match.Groups["why"].Value.Trim(), Of(number, lines, steps), new(file, number, match.Index + 1, number, match.Index + match.Length + 1)));
        }
    }

    /// <summary>Whether a finding is silenced.</summary>
    public bool Silence(LintStep step, string code)
    {
        var silent = _ignores.Where(i => i.Step == step && i.Code == code && i.Why.Length > 0).ToList();
        silent.ForEach(static i => i.IsUsed = true);
        return silent.Count > 0;
    }

    /// <summary>Comments that silence nothing: once a runbook is mended, they would hide the next mistake.</summary>
    public IEnumerable<Diagnostic> Idle() => _ignores.Where(static i => !i.IsUsed).Select(static i => new Diagnostic(
        Codes.IdleIgnore, Severity.Warning, i.Why.Length == 0 ? $"this comment says no reason to ignore {Shown.Word(i.Code)}" : $"this comment silences nothing: the step has no {Shown.Word(i.Code)}", i.Span,
        i.Why.Length == 0 ? "write `# lint: ignore CODE because …`" : "take it out, or put it into the step, or right above it"));

    /// <summary>The innermost step that begins after the comment, with nothing but comments between, or else that the comment stands in.</summary>
    private static LintStep? Of(int number, string[] lines, IReadOnlyList<LintStep> steps)
    {
        var next = number;
        while (next <= lines.Length && lines[next - 1].TrimStart() is ['#', ..])
            next++;
        return (next > number ? steps.FirstOrDefault(s => s.Step.Span.Line == next) : null) ?? steps.LastOrDefault(s => s.Step.Span.Line <= number && number <= s.Step.Span.EndLine);
    }

    [GeneratedRegex(@"#\s*lint:\s*ignore\s+(?<code>[A-Za-z0-9]+)(\s+because\s+(?<why>.*))?", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    private sealed record Ignore(string Code, string Why, LintStep? Step, SourceSpan Span)
    {
        public bool IsUsed { get; set; }
    }
}
