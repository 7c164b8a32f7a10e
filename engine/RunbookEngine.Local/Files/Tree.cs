namespace RunbookEngine.Local.Files;

/// <summary>Whole folders: copied with everything that can be seen from outside, removed without following a link.</summary>
internal static class Tree
{
    /// <summary>
    /// Copies a file, link or folder to where nothing stands: content, mode, owner and times, each flushed. Extended attributes are not copied,
    /// holes are filled, and hard links become files of their own.
    /// </summary>
    public static void Copy(string source, string destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var facts = Facts.Of(source, followLinks: false, out var error) ?? throw Failure.Of("cannot copy", source, error);
        switch (facts.Type)
        {
            case Facts.Folder:
                CopyFolder(source, destination, cancellation);
                break;
            case Facts.Link:
                File.CreateSymbolicLink(destination, new FileInfo(source).LinkTarget!);
                break;
            case Facts.Regular:
                CopyFile(source, destination, cancellation);
                break;
            default:
                throw new IOException($"cannot copy {source}: it is a device, a socket or a pipe; remove it first");
        }

        Attributes.Imitate(destination, facts);
        if (facts.Type != Facts.Link)
            Attributes.Flush(destination);
    }

    /// <summary>Removes a file or link, or a folder with what it holds.</summary>
    public static void Remove(string path, bool recursive)
    {
        if (path == "/")
            throw new IOException("cannot remove /: it holds the whole system; check the path");
        var facts = Facts.Of(path, followLinks: false, out var error) ?? throw Failure.Of("cannot remove", path, error);
        if (facts.Type == Facts.Folder && recursive)
            RemoveContent(path);
        var result = facts.Type == Facts.Folder ? Native.RemoveDirectory(path) : Native.Unlink(path);
        if (result != 0)
            throw Failure.Last("cannot remove", path);
    }

    private static void RemoveContent(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder))
            Remove(entry, recursive: true);
    }

    private static void CopyFolder(string source, string destination, CancellationToken cancellation)
    {
        if (Native.MakeDirectory(destination, 0x1C0) != 0)
            throw Failure.Last("cannot create", destination);
        foreach (var entry in Directory.GetFileSystemEntries(source))
            Copy(entry, $"{destination}/{Path.GetFileName(entry)}", cancellation);
    }

    private static void CopyFile(string source, string destination, CancellationToken cancellation)
    {
        using var from = File.OpenHandle(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = File.OpenHandle(destination, FileMode.CreateNew, FileAccess.Write);
        AtomicFile.Copy(from, to, cancellation);
    }
}
