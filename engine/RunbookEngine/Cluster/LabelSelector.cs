namespace RunbookEngine.Cluster;

/// <summary>
/// A selector of labels as kubectl takes it: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a</c>, <c>!a</c>, <c>a in (b, c)</c>, <c>a notin (b, c)</c>, joined by commas that all must hold. Empty: everything.
/// As the API server does, <c>!=</c> and <c>notin</c> hold for what has no such label.
/// </summary>
public sealed class LabelSelector
{
    private readonly IReadOnlyList<Func<IReadOnlyDictionary<string, string>, bool>> _terms;

    private LabelSelector(IReadOnlyList<Func<IReadOnlyDictionary<string, string>, bool>> terms) => _terms = terms;

    /// <summary>Whether labels fit.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => _terms.All(t => t(labels));

    /// <summary>Reads one; false with what is wrong.</summary>
    public static bool TryParse(string text, out LabelSelector selector, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        var terms = new List<Func<IReadOnlyDictionary<string, string>, bool>>();
        error = "";
        foreach (var part in Split(text))
        {
            if (Term(part.Trim()) is { } term)
                terms.Add(term);
            else
                error = $"`{part.Trim()}` is no selector of labels";
        }

        selector = new(terms);
        return error.Length == 0;
    }

    private static Func<IReadOnlyDictionary<string, string>, bool>? Term(string text)
    {
        if (OfSet(text) is { } set)
            return set;
        if (text.Split("!=", 2) is [var other, var not])
            return Named(other, key => labels => !labels.TryGetValue(key, out var value) || value != not.Trim());
        if (text.Split('=', 2) is [var name, var wanted])
            return Named(name, key => labels => labels.TryGetValue(key, out var value) && value == wanted.TrimStart('=').Trim());
        return text.StartsWith('!')
            ? Named(text[1..], static key => labels => !labels.ContainsKey(key))
            : Named(text, static key => labels => labels.ContainsKey(key));
    }

    private static Func<IReadOnlyDictionary<string, string>, bool>? OfSet(string text)
    {
        if (!text.EndsWith(')') || text.IndexOf('(', StringComparison.Ordinal) is not (> 0 and var open))
            return null;
        var values = text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries).ToHashSet();
        return text[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var name, "in"] => Named(name, key => labels => labels.TryGetValue(key, out var value) && values.Contains(value)),
            [var name, "notin"] => Named(name, key => labels => !labels.TryGetValue(key, out var value) || !values.Contains(value)),
            _ => null,
        };
    }

    private static Func<IReadOnlyDictionary<string, string>, bool>? Named(string name, Func<string, Func<IReadOnlyDictionary<string, string>, bool>> term) =>
        name.Trim() is { Length: > 0 } key && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') ? term(key) : null;

    /// <summary>At the commas outside parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[start..i];
            start = i + 1;
        }

        if (start > 0 || text.Trim().Length > 0)
            yield return text[start..];
    }
}
