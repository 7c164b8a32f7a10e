using System.Text.RegularExpressions;

namespace RunbookEngine.Language;

/// <summary>Regular expressions of authors, matched in time that grows with the text only.</summary>
internal static class Patterns
{
    private const int Longest = 1_000;

    /// <summary>Why a pattern cannot be used, or null.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length > Longest)
            return $"it is longer than {Longest} characters";
        try
        {
            _ = Compile(pattern);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"it makes no sense at character {e.Offset + 1}";
        }
        catch (NotSupportedException)
        {
            return "it looks around, refers back or repeats too much";
        }
    }

    /// <summary>Whether the whole text matches.</summary>
    public static bool Matches(string pattern, string text)
    {
        try
        {
            return Compile(pattern).Match(text) is { Success: true } match && match.Length == text.Length;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        // First alone: a pattern such as `a)(b` must not make sense only once it is wrapped.
        _ = new Regex(pattern, Options, TimeSpan.FromSeconds(1));
        return new(@"\A(?:" + pattern + @")\z", Options, TimeSpan.FromSeconds(1));
    }

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
}
