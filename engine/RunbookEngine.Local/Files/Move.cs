namespace RunbookEngine.Local.Files;

/// <summary>Moves a file or folder so that, whatever dies in the middle, at either path stands the whole of something or nothing.</summary>
internal static class Move
{
    public static void Run(string source, string destination, bool replace, CancellationToken cancellation)
    {
        if (destination.StartsWith(source + "/", StringComparison.Ordinal))
            throw new IOException($"cannot move {source} to {destination}: a folder cannot be moved into itself; choose another place");
        if (Facts.Of(source, followLinks: false, out var missing) is null)
            throw Failure.Of("cannot move", source, missing);
        if (!TryPlace(source, destination, replace))
            Across(source, destination, replace, cancellation);
        Attributes.Flush(Neighbour.FolderOf(destination));
        if (Neighbour.FolderOf(source) != Neighbour.FolderOf(destination))
            Attributes.Flush(Neighbour.FolderOf(source));
    }

    /// <summary>
    /// Copies beside the destination, puts the copy in place, then puts the source out of its place before removing it, since removing a folder takes
    /// time and can stop half-way.
    /// </summary>
    private static void Across(string source, string destination, bool replace, CancellationToken cancellation)
    {
        if (!replace && Facts.Of(destination, followLinks: false, out _) is not null)
            throw Taken(destination);
        var copy = Neighbour.Of(destination);
        try
        {
            Tree.Copy(source, copy, cancellation);
            if (!TryPlace(copy, destination, replace))
                throw new IOException($"cannot move {source} to {destination}: the destination is on a file system of its own; move to a path inside it");
        }
        catch
        {
            if (Facts.Of(copy, followLinks: false, out _) is not null)
                Tree.Remove(copy, recursive: true);
            throw;
        }

        Attributes.Flush(Neighbour.FolderOf(destination));
        var aside = PutAside(source);
        Tree.Remove(aside, recursive: true);
    }

    /// <summary>Puts a path in another's place by renames; false when the two are on different file systems.</summary>
    private static bool TryPlace(string source, string destination, bool replace)
    {
        var error = RenameToFree(source, destination);
        if (error == Native.Exists && replace)
            return Replace(source, destination);
        return error switch
        {
            0 => true,
            Native.CrossDevice => false,
            Native.Exists => throw Taken(destination),
            _ => throw Failure.Of($"cannot move {source} to", destination, error),
        };
    }

    /// <summary>A file gives way at once. A folder, or a file to a folder, is put aside first and put back if the move fails.</summary>
    private static bool Replace(string source, string destination)
    {
        if (IsFolder(source) || IsFolder(destination))
            return ReplaceFolder(source, destination);
        if (Native.Rename(source, destination) == 0)
            return true;
        return Native.LastError == Native.CrossDevice ? false : throw Failure.Last($"cannot move {source} to", destination);
    }

    private static bool ReplaceFolder(string source, string destination)
    {
        if (DeviceOf(source) != DeviceOf(Neighbour.FolderOf(destination)))
            return false;
        var aside = PutAside(destination);
        var error = RenameToFree(source, destination);
        if (error != 0)
        {
            _ = RenameToFree(aside, destination);
            return error == Native.CrossDevice ? false : throw Failure.Of($"cannot move {source} to", destination, error);
        }

        Attributes.Flush(Neighbour.FolderOf(destination));
        Tree.Remove(aside, recursive: true);
        return true;
    }

    private static string PutAside(string path)
    {
        var aside = Neighbour.Of(path);
        return RenameToFree(path, aside) is var error and not 0 ? throw Failure.Of("cannot put aside", path, error) : aside;
    }

    /// <summary>One rename that never replaces. Where the file system knows no such rename, a look comes first.</summary>
    private static int RenameToFree(string source, string destination)
    {
        if (Native.Rename(Native.AtCurrentDirectory, source, Native.AtCurrentDirectory, destination, Native.NoReplace) == 0)
            return 0;
        var error = Native.LastError;
        if (error != Native.Invalid)
            return error;
        if (Facts.Of(destination, followLinks: false, out _) is not null)
            return Native.Exists;
        return Native.Rename(source, destination) == 0 ? 0 : Native.LastError;
    }

    private static bool IsFolder(string path) => Facts.Of(path, followLinks: false, out _) is { Type: Facts.Folder };

    private static ulong? DeviceOf(string path) => Facts.Of(path, followLinks: false, out _)?.Device;

    private static IOException Taken(string destination) =>
        new($"cannot move to {destination}: something stands there already; remove it, or set `replace: true`");
}
