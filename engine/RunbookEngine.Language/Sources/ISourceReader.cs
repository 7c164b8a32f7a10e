namespace RunbookEngine.Language;

/// <summary>Gives the bytes of runbook files.</summary>
public interface ISourceReader
{
    /// <summary>Reads a file. Expected failures are a <see cref="SourceReading.Problem"/>, never an exception.</summary>
    /// <param name="file">As the user named it, or an included file joined to the folder of the file that includes it.</param>
    SourceReading Read(string file);
}

/// <summary>The bytes of a file, or why there are none.</summary>
/// <param name="Content">The bytes; null when they cannot be had.</param>
/// <param name="Problem">Why not, as a sentence without a full stop; null when there are bytes.</param>
/// <param name="IsTooLarge">Whether it was refused for its size.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
public sealed record SourceReading(byte[]? Content, string? Problem = null, bool IsTooLarge = false, bool IsFolder = false);
