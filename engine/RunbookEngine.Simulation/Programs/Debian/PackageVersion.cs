namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>Orders versions of packages as dpkg does (deb-version(7)). Pure.</summary>
internal static class PackageVersion
{
    /// <summary>From the oldest to the newest.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <summary>Less than 0 when the left one is older. It builds nothing: every look at a package compares all versions on offer.</summary>
    public static int Compare(string left, string right)
    {
        var (a, b) = (Parts(left), Parts(right));
        if (ComparePart(left.AsSpan()[a.Epoch], right.AsSpan()[b.Epoch]) is var byEpoch and not 0)
            return byEpoch;
        return ComparePart(left.AsSpan()[a.Upstream], right.AsSpan()[b.Upstream]) is var byUpstream and not 0 ? byUpstream : ComparePart(left.AsSpan()[a.Revision], right.AsSpan()[b.Revision]);
    }

    /// <summary>Without epoch and packaging: <c>1.36.4</c> of <c>1:1.36.4-1.1</c>.</summary>
    public static string Upstream(string version) => version[Parts(version).Upstream];

    /// <summary>The first two numbers: <c>1.36</c>.</summary>
    public static string Minor(string version) => string.Join('.', Upstream(version).Split('.').Take(2));

    /// <summary>Where they are; an epoch that is not there is empty, which compares as 0.</summary>
    private static (Range Epoch, Range Upstream, Range Revision) Parts(string version)
    {
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        var hyphen = version.LastIndexOf('-');
        var end = hyphen > colon ? hyphen : version.Length;
        return (..Math.Max(0, colon), (colon + 1)..end, Math.Min(end + 1, version.Length)..);
    }

    private static int ComparePart(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (a.Length > 0 || b.Length > 0)
        {
            var (lettersA, lettersB) = (Letters(a), Letters(b));
            for (var i = 0; i < Math.Max(lettersA, lettersB); i++)
            {
                if (Weight(a[..lettersA], i) - Weight(b[..lettersB], i) is var order and not 0)
                    return order;
            }

            var first = Number(ref a, lettersA);
            var second = Number(ref b, lettersB);
            if (first.Length != second.Length)
                return first.Length - second.Length;
            if (first.SequenceCompareTo(second) is var byNumber and not 0)
                return byNumber;
        }

        return 0;
    }

    /// <summary>How many characters there are before the first digit.</summary>
    private static int Letters(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('0', '9') is var digit and >= 0 ? digit : text.Length;

    /// <summary>Takes the number that begins somewhere, without zeros in front.</summary>
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text, int from)
    {
        var rest = text[from..];
        var length = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        text = rest[length..];
        return rest[..length].TrimStart('0');
    }

    /// <summary>A tilde comes before the end, the end before letters, letters before all else.</summary>
    private static int Weight(ReadOnlySpan<char> word, int at) => at >= word.Length ? 0 : word[at] == '~' ? -1 : char.IsAsciiLetter(word[at]) ? word[at] : word[at] + 256;
}
