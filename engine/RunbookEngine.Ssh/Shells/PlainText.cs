namespace RunbookEngine.Ssh.Shells;

/// <summary>What a host said, made fit for a sentence: one line, without control characters, not endless.</summary>
internal static class PlainText
{
    private const int Longest = 300;

    public static string Of(string said)
    {
        var plain = string.Create(Math.Min(said.Length, Longest), said, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(text[i]) || char.GetUnicodeCategory(text[i]) is System.Globalization.UnicodeCategory.Format ? ' ' : text[i];
        });
        return said.Length > Longest ? plain.Trim() + " …" : plain.Trim();
    }
}
