using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes texts of bytes, and refuses what is no text.</summary>
internal static class SourceTexts
{
    /// <summary>In bytes.</summary>
    public const int LargestFile = 1 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A file that stands for itself, or null; then the bag says why.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="sources">Where files come from.</param>
    /// <param name="bag">Is told what is wrong.</param>
    /// <param name="code">For a file that cannot be read.</param>
    /// <param name="what">What the file should hold.</param>
    /// <param name="folderHint">What to do when it is a folder; null: nothing of its own.</param>
    public static SourceFile? Read(string file, ISourceReader sources, DiagnosticBag bag, string code, string what, string? folderHint = null)
    {
        var reading = sources.Read(file);
        if (reading.IsTooLarge)
            return TooLarge(file, bag);
        if (reading.Content is { } content)
            return Decode(file, content, bag);
        bag.Error(
            code, $"{what} cannot be read: {reading.Problem ?? "it cannot be read"}", SourceFile.Whole(file),
            reading.IsFolder && folderHint is not null ? folderHint : "check the name and the folder you are in");
        return null;
    }

    /// <summary>The text without a byte order mark, or null; then the bag says why.</summary>
    public static SourceFile? Decode(string name, byte[] content, DiagnosticBag bag)
    {
        if (content.Length > LargestFile)
            return TooLarge(name, bag);
        try
        {
            return Check(new(name, s_strict.GetString(content).TrimStart('\ufeff')), bag);
        }
        catch (DecoderFallbackException e)
        {
            bag.Error(Codes.NotText, "the file is not UTF-8", SourceFile.Whole(name), $"save it as UTF-8; byte {e.Index + 1} fits no character");
            return null;
        }
    }

    /// <summary>A text that was read before, held to the same limits.</summary>
    public static SourceFile? Check(SourceFile file, DiagnosticBag bag)
    {
        if (file.Text.Length > LargestFile)
            return TooLarge(file.Name, bag);
        var nul = file.Text.IndexOf('\0', StringComparison.Ordinal);
        if (nul < 0)
            return file;
        bag.Error(Codes.NotText, "a NUL stands here: the file is not a text", file.Span(nul, nul + 1), "remove it");
        return null;
    }

    public static SourceFile? TooLarge(string name, DiagnosticBag bag)
    {
        bag.Error(
            Codes.FileTooLarge, "the file is larger than 1 MiB", SourceFile.Whole(name),
            "split it into files that include each other with `runbook:`");
        return null;
    }

    /// <summary>An included file's name, joined to the folder of the file that includes it; <c>.</c> and <c>..</c> are taken out where they can be.</summary>
    public static string Join(string from, string name)
    {
        if (name.StartsWith('/'))
            return name;
        var folder = from.LastIndexOf('/') is var slash and >= 0 ? from[..(slash + 1)] : "";
        var parts = new List<string>();
        foreach (var part in (folder + name).Split('/'))
        {
            if (part == ".." && parts is [.., not (".." or "")])
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or ".") || (part.Length == 0 && parts.Count == 0))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    /// <summary>The texts of a journal, as a reader of them.</summary>
    public static SourceText ToText(this SourceFile file) => new(file.Name, file.Text);
}
