namespace RunbookEngine.Cli.Engine;

/// <summary>
/// Finds a run's files again. Their names start at the directory that the run was started from, which nobody kept; the folder of the runbook was kept.
/// Pure.
/// </summary>
internal static class FormerNames
{
    /// <summary>Deep enough for any number of <c>..</c> in a name.</summary>
    private static readonly string s_root = string.Concat(Enumerable.Repeat("/x", 64));

    /// <summary>Where a file lies.</summary>
    /// <param name="runbook">The name of the runbook then.</param>
    /// <param name="folder">The folder it lies in.</param>
    /// <param name="name">The name of a file then: the runbook's own, or that of one it includes.</param>
    public static string Locate(string runbook, string folder, string name)
    {
        if (Path.IsPathRooted(name))
            return name;
        var start = Path.IsPathRooted(runbook) ? folder : Path.GetDirectoryName(Path.GetFullPath(runbook, s_root)) ?? s_root;
        return Path.GetFullPath(Path.GetRelativePath(start, Path.GetFullPath(name, s_root)), folder);
    }
}
