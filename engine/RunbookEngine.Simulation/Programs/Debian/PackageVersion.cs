namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>Orders versions of packages as dpkg does (deb-version(7)). Pure.</summary>
internal static class PackageVersion
{
    /// <summary>From the oldest to the newest.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <summary>Less than 0 when the left one is older.</summary>
    public static int Compare(string left, string right)
    {
        var (a, b) = (Parts(left), Parts(right));
        for (var i = 0; i < a.Length; i++)
        {
            if (ComparePart(a[i], b[i]) is var order and not 0)
                return order;
        }

        return 0;
    }

    /// <summary>Without epoch and packaging: <c>1.36.4</c> of <c>1:1.36.4-1.1</c>.</summary>
    public static string Upstream(string version) => Parts(version)[1];

    /// <summary>The first two numbers: <c>1.36</c>.</summary>
    public static string Minor(string version) => string.Join('.', Upstream(version).Split('.').Take(2));

    /// <summary>Epoch, upstream version, revision.</summary>
    private static string[] Parts(string version)
    {
        var rest = version[(version.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var epoch = rest.Length < version.Length ? version[..^(rest.Length + 1)] : "0";
        var hyphen = rest.LastIndexOf('-');
        return [epoch, hyphen < 0 ? rest : rest[..hyphen], hyphen < 0 ? "" : rest[(hyphen + 1)..]];
    }

    private static int ComparePart(string a, string b)
    {
        while (a.Length > 0 || b.Length > 0)
        {
            var (wordA, wordB) = (Take(ref a, static c => !char.IsAsciiDigit(c)), Take(ref b, static c => !char.IsAsciiDigit(c)));
            for (var i = 0; i < Math.Max(wordA.Length, wordB.Length); i++)
            {
                if (Weight(wordA, i) - Weight(wordB, i) is var order and not 0)
                    return order;
            }

            var (first, second) = (Take(ref a, char.IsAsciiDigit).TrimStart('0'), Take(ref b, char.IsAsciiDigit).TrimStart('0'));
            if (first.Length != second.Length)
                return first.Length - second.Length;
            if (string.CompareOrdinal(first, second) is var byNumber and not 0)
                return byNumber;
        }

        return 0;
    }

    private static string Take(ref string text, Func<char, bool> isMeant)
    {
        var taken = new string([.. text.TakeWhile(isMeant)]);
        text = text[taken.Length..];
        return taken;
    }

    /// <summary>A tilde comes before the end, the end before letters, letters before all else.</summary>
    private static int Weight(string word, int at) => at >= word.Length ? 0 : word[at] == '~' ? -1 : char.IsAsciiLetter(word[at]) ? word[at] : word[at] + 256;
}
