namespace RunbookEngine.Cli.Commands;

/// <summary>Writes files that a command line asks for.</summary>
internal static class NewFile
{
    /// <summary>Writes a file that does not exist yet.</summary>
    /// <exception cref="UsageException">It exists; then it was left alone.</exception>
    public static void Write(CliSession session, string file, string text)
    {
        var path = session.Console.FullPath(file);
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UsageException($"{file} exists already and was left alone", "choose another name");
        }
    }
}
