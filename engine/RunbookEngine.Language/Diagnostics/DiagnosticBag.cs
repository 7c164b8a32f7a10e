using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Collects an author's mistakes, up to a number that a person still reads.</summary>
internal sealed class DiagnosticBag
{
    /// <summary>Past this the reading ends, and one more diagnostic says so.</summary>
    public const int Most = 200;

    private readonly List<Diagnostic> _diagnostics = [];

    public bool HasErrors { get; private set; }

    public void Error(string code, string message, SourceSpan span, string? hint = null) => Add(new(code, Severity.Error, message, span, hint));

    public void Warning(string code, string message, SourceSpan span, string? hint = null) => Add(new(code, Severity.Warning, message, span, hint));

    /// <summary>By file in the order in which files were read, then by place.</summary>
    public ImmutableArray<Diagnostic> Sorted(IReadOnlyList<string> files)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files)
            order.TryAdd(file, order.Count);
        return [.. _diagnostics.Distinct().OrderBy(d => order.GetValueOrDefault(d.Span.File, int.MaxValue)).ThenBy(static d => d.Span.Line).ThenBy(static d => d.Span.Column)];
    }

    private void Add(Diagnostic diagnostic)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        _diagnostics.Add(diagnostic);
        if (_diagnostics.Count < Most)
            return;
        _diagnostics.Add(new(
            Codes.TooManyMistakes, Severity.Error, $"there are {Most} mistakes and maybe more", diagnostic.Span, "mend the first ones and look again"));
        HasErrors = true;
        throw new TooManyMistakesException();
    }
}

/// <summary>Nobody reads on, so nothing more is looked for.</summary>
internal sealed class TooManyMistakesException : Exception;
