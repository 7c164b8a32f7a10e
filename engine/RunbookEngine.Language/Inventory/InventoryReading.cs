using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>An inventory that is being read.</summary>
/// <param name="file">Its text.</param>
/// <param name="bag">Where mistakes go.</param>
/// <param name="path">The file, absolute.</param>
/// <param name="home">The folder that <c>~</c> stands for.</param>
internal sealed class InventoryReading(SourceFile file, DiagnosticBag bag, string path, string home) : TextReading(file, bag)
{
    /// <summary>Names of hosts that ranges give, and of groups.</summary>
    private const int MostNames = 200_000;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private int _names;

    /// <summary>The file, absolute.</summary>
    public string Path { get; } = path;

    /// <summary>A path made absolute: relative ones start at the inventory's folder, <c>~</c> is home.</summary>
    public string Absolute(string text) => text switch
    {
        "~" => home,
        _ when text.StartsWith("~/", StringComparison.Ordinal) => System.IO.Path.Combine(home, text[2..]),
        _ => System.IO.Path.GetFullPath(text, System.IO.Path.GetDirectoryName(Path)!),
    };

    /// <summary>All names of a range, or the one name; none when it makes no sense, and then the bag says why.</summary>
    public ImmutableArray<string> Names(string pattern, SourceSpan span)
    {
        var (names, problem) = HostRange.Expand(pattern);
        if (problem is null && (_names += names.Length) > MostNames)
            problem = $"an inventory names hosts at most {MostNames} times";
        if (problem is null)
            return names;
        Bag.Error(Codes.BadRange, $"`{Shown.Word(pattern)}` is no range: {problem}", span, "such as `w[1:16]`, `w[01:16]` or `w[a:f]`");
        return [];
    }

    /// <summary>Names something that is not understood; each only once, where it stands first, since an inventory may repeat it for every host.</summary>
    public void NotUnderstood(string what, string message, SourceSpan span, string? hint)
    {
        if (_named.Add(what))
            Bag.Warning(Codes.NotUnderstood, message, span, hint);
    }
}
