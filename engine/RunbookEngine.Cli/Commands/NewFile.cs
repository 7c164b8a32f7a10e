namespace RunbookEngine.Cli.Commands;

/// <summary>Writes files that a command line asks for.</summary>
internal static class NewFile
{
    /// <summary>Writes a file that does not exist yet.</summary>
    /// <param name="session">Where it is named from.</param>
    /// <param name="file">Its name.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="replace">Whether one that exists is replaced.</param>
    /// <exception cref="UsageException">It exists; then it was left alone.</exception>
    public static void Write(CliSession session, string file, string text, bool replace = false)
    {
        var path = session.Console.FullPath(file);
        try
        {
            using var stream = new FileStream(path, replace ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            throw new UsageException($"{file} exists already and was left alone", "choose another name");
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            throw WrittenFile.Refused(file, thrown);
        }
    }
}
