using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// A folder on the engine's machine that appears under its name only when it is complete: its files are written into <c>NAME.part</c> beside it and flushed, and one rename ends it. Readable
/// by its owner only. What a dead engine left of a draft is thrown away.
/// </summary>
internal sealed class FolderDraft
{

    private readonly string _folder;

    private FolderDraft(string folder, string draft) => (_folder, Draft) = (folder, draft);

    /// <summary>Where the files are until it is complete.</summary>
    public string Draft { get; }

    /// <summary>Begins anew. A folder that a dead engine had put aside, and not replaced yet, comes back first.</summary>
    public static FolderDraft Begin(string folder)
    {
        var (draft, aside) = (folder + ".part", folder + ".before");
        if (Directory.Exists(aside) && !Directory.Exists(folder))
            Directory.Move(aside, folder);
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        PrivateFolder.Create(draft);
        return new(folder, draft);
    }

    /// <summary>Writes a file. Its path is relative, and leads nowhere else.</summary>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(Path.Combine(Draft, path));
        if (!full.StartsWith(Draft + "/", StringComparison.Ordinal))
            throw new IOException($"{path} would lead out of the folder");
        PrivateFolder.Create(Path.GetDirectoryName(full)!);
        await using var file = new FileStream(full, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(content, cancellation);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives it its name. A folder of that name goes first, and is gone for good once the new one is there.</summary>
    public void Complete()
    {
        var aside = _folder + ".before";
        if (Directory.Exists(_folder))
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
            Directory.Move(_folder, aside);
        }

        Directory.Move(Draft, _folder);
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
    }
}
