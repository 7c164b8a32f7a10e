using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>Whether two files, or two folders with all they hold, are the same byte for byte. Links and devices never count as the same.</summary>
internal static class SameContent
{
    public static async Task<bool> AsAsync(ITargetFiles files, string first, string second, CancellationToken cancellation)
    {
        var (one, other) = (await files.StatAsync(first, cancellation), await files.StatAsync(second, cancellation));
        return (one?.Kind, other?.Kind) switch
        {
            (FileKind.File, FileKind.File) => one.Size == other.Size
                && await files.HashAsync(first, cancellation) == await files.HashAsync(second, cancellation),
            (FileKind.Directory, FileKind.Directory) => await FoldersAsync(files, first, second, cancellation),
            _ => false,
        };
    }

    private static async Task<bool> FoldersAsync(ITargetFiles files, string first, string second, CancellationToken cancellation)
    {
        var names = await files.ListAsync(first, cancellation);
        if (!names.SequenceEqual(await files.ListAsync(second, cancellation)))
            return false;
        foreach (var name in names)
        {
            if (!await AsAsync(files, $"{first}/{name}", $"{second}/{name}", cancellation))
                return false;
        }

        return true;
    }
}
