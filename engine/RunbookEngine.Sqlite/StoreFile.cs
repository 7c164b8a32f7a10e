using RunbookEngine.Execution;

namespace RunbookEngine.Sqlite;

/// <summary>The file of a store, before SQLite sees it: it holds inputs and outputs of commands, so it is for its owner only.</summary>
internal static class StoreFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Closing any handle of a file drops all locks that the process has on it, so the file must be closed here before any other thread may have it open in
    /// SQLite.
    /// </summary>
    private static readonly Lock s_creating = new();

    /// <summary>Creates the file and its folder where they are missing.</summary>
    /// <exception cref="StoreException">They cannot be created.</exception>
    public static void Ensure(string path)
    {
        if (Directory.Exists(path))
            throw new StoreException($"the store {path} is a folder", "name a file with --store");
        try
        {
            lock (s_creating)
            {
                if (!File.Exists(path))
                    Create(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store {path} cannot be created: {e.Message}", "check the folder and who owns it, or name another file with --store", e);
        }
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Private | UnixFileMode.UserExecute);
        try
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another engine was quicker.
        }
    }
}
