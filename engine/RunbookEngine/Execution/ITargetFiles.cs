using System.Collections.Immutable;

namespace RunbookEngine.Execution;

/// <summary>
/// Files on a target. Paths are absolute. What stands in the way (no such file, no permission, no space) is thrown as <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>.
/// </summary>
public interface ITargetFiles
{
    /// <summary>What stands at the path, links not followed; null when nothing does.</summary>
    Task<FileFacts?> StatAsync(string path, CancellationToken cancellation);

    /// <summary>Reads a file whole, following links; refuses more than the limit with an <see cref="IOException"/>.</summary>
    Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation);

    /// <summary>SHA-256 of a file in lower-case hex; follows links.</summary>
    Task<string> HashAsync(string path, CancellationToken cancellation);

    /// <summary>
    /// Writes a file whole: a temporary file beside it with the mode and owner, flushed to disk, renamed over it. Mode null: the old file's, else 0644.
    /// </summary>
    Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation);

    /// <summary>Copies a file, as <see cref="WriteAsync"/> does; mode null: the source's.</summary>
    Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation);

    /// <summary>
    /// Brings a file of the engine's machine to the target, as <see cref="WriteAsync"/> does: what arrived is checked against the source's SHA-256 before the
    /// rename, and what a broken connection left is gone on with. Mode null: 0600, since it may be a backup.
    /// </summary>
    /// <param name="localPath">Absolute, on the engine's machine.</param>
    /// <param name="path">Absolute, on the target.</param>
    /// <param name="mode">Permission bits, or null.</param>
    /// <param name="owner"><c>user[:group]</c>, or null.</param>
    /// <param name="progress">Bytes there so far and bytes in all; called at most a few times a second.</param>
    /// <param name="cancellation">Leaves what has arrived for a later call.</param>
    /// <returns>SHA-256 in lower-case hex.</returns>
    Task<string> UploadAsync(string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation);

    /// <summary>Brings a file of the target to the engine's machine, as <see cref="UploadAsync"/> does the other way.</summary>
    Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation);

    /// <summary>
    /// Moves a file or folder. Within a file system by one rename; across two by copy, flush and remove. The destination must not exist; with
    /// <paramref name="replace"/> a file there is replaced at once, and a folder there is first put aside and removed at the end.
    /// Whatever dies in the middle, at either path stands the whole or nothing: a copied source first goes aside by a rename and is removed there.
    /// So after a crash a source that is gone beside a destination that is there means done, and the same call may be made again otherwise.
    /// </summary>
    Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation);

    /// <summary>Removes a file, or a folder with all it holds when <paramref name="recursive"/> is set. Never follows links.</summary>
    Task RemoveAsync(string path, bool recursive, CancellationToken cancellation);

    /// <summary>Creates a folder and those above it.</summary>
    Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation);

    /// <summary>Sets mode and owner where given.</summary>
    Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation);

    /// <summary>The names in a folder, sorted.</summary>
    Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation);
}

/// <summary>What is known of a file.</summary>
/// <param name="Kind">File, folder, link, or something else.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner"><c>user:group</c> by name where there is one, else by number.</param>
/// <param name="ModifiedAt">Last change of its content.</param>
public sealed record FileFacts(FileKind Kind, long Size, Permissions Mode, string Owner, DateTimeOffset ModifiedAt);

/// <summary>The kinds of file.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, socket or pipe.</summary>
    Other,
}

/// <summary>Permission bits, such as 0640.</summary>
public readonly record struct Permissions(int Bits)
{
    /// <summary>Reads three or four octal digits.</summary>
    public static Permissions? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is < 3 or > 4 || text.Any(static c => c is < '0' or > '7'))
            return null;
        return new(Convert.ToInt32(text, 8));
    }

    /// <summary>Four octal digits.</summary>
    public override string ToString() => Convert.ToString(Bits, 8).PadLeft(4, '0');
}
