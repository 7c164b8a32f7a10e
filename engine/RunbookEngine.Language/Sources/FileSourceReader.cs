namespace RunbookEngine.Language;

/// <summary>Reads runbooks from the file system. A file over 1 MiB is refused before it is read.</summary>
public sealed class FileSourceReader : ISourceReader
{
    /// <inheritdoc/>
    public SourceReading Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            if (Directory.Exists(file))
                return new(null, "this is a folder", IsFolder: true);
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            return stream.CanSeek && stream.Length > SourceTexts.LargestFile ? new(null, null, IsTooLarge: true) : Bounded(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(null, Reason(e));
        }
    }

    /// <summary>What is no plain file has no length, and a file may grow while it is read.</summary>
    private static SourceReading Bounded(FileStream stream)
    {
        var content = new MemoryStream(stream.CanSeek ? (int)stream.Length + 1 : 4096);
        var chunk = new byte[8192];
        while (stream.Read(chunk) is var count and > 0)
        {
            content.Write(chunk, 0, count);
            if (content.Length > SourceTexts.LargestFile)
                return new(null, null, IsTooLarge: true);
        }

        return new(content.ToArray());
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission to read it is denied",
        _ => "it cannot be read",
    };
}
