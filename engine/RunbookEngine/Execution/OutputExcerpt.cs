namespace RunbookEngine.Execution;

/// <summary>A command's output as the journal keeps it: head and tail, with the count of what was cut out between them.</summary>
/// <param name="Head">The first part, all of it when nothing was cut.</param>
/// <param name="Tail">The last part, empty when nothing was cut.</param>
/// <param name="CutBytes">How many bytes are missing between the two.</param>
/// <param name="File">The whole of it, relative to the store's folder; null when nothing was cut.</param>
public sealed record OutputExcerpt(string Head, string Tail, long CutBytes, string? File)
{
    /// <summary>Head and tail are at most this many bytes each.</summary>
    public const int PartBytes = 4096;

    /// <summary>No output.</summary>
    public static OutputExcerpt Empty { get; } = new("", "", 0, null);
}
