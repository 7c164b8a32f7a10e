using System.Globalization;
using System.Text;

namespace RunbookEngine.Local.Files;

/// <summary>
/// Names for what stands beside a path for a while: hidden, told apart by process and count, and never mistaken for the path itself. What a crash
/// leaves behind under such a name may be deleted.
/// </summary>
internal static class Neighbour
{
    private const int LongestName = 255;
    private static int _count;

    /// <summary>A name that is not taken.</summary>
    public static string Of(string path)
    {
        while (true)
        {
            var candidate = Compose(path);
            if (Facts.Of(candidate, followLinks: false, out _) is null)
                return candidate;
        }
    }

    /// <summary>The folder that holds the path.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(path.TrimEnd('/')) is { Length: > 0 } folder ? folder : "/";

    private static string Compose(string path)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $".runbook-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        var name = Path.GetFileName(path.TrimEnd('/'));
        while (Encoding.UTF8.GetByteCount(name) > LongestName - 1 - tail.Length)
            name = name[..^1];
        return $"{FolderOf(path).TrimEnd('/')}/.{name}{tail}";
    }
}
