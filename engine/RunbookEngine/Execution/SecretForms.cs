using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Execution;

/// <summary>The ways in which programs commonly write a secret. Pure.</summary>
internal static class SecretForms
{
    /// <summary>Shorter parts of a secret than this are too common in other text to be taken for it.</summary>
    private const int ShortestPart = 4;

    /// <summary>Where <c>base64</c> breaks its lines.</summary>
    private const int Base64Line = 76;

    /// <summary>All forms; none for an empty text. May hold the same form twice.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        if (secret.Length == 0)
            return [];
        string[] whole =
        [
            secret,
            JsonEncodedText.Encode(secret).ToString(),
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Uri.EscapeDataString(secret),
            secret.Replace("'", @"'\''", StringComparison.Ordinal),
        ];
        return [.. whole, .. Lines(secret), .. Base64(Encoding.UTF8.GetBytes(secret))];
    }

    private static IEnumerable<string> Lines(string secret) =>
        secret.Split('\n', StringSplitOptions.TrimEntries).Where(static l => l.Length >= ShortestPart);

    private static IEnumerable<string> Base64(byte[] secret)
    {
        var alone = Convert.ToBase64String(secret);
        var forms = new[] { alone }
            .Concat(Enumerable.Range(0, 3).Select(before => Among(secret, before)).Where(static f => f.Length >= ShortestPart))
            .Concat(alone.Chunk(Base64Line).Where(static l => l.Length == Base64Line).Select(static l => new string(l)));
        return forms.SelectMany(static f => new[] { f, f.Replace('+', '-').Replace('/', '_') });
    }

    /// <summary>
    /// What Base64 makes of the secret when other bytes stand around it, as in <c>user:password</c>: the characters that depend on the secret alone.
    /// </summary>
    private static string Among(byte[] secret, int before)
    {
        var all = Convert.ToBase64String([.. new byte[before], .. secret]);
        var first = before == 0 ? 0 : before + 1;
        var end = (before + secret.Length) * 8 / 6;
        return end > first ? all[first..end] : "";
    }
}
