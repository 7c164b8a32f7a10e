using System.Globalization;
using RunbookEngine.Local.Files;

namespace RunbookEngine.Local.Processes;

/// <summary>Questions to <c>/proc</c> that need a look at every process. They are for what is rare: an ordinary command asks none.</summary>
internal static class ProcessTable
{
    /// <summary>
    /// The living processes of a session, without its first one. The kernel gives a number to no new process while a session of that number lives.
    /// </summary>
    public static List<int> MembersOf(int session) =>
        [.. from id in All()
            where id != session
            let stat = ProcessStat.Of(id)
            where stat is { IsAlive: true } living && living.Session == session
            select id];

    /// <summary>Whether the process has this very file open.</summary>
    public static bool Holds(int process, Facts file)
    {
        try
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd");
            return Directory.EnumerateFileSystemEntries(folder).Any(d => Facts.Of(d, followLinks: true, out _) is { } open && open.IsSameAs(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether any process has this very file open.</summary>
    public static bool AnyHolds(Facts file) => All().Any(id => Holds(id, file));

    /// <summary>Signals a process if it still belongs to the session.</summary>
    public static void Signal(int process, int session, int signal)
    {
        var descriptor = Native.OpenProcess(process);
        if (descriptor < 0)
            return;
        if (ProcessStat.Of(process) is { } stat && stat.Session == session)
            _ = Native.Signal(descriptor, signal);
        _ = Native.Close(descriptor);
    }

    private static IEnumerable<int> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(folder.AsSpan("/proc/".Length), CultureInfo.InvariantCulture, out var id))
                yield return id;
        }
    }
}
