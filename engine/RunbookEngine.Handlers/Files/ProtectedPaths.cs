using System.Collections.Frozen;

namespace RunbookEngine.Handlers.Files;

/// <summary>
/// Folders that no runbook may remove or move as a whole. They are what an expression that yielded too little would hit: <c>/var/lib/{{ name }}</c>
/// with an empty name.
/// </summary>
internal static class ProtectedPaths
{
    private static readonly FrozenSet<string> System = FrozenSet.Create(StringComparer.Ordinal,
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv",
        "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/sbin", "/usr/share", "/var", "/var/backups", "/var/cache",
        "/var/lib", "/var/log", "/var/opt", "/var/run", "/var/spool", "/var/tmp");

    /// <summary>Whether the path is one of them, or holds the runbook's own folder.</summary>
    /// <param name="path">Absolute, without <c>.</c> and <c>..</c>.</param>
    /// <param name="baseDirectory">The runbook's folder.</param>
    public static bool Contains(string path, string baseDirectory) =>
        System.Contains(path) || path == baseDirectory || baseDirectory.StartsWith(path + "/", StringComparison.Ordinal);
}
