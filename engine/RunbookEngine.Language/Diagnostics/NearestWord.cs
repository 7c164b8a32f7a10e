namespace RunbookEngine.Language;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearestWord
{
    private const int MostCandidates = 2_000;
    private const int LongestWord = 64;

    /// <summary><c>did you mean `x`?</c>, or null when nothing is near.</summary>
    public static string? Hint(string word, IEnumerable<string> known) => Find(word, known) is { } near ? $"did you mean `{near}`?" : null;

    /// <summary>As <see cref="Hint"/>; when nothing is near, the known words themselves, if they are few.</summary>
    public static string? HintOrList(string word, IReadOnlyCollection<string> known, string introduction) =>
        Hint(word, known) ?? (known.Count is > 0 and <= 18 ? $"{introduction} {string.Join(", ", known.Select(static k => $"`{Shown.Word(k)}`"))}" : null);

    /// <summary>The nearest word, or null. Case and <c>-</c> against <c>_</c> do not count; the beginning of a word stands for the one it begins.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        var folded = Fold(word);
        var (best, limit) = ((string?)null, word.Length <= 2 ? 0 : Math.Max(1, Math.Min(3, word.Length / 3)));
        foreach (var candidate in known.Take(MostCandidates))
        {
            if (Math.Abs(candidate.Length - word.Length) > limit || candidate == word)
                continue;
            var distance = Distance(folded, Fold(candidate));
            if (distance <= limit)
                (best, limit) = (candidate, distance - 1);
            if (limit < 0)
                break;
        }

        return best ?? known.Take(MostCandidates).FirstOrDefault(c => word.Length >= 4 && c.Length > word.Length && Fold(c).StartsWith(folded, StringComparison.Ordinal));
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('_', '-');

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one word of the other.</summary>
    private static int Distance(string left, string right)
    {
        var before = new int[right.Length + 1];
        var last = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = left[i - 1] == right[j - 1];
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last) = (last, row);
        }

        return last[right.Length];
    }
}
