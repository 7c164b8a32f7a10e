namespace RunbookEngine.Handlers.Apt;

/// <summary>Compares versions of Debian packages as dpkg does: epoch, then upstream version, then revision. Pure.</summary>
internal static class DebianVersion
{
    /// <summary>Less than 0 when the left one is older.</summary>
    public static int Compare(string left, string right)
    {
        var ((epochA, upstreamA, revisionA), (epochB, upstreamB, revisionB)) = (Split(left), Split(right));
        var order = ComparePart(epochA, epochB);
        if (order == 0)
            order = ComparePart(upstreamA, upstreamB);
        return order != 0 ? order : ComparePart(revisionA, revisionB);
    }

    /// <summary>The version without its epoch.</summary>
    public static string WithoutEpoch(string version) => version[(version.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static (string Epoch, string Upstream, string Revision) Split(string version)
    {
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        var rest = version[(colon + 1)..];
        var hyphen = rest.LastIndexOf('-');
        return (colon > 0 ? version[..colon] : "0", hyphen < 0 ? rest : rest[..hyphen], hyphen < 0 ? "" : rest[(hyphen + 1)..]);
    }

    /// <summary>Alternately a part without digits, by the order of <see cref="Weight"/>, and a number.</summary>
    private static int ComparePart(string a, string b)
    {
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            while (IsOther(a, i) || IsOther(b, j))
            {
                var order = Weight(a, i) - Weight(b, j);
                if (order != 0)
                    return order;
                (i, j) = (i + 1, j + 1);
            }

            var (first, second) = (Number(a, ref i), Number(b, ref j));
            var byLength = first.Length - second.Length;
            var byNumber = byLength != 0 ? byLength : string.CompareOrdinal(first, second);
            if (byNumber != 0)
                return byNumber;
        }

        return 0;
    }

    private static bool IsOther(string text, int at) => at < text.Length && !char.IsAsciiDigit(text[at]);

    /// <summary>A tilde comes before the end, the end before letters, letters before all else.</summary>
    private static int Weight(string text, int at)
    {
        if (at >= text.Length || char.IsAsciiDigit(text[at]))
            return 0;
        return text[at] switch
        {
            '~' => -1,
            var c when char.IsAsciiLetter(c) => c,
            var c => c + 256,
        };
    }

    /// <summary>The digits at the place, without leading zeros; empty is 0.</summary>
    private static string Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text[start..at].TrimStart('0');
    }
}
