using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>Reads settings that are paths: always absolute afterwards, without <c>.</c> and <c>..</c>, so that what is shown is what is meant.</summary>
internal static class TargetPath
{
    /// <summary>A required path.</summary>
    public static string Of(StepContext context, string name) =>
        Resolve(context.BaseDirectory, name, context.Arguments.Text(name));

    /// <summary>A path, or null when it was not given.</summary>
    public static string? OrNull(StepContext context, string name) =>
        context.Arguments.TextOrNull(name) is { } path ? Resolve(context.BaseDirectory, name, path) : null;

    /// <summary>A required path on the engine's machine, wherever the step works.</summary>
    public static string OnEngine(StepContext context, string name) =>
        context.EngineRoot + Resolve(context.RunbookDirectory.Length > 0 ? context.RunbookDirectory : context.BaseDirectory, name, context.Arguments.Text(name));

    /// <summary>
    /// The absolute path. An empty text is refused: it would mean the runbook's own folder, and an expression that yielded nothing must not
    /// remove that. A relative one is refused where there is nothing that it could start from: on a host.
    /// </summary>
    /// <exception cref="SettingException">Empty, relative on a host, or with a NUL in it.</exception>
    public static string Resolve(string baseDirectory, string name, string path)
    {
        if (path.Length == 0)
            throw new SettingException($"the path `{name}` is empty", "look at the expression that it comes from: it yielded nothing");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new SettingException($"the path `{name}` holds a NUL, which no file name can", "remove the NUL from the value that is inserted");
        if (baseDirectory.Length == 0 && path[0] != '/')
            throw new SettingException($"the path `{name}` is `{path}`, and on a host paths are absolute", "begin it with `/`");
        var full = Path.GetFullPath(path, baseDirectory.Length == 0 ? "/" : baseDirectory);
        return full.Length > 1 ? full.TrimEnd('/') : full;
    }
}
