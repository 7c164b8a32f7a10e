namespace RunbookEngine.Local.Files;

/// <summary>What stood in the way, with the path and the mend.</summary>
internal static class Failure
{
    /// <summary>The exception for an error of the system.</summary>
    /// <param name="what">What could not be done, such as <c>cannot write</c>.</param>
    /// <param name="path">Where.</param>
    /// <param name="error">The system's number.</param>
    public static Exception Of(string what, string path, int error)
    {
        var message = $"{what} {path}: {Native.Explain(error)}; {Mend(error)}";
        return error switch
        {
            Native.NoAccess or Native.NotPermitted => new UnauthorizedAccessException(message),
            Native.NoSuchEntry => new FileNotFoundException(message, path),
            _ => new IOException(message),
        };
    }

    /// <summary>The exception for the system's last error.</summary>
    public static Exception Last(string what, string path) => Of(what, path, Native.LastError);

    private static string Mend(int error) =>
        error switch
        {
            Native.NoAccess or Native.NotPermitted => "check its owner and mode, or run as a user who may",
            Native.NoSuchEntry => "check the path",
            Native.NotADirectory => "a part of the path is not a folder; check the path",
            Native.IsADirectory => "it is a folder; check the path",
            Native.NoSpace or Native.QuotaExceeded => "free some space there",
            Native.ReadOnlyFileSystem => "mount the file system for writing",
            Native.NotEmpty => "set `recursive: true` to remove what it holds as well",
            _ => "look at the path and its file system",
        };
}
