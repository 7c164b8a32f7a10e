using System.Globalization;
using System.Text;

namespace RunbookEngine.Execution;

/// <summary>
/// The ways in which programs write a secret: for each of its characters the spellings that it may have, since one text may mix them. Pure. Sources of the spellings: RFC 3986 (percent), the URL standard's form
/// encoding (<c>+</c>), RFC 8259 (JSON; <c>\/</c> as PHP writes it, <c>\u003c</c> as Go does), POSIX shell quotes, Python's and Go's quoted strings, XML's and HTML's references, RFC 4648 (Base64 and its
/// variant for URLs, hex).
/// </summary>
internal static class SecretForms
{
    /// <summary>Shorter parts of a secret than this are too common in other text to be taken for it.</summary>
    public const int ShortestPart = 4;

    /// <summary>The widths at which programs break Base64: PEM's, and MIME's, which <c>base64</c> has.</summary>
    private static readonly int[] s_widths = [64, 76];

    /// <summary>What may stand between two characters of a Base64 that is broken into lines: as it is, or within a JSON text.</summary>
    private static readonly string[] s_breaks = ["", "\n", "\r\n", "\\n", "\n ", "\n  ", "\n    "];

    /// <summary>What programs put between the bytes of a hex.</summary>
    private static readonly string[] s_between = [":", "-", " ", "\\x", ""];

    /// <summary>All forms, each as the spellings of its characters in turn; none for an empty text.</summary>
    public static IEnumerable<byte[][][]> Of(string secret)
    {
        if (secret.Length == 0)
            return [];
        var bytes = Encoding.UTF8.GetBytes(secret);
        List<byte[][][]> forms = [Text(secret), .. Lines(secret).Select(Text), .. Base64(bytes)];
        if (bytes.Length >= ShortestPart)
            forms.Add([.. bytes.Select((b, i) => Hex(b, isFirst: i == 0))]);
        return forms;
    }

    private static IEnumerable<string> Lines(string secret) =>
        secret.Split('\n', StringSplitOptions.TrimEntries) is { Length: > 1 } lines ? lines.Where(static l => l.Length >= ShortestPart) : [];

    private static byte[][][] Text(string text) => [.. text.EnumerateRunes().Select(Spellings)];

    private static byte[][] Spellings(Rune rune)
    {
        var plain = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(plain);
        HashSet<string> all = [plain];
        Both(all, string.Concat(bytes.Select(static b => $"%{b:X2}")));
        Both(all, string.Concat(bytes.Select(static b => $@"\x{b:X2}")));
        Both(all, string.Concat(plain.Select(static c => $@"\u{(int)c:X4}")));
        Both(all, $"&#x{rune.Value:X};");
        all.Add(string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};"));
        if (rune.Value is > 0xff)
            Both(all, $@"\U{rune.Value:X8}");
        else
            Both(all, $@"\x{rune.Value:X2}");
        all.UnionWith(Named(rune.Value));
        return [.. all.Select(Encoding.UTF8.GetBytes).OrderByDescending(static b => b.Length)];
    }

    /// <summary>Spellings that some characters have beside their numbers.</summary>
    private static string[] Named(int character) => character switch
    {
        ' ' => ["+", @"\ "],
        '"' => [@"\""", "&quot;", @"\\\"""],
        '\'' => [@"'\''", @"\'", "&apos;", "&#39;", "'\"'\"'"],
        '\\' => [@"\\", @"\\\\"],
        '/' => [@"\/"],
        '&' => ["&amp;", @"\&"],
        '<' => ["&lt;"],
        '>' => ["&gt;"],
        '\n' => [@"\n", "\r\n", @"\r\n", @"\\n"],
        '\r' => [@"\r"],
        '\t' => [@"\t"],
        '\b' => [@"\b"],
        '\f' => [@"\f"],
        '$' or '`' or '!' or '*' or '(' or ')' or '[' or ']' or '{' or '}' or ';' or '|' or '?' or '#' or '~' or '=' => [@"\" + (char)character],
        _ => [],
    };

    private static void Both(HashSet<string> all, string hex)
    {
        all.Add(hex);
        all.Add(hex.Replace("\\U", "\\\u0001", StringComparison.Ordinal).ToLowerInvariant().Replace("\\\u0001", "\\U", StringComparison.Ordinal));
    }

    private static IEnumerable<byte[][][]> Base64(byte[] secret)
    {
        var alone = Convert.ToBase64String(secret);
        IEnumerable<string> forms = [alone, alone.TrimEnd('='), .. Enumerable.Range(0, 3).Select(before => Among(secret, before)), .. s_widths.SelectMany(w => alone.Chunk(w).Where(l => l.Length == w).Select(static l => new string(l)))];
        return forms.Where(static f => f.Length >= ShortestPart).Distinct().Select(static f => f.Select((c, i) => Base64(c, isFirst: i == 0)).ToArray());
    }

    private static byte[][] Base64(char c, bool isFirst)
    {
        string[] same = c switch
        {
            '+' => ["+", "-", "%2B", "%2b", @"\u002b", @"\u002B"],
            '/' => ["/", "_", "%2F", "%2f", @"\/"],
            '=' => ["=", "%3D", "%3d", @"\u003d", @"\u003D"],
            _ => [c.ToString()],
        };
        return [.. (isFirst ? [""] : s_breaks).SelectMany(b => same.Select(s => Encoding.UTF8.GetBytes(b + s))).OrderByDescending(static b => b.Length)];
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

    /// <summary>Two digits of one case, with what programs put between bytes.</summary>
    private static byte[][] Hex(byte b, bool isFirst) =>
        [.. (isFirst ? [""] : s_between).SelectMany(s => new[] { s + b.ToString("x2", CultureInfo.InvariantCulture), s + b.ToString("X2", CultureInfo.InvariantCulture) }).Distinct().Select(Encoding.UTF8.GetBytes)];
}
