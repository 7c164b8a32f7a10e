namespace RunbookEngine.Tests.Proofs;

/// <summary>A tmpfs, so small that it can be filled.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _path;
    private readonly string[] _rights;

    private SmallDisk(string path, string[] rights) => (_path, _rights) = (path, rights);

    private string Ballast => Path.Combine(_path, "ballast");

    /// <summary>Mounts it; skips the test where this may not be done.</summary>
    public static async Task<SmallDisk> MountAsync(string path, int kib)
    {
        Directory.CreateDirectory(path);
        foreach (var rights in new string[][] { [], ["sudo", "-n"] })
        {
            string[] mount = [.. rights, "mount", "-t", "tmpfs", "-o", $"size={kib}k,mode=0777", "tmpfs", path];
            if (await Needed.TryAsync(mount[0], mount[1..]) is { Exit: 0 })
                return new(path, rights);
        }

        Needed.Check(false, "the right to mount a tmpfs (root, or sudo without a password)");
        throw new InvalidOperationException();
    }

    /// <summary>Leaves so much room.</summary>
    public void FillBut(int kib)
    {
        using var file = File.Create(Ballast);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length / page.Length * page.Length - (kib * 1024L)));
        }
    }

    /// <summary>Makes room.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        string[] unmount = [.. _rights, "umount", "-l", _path];
        await Needed.TryAsync(unmount[0], unmount[1..]);
    }
}
