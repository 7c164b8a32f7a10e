using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>
/// Whether all that stands at one path stands at another too, byte for byte, so that removing it loses nothing. A folder of which a part is
/// already removed is still redundant. Links and devices never are.
/// </summary>
internal static class Redundancy
{
    public static async Task<bool> OfAsync(ITargetFiles files, string path, string copy, CancellationToken cancellation)
    {
        var (one, other) = (await files.StatAsync(path, cancellation), await files.StatAsync(copy, cancellation));
        return (one?.Kind, other?.Kind) switch
        {
            (FileKind.File, FileKind.File) => one.Size == other.Size
                && await files.HashAsync(path, cancellation) == await files.HashAsync(copy, cancellation),
            (FileKind.Directory, FileKind.Directory) => await OfAllInsideAsync(files, path, copy, cancellation),
            _ => false,
        };
    }

    private static async Task<bool> OfAllInsideAsync(ITargetFiles files, string path, string copy, CancellationToken cancellation)
    {
        foreach (var name in await files.ListAsync(path, cancellation))
        {
            if (!await OfAsync(files, $"{path}/{name}", $"{copy}/{name}", cancellation))
                return false;
        }

        return true;
    }
}
