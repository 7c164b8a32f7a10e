namespace RunbookEngine.Ssh.Configuration;

/// <summary>OpenSSH's patterns: <c>*</c> any text, <c>?</c> one character, <c>!</c> before a pattern takes out what it matches. Letters' case does not count.</summary>
internal static class HostPattern
{
    /// <summary>Whether a list matches: one of them does, and none that takes out.</summary>
    public static bool Matches(IEnumerable<string> patterns, string name)
    {
        var found = false;
        foreach (var pattern in patterns)
        {
            var takesOut = pattern.StartsWith('!');
            if (!Matches(takesOut ? pattern[1..] : pattern, name))
                continue;
            if (takesOut)
                return false;
            found = true;
        }

        return found;
    }

    /// <summary>Whether one matches. Never more work than the product of the lengths.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (p, n, star, again) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, again) = (p++, n);
            else if (p < pattern.Length && (pattern[p] == '?' || char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(name[n])))
                (p, n) = (p + 1, n + 1);
            else if (star >= 0)
                (p, n) = (star + 1, ++again);
            else
                return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
