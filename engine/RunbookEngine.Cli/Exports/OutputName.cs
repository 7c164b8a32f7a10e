using RunbookEngine.Cli.Engine;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Exports;

/// <summary>
/// The name by which a journal calls the file of a long output: <c>RUN/FILE</c>. It may come from an export that somebody else wrote, so it is looked at wherever it becomes a path.
/// </summary>
internal static class OutputName
{
    /// <summary>Whether the engine could have written it.</summary>
    public static bool IsValid(string name) =>
        name.Split('/') is [var run, { Length: > 0 and <= 255 } file] && RunId.IsValid(run) && file is not ("." or "..") && file.All(static c => c > ' ' && c != '\\' && !char.IsControl(c));

    /// <summary>The file; null when there is none, the name is none, or it leads by a link to something else.</summary>
    public static string? Find(CliSession session, string name)
    {
        if (!IsValid(name))
            return null;
        var path = Path.Combine(EngineWiring.Outputs(session), name);
        return File.Exists(path) && new FileInfo(path).LinkTarget is null && new DirectoryInfo(Path.GetDirectoryName(path)!).LinkTarget is null ? path : null;
    }
}
