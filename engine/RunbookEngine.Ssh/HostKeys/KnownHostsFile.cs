using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Ssh.HostKeys;

/// <summary>Adds to a file of known hosts.</summary>
internal static class KnownHostsFile
{
    private static readonly Lock s_own = new();

    /// <summary>The line for a key.</summary>
    public static string Line(string name, byte[] key) => $"{name} {KnownHosts.TypeOf(key)} {Convert.ToBase64String(key)}";

    /// <summary>
    /// Adds the key unless something of the host is there by now; several engines may do so at once. One write at the end of the file, so that nothing else in it
    /// is touched and its mode stays.
    /// </summary>
    /// <returns>What the file says of the key afterwards.</returns>
    public static (KnownHosts.Verdict Verdict, string? Place) Append(string path, string name, byte[] key)
    {
        lock (s_own)
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                PrivateFolder.Create(folder);
            using var file = OpenAlone(path);
            using StreamReader reader = new(file, Encoding.UTF8, leaveOpen: true);
            var text = reader.ReadToEnd();
            var (verdict, place) = KnownHosts.Parse(text).Judge(name, key);
            if (verdict != KnownHosts.Verdict.Unknown)
                return (verdict, place is null ? null : $"{path}, {place}");
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes((text.Length > 0 && text[^1] != '\n' ? "\n" : "") + Line(name, key) + "\n"));
            file.Flush(flushToDisk: true);
            return (KnownHosts.Verdict.Known, path);
        }
    }

    /// <summary>The system's lock on the file is tried again for some seconds: whoever has it writes one line.</summary>
    private static FileStream OpenAlone(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new(path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, BufferSize = 4096,
                });
            }
            catch (IOException) when (tries < 200 && File.Exists(path))
            {
                Thread.Yield();
                Thread.SpinWait(200_000);
            }
        }
    }
}
