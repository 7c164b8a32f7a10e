using System.Text;

namespace RunbookEngine.Cli.Commands;

/// <summary>Files that a person asked for. They are written anew each time, as CI systems want it, whole or not at all; a new one is for its owner alone, since outputs of commands may be in it.</summary>
internal static class WrittenFile
{
    /// <summary>Writes one; its full path.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static string Write(CliSession session, string file, string text)
    {
        var path = session.Console.FullPath(file);
        var isNew = !File.Exists(path);
        try
        {
            using FileStream stream = new(path, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            stream.Write(Encoding.UTF8.GetBytes(text));
            return path;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            if (isNew && File.Exists(path))
                File.Delete(path);
            throw Refused(file, thrown);
        }
    }

    /// <summary>What is said of a file that cannot be written.</summary>
    public static UsageException Refused(string file, Exception thrown) =>
        new($"{file} cannot be written: {thrown.Message}", "name a file in a folder that exists and that you may write to");
}
