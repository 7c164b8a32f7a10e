namespace RunbookEngine.Cli.Engine;

/// <summary>Finds the files that a command line means.</summary>
internal static class LanguageFiles
{
    /// <summary>A file that is named is meant whatever it is; of a folder, and those below it, what is a runbook, a world or a scenario.</summary>
    /// <exception cref="UsageException">A folder holds none.</exception>
    public static IEnumerable<string> In(CliSession session, string path)
    {
        var full = session.Console.FullPath(path);
        if (!Directory.Exists(full))
            return [path];
        var files = Directory.EnumerateFiles(full, "*.y*ml", SearchOption.AllDirectories).Where(IsOurs).Order(StringComparer.Ordinal).Select(f => Named(path, Path.GetRelativePath(full, f))).ToList();
        return files.Count > 0
            ? files
            : throw new UsageException($"there is no runbook in {path}", "name a file, or a folder with files *.yaml that begin with `apiVersion: runbook/v1`");
    }

    private static string Named(string folder, string file) => folder == "." ? file : Path.Join(folder, file);

    private static bool IsOurs(string path) => File.ReadLines(path).Any(static l => l.StartsWith("apiVersion: runbook/v1", StringComparison.Ordinal));
}
