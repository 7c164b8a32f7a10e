using System.Runtime.InteropServices;
using RunbookEngine.Execution;

namespace RunbookEngine.Sqlite;

/// <summary>The file of a store, before SQLite sees it: it holds inputs and outputs of commands, so it is for its owner only.</summary>
internal static partial class StoreFile
{
    private const int AlreadyExists = 17;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Creates the store and its folder where they are missing. It is made under another name and then given its own, so that nobody ever sees half a store, whoever
    /// else creates it or is killed meanwhile.
    /// </summary>
    /// <param name="path">The store.</param>
    /// <param name="make">Makes a store of an empty file.</param>
    /// <exception cref="StoreException">It cannot be created.</exception>
    public static void Ensure(string path, Action<string> make)
    {
        if (Directory.Exists(path))
            throw new StoreException($"the store {path} is a folder", "name a file with --store");
        try
        {
            if (!File.Exists(path))
                Create(path, make);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store {path} cannot be created: {e.Message}", "check the folder and who owns it, or name another file with --store", e);
        }
    }

    private static void Create(string path, Action<string> make)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.new-{Path.GetRandomFileName()}";
        try
        {
            new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }).Dispose();
            make(unfinished);
            Name(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>
    /// Gives the file its name unless another engine was quicker: then that one's store is used. A rename would put this file in the place of theirs; it serves only
    /// where the file system has no links.
    /// </summary>
    private static void Name(string unfinished, string path)
    {
        if (Link(unfinished, path) != 0 && Marshal.GetLastPInvokeError() != AlreadyExists)
            File.Move(unfinished, path);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);
}
