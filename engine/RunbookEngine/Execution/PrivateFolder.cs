namespace RunbookEngine.Execution;

/// <summary>Folders of the engine's own, which only their owner can look into, whatever the umask is.</summary>
public static class PrivateFolder
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder and all above it that are missing, each with mode 0700. Those that are there stay as they are.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Create(string path)
    {
        // The platform gives the mode to the last folder alone.
        if (Path.GetDirectoryName(path) is { Length: > 0 } above && !Directory.Exists(above))
            Create(above);
        Directory.CreateDirectory(path, Mode);
    }
}
