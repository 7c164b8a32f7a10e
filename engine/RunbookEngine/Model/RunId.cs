using System.Globalization;

namespace RunbookEngine.Model;

/// <summary>The name of a run: <c>yyyyMMdd-HHmmss-xxxx</c> in UTC, fit for file names, shells and speech.</summary>
public readonly record struct RunId(string Value)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new name: the time to the second and four random characters (a million a second).</summary>
    public static RunId New(DateTimeOffset now, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var tail = string.Create(4, random, static (span, r) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Alphabet[r.Next(Alphabet.Length)];
        });
        return new($"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{tail}");
    }

    /// <summary>Whether the text may name a run: letters, digits and hyphens, at most 64, so that it is safe in any file name.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= 64 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') && text[0] != '-';
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
