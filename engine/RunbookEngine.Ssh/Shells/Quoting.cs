using System.Text;

namespace RunbookEngine.Ssh.Shells;

/// <summary>Puts data into shell source so that any shell reads it as data.</summary>
internal static class Quoting
{
    /// <summary>One word, whatever it holds but NUL.</summary>
    public static StringBuilder AppendWord(this StringBuilder source, string text) =>
        source.Append('\'').Append(text.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');

    /// <summary>One word.</summary>
    public static string Word(string text) => new StringBuilder(text.Length + 2).AppendWord(text).ToString();

    /// <summary>A command that prints exactly these bytes, NUL among them. It is one of the shell's own, so it shows in no process list.</summary>
    public static string Printing(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)0) && TryText(content) is { } text)
            return "printf %s " + Word(text);
        StringBuilder source = new("printf '", content.Length + 16);
        foreach (var b in content)
            AppendByte(source, b);
        return source.Append('\'').ToString();
    }

    private static string? TryText(ReadOnlySpan<byte> content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static void AppendByte(StringBuilder source, byte b)
    {
        if (b is (byte)'%')
            source.Append("%%");
        else if (b is >= 0x20 and < 0x7f and not (byte)'\'' and not (byte)'\\')
            source.Append((char)b);
        else
            source.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
    }
}
