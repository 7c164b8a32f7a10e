using System.Collections.Immutable;
using System.Security.Cryptography;
using RunbookEngine.Execution;
using RunbookEngine.Local.Files;

namespace RunbookEngine.Local;

/// <summary>
/// Files on the machine of the engine. What is written is on disk when a call returns. A crash leaves at most hidden neighbours named
/// <c>.NAME.runbook-…</c>, which may be deleted.
/// </summary>
public sealed class LocalFiles : ITargetFiles
{
    /// <inheritdoc/>
    public Task<FileFacts?> StatAsync(string path, CancellationToken cancellation) =>
        Do(path, () => Facts.Of(Whole(path), followLinks: false, out var error) is { } facts ? Describe(facts) : Absent(path, error), cancellation);

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation) =>
        Do(path, () => Read(Whole(path), limit), cancellation);

    /// <inheritdoc/>
    public Task<string> HashAsync(string path, CancellationToken cancellation) =>
        Do(path, () => Hash(Whole(path), cancellation), cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Do(path, () => AtomicFile.Write(Whole(path), content, mode, owner), cancellation);

    /// <inheritdoc/>
    public Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Do(destination, () => AtomicFile.Copy(Whole(source), Whole(destination), mode, owner, cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<string> UploadAsync(
        string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation)
    {
        await CopyAsync(localPath, path, mode ?? new(0x180), owner, cancellation).ConfigureAwait(false);
        return await HashAsync(path, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation) =>
        UploadAsync(path, localPath, mode, null, progress, cancellation);

    /// <inheritdoc/>
    public Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation) =>
        Do(destination, () => Move.Run(Whole(source), Whole(destination), replace, cancellation), cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(string path, bool recursive, CancellationToken cancellation) =>
        Do(path, () => Tree.Remove(Whole(path), recursive), cancellation);

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Do(path, () => CreateDirectory(Whole(path), mode, owner), cancellation);

    /// <inheritdoc/>
    public Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Do(path, () => Attributes.Set(Whole(path), mode, owner), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation) =>
        Do(path, () => List(Whole(path)), cancellation);

    private static FileFacts Describe(Facts facts)
    {
        var kind = facts.Type switch
        {
            Facts.Regular => FileKind.File,
            Facts.Folder => FileKind.Directory,
            Facts.Link => FileKind.Link,
            _ => FileKind.Other,
        };
        return new(kind, facts.Size, new Permissions(facts.Mode), Accounts.NameOf(facts.User, facts.Group), facts.Modified);
    }

    private static FileFacts? Absent(string path, int error) =>
        error is Native.NoSuchEntry or Native.NotADirectory ? null : throw Failure.Of("cannot look at", path, error);

    private static byte[] Read(string path, long limit)
    {
        AtomicFile.RegularFile(path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream content = new();
        var buffer = new byte[81920];
        for (var at = 0L; ; at = content.Length)
        {
            var count = RandomAccess.Read(file, buffer, at);
            if (count == 0)
                return content.ToArray();
            if (at + count > limit)
                throw new IOException($"cannot read {path}: it is larger than {limit} bytes; choose a smaller file");
            content.Write(buffer, 0, count);
        }
    }

    private static string Hash(string path, CancellationToken cancellation)
    {
        AtomicFile.RegularFile(path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024 * 1024];
        for (var at = 0L; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(file, buffer, at);
            if (count == 0)
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.AppendData(buffer, 0, count);
            at += count;
        }
    }

    private static void CreateDirectory(string path, Permissions? mode, string? owner)
    {
        Directory.CreateDirectory(path);
        Attributes.Set(path, mode, owner);
        Attributes.Flush(path);
        Attributes.Flush(Neighbour.FolderOf(path));
    }

    private static ImmutableArray<string> List(string path) =>
        [.. Directory.GetFileSystemEntries(path).Select(static e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    private static string Whole(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new IOException($"the path `{path.Replace('\0', '?')}` holds a NUL character; remove it");
        if (!path.StartsWith('/'))
            throw new IOException($"the path `{path}` is not absolute; start it with `/`");
        return path.Length > 1 ? path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : path;
    }

    private static Task Do(string path, Action work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Task.Run(work, cancellation);
    }

    private static Task<T> Do<T>(string path, Func<T> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Task.Run(work, cancellation);
    }
}
