using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>A world or a scenario that is being read.</summary>
internal sealed class FormatReading(SourceFile file, DiagnosticBag bag) : TextReading(file, bag)
{
    /// <summary>Names that ranges give, in one file.</summary>
    private const int MostNames = 100_000;

    private int _names;

    /// <summary>All names of a range, or the one name; none when it makes no sense, and then the bag says why.</summary>
    public ImmutableArray<Placed> Names(YamlScalar range)
    {
        var (names, problem) = HostRange.Expand(range.Text);
        if (problem is null && (_names += names.Length) > MostNames)
            problem = $"a file names machines at most {MostNames} times";
        if (problem is null)
            return [.. names.Select(n => new Placed(n, Span(range)))];
        Error(Codes.BadRange, $"`{Shown.Word(range.Text)}` is no range: {problem}", range, "such as `w[1:16]`, `w[01:16]` or `w[a:f]`");
        return [];
    }
}
