namespace RunbookEngine.Language;

/// <summary>Versions: two to four numbers, and what packagers and pre-releases add to them.</summary>
internal static class VersionText
{
    public const string Mend = "write numbers with dots between them, such as `1.36.4`";

    /// <summary>Without a leading <c>v</c>; null when it is no version.</summary>
    public static string? Normal(string text)
    {
        var version = text.StartsWith('v') ? text[1..] : text;
        var tail = version.AsSpan().IndexOfAny('-', '+', '~');
        var numbers = (tail < 0 ? version : version[..tail]).Split('.');
        if (version.Length > 100 || numbers.Length is < 2 or > 4 || !numbers.All(IsNumber))
            return null;
        return tail < 0 || IsTail(version.AsSpan(tail)) ? version : null;
    }

    private static bool IsNumber(string text) => text.Length is > 0 and <= 9 && text.All(char.IsAsciiDigit);

    private static bool IsTail(ReadOnlySpan<char> tail)
    {
        foreach (var c in tail)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '+' or '~'))
                return false;
        }

        return tail.Length > 1;
    }
}
