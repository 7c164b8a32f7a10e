using RunbookEngine.Execution;

namespace RunbookEngine.Local.Files;

/// <summary>Sets modes, owners and times, and flushes. The owner goes first, because changing it clears some bits of the mode.</summary>
internal static unsafe class Attributes
{
    /// <summary>Of what stands at the path; links are followed.</summary>
    public static void Set(string path, Permissions? mode, string? owner)
    {
        if (owner is not null)
        {
            var (user, group) = Accounts.Parse(owner);
            if (Native.ChangeOwner(path, user, group) != 0)
                throw Failure.Last("cannot change the owner of", path);
        }

        if (mode is { } bits && Native.ChangeMode(path, (uint)bits.Bits) != 0)
            throw Failure.Last("cannot change the mode of", path);
    }

    /// <summary>Makes the path look like its original. Only root can give files away; for others the copy stays their own.</summary>
    public static void Imitate(string path, Facts original)
    {
        if (Native.ChangeLinkOwner(path, original.User, original.Group) != 0 && Native.LastError != Native.NotPermitted)
            throw Failure.Last("cannot change the owner of", path);
        if (original.Type != Facts.Link && Native.ChangeMode(path, (uint)original.Mode) != 0)
            throw Failure.Last("cannot change the mode of", path);
        var times = stackalloc long[4] { original.Accessed.Seconds, original.Accessed.Nanoseconds, original.Changed.Seconds, original.Changed.Nanoseconds };
        if (Native.ChangeTimes(Native.AtCurrentDirectory, path, times, Native.NoFollow) != 0)
            throw Failure.Last("cannot change the times of", path);
    }

    /// <summary>Sees that a file's content or a folder's names are on disk.</summary>
    public static void Flush(string path)
    {
        var descriptor = Native.Open(path, Native.CloseOnExec, 0);
        if (descriptor < 0)
            throw Failure.Last("cannot flush", path);
        var result = Native.Flush(descriptor);
        var error = Native.LastError;
        _ = Native.Close(descriptor);
        if (result != 0 && error != Native.Invalid)
            throw Failure.Of("cannot flush", path, error);
    }
}
