namespace RunbookEngine.Local.Files;

/// <summary>Where a file system puts what is created. A wish: one that does not know it goes its own way.</summary>
internal static unsafe class Placement
{
    private const nuint GetFlags = 0x80086601;
    private const nuint SetFlags = 0x40086602;
    private const int TopOfHierarchies = 0x20000;

    /// <summary>
    /// Asks ext2 to ext4 to spread the folders that will be in this one over the disk, each with its files, as <c>chattr +T</c> does. Without a journal ext4
    /// searches past every inode that was removed nearby in the last minutes, at each file it creates: the files of one run would slow down the next.
    /// </summary>
    public static void SpreadFoldersIn(string path)
    {
        var descriptor = Native.Open(path, Native.CloseOnExec, 0);
        if (descriptor < 0)
            return;
        int flags;
        if (Native.Control(descriptor, GetFlags, &flags) == 0 && (flags & TopOfHierarchies) == 0)
        {
            flags |= TopOfHierarchies;
            _ = Native.Control(descriptor, SetFlags, &flags);
        }

        _ = Native.Close(descriptor);
    }
}
