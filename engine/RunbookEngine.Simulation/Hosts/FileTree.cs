using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>The disk of a simulated machine. Paths are absolute.</summary>
public sealed class FileTree
{
    private static readonly Permissions s_folderMode = new(0b111_101_101);
    private static readonly Permissions s_fileMode = new(0b110_100_100);
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly VirtualTime _time;

    internal FileTree(VirtualTime time)
    {
        _time = time;
        _entries["/"] = new(FileKind.Directory, [], s_folderMode, "root:root", time.GetUtcNow());
    }

    /// <summary>Whether no byte more fits on it.</summary>
    public bool IsFull { get; set; }

    /// <summary>Called with the path of what was written, moved or removed.</summary>
    internal Action<string>? Changed { get; set; }

    /// <summary>What stands at a path; null when nothing does.</summary>
    internal Entry? At(string path) => _entries.GetValueOrDefault(path);

    /// <summary>Whether something stands at a path.</summary>
    public bool Exists(string path) => _entries.ContainsKey(path);

    /// <summary>The text of a file; null when there is none.</summary>
    public string? Read(string path) => At(path) is { Kind: FileKind.File } entry ? Encoding.UTF8.GetString(entry.Content) : null;

    /// <summary>Writes a file whole, with the folders above it.</summary>
    /// <exception cref="IOException">The disk is full, or a folder stands there.</exception>
    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), null, null);

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string path, byte[] content, Permissions? mode, string? owner)
    {
        ArgumentNullException.ThrowIfNull(content);
        var old = At(path);
        if (old is { Kind: FileKind.Directory })
            throw new IOException($"{path} is a folder");
        if (IsFull && content.Length > (old?.Content.Length ?? 0))
            throw new IOException($"no space left on device: {path}");
        CreateFolder(Above(path));
        _entries[path] = new(FileKind.File, content, mode ?? old?.Mode ?? s_fileMode, owner ?? old?.Owner ?? "root:root", _time.GetUtcNow());
        Changed?.Invoke(path);
    }

    /// <summary>Creates a folder and those above it.</summary>
    public void CreateFolder(string path, Permissions? mode = null, string? owner = null)
    {
        if (At(path) is { Kind: not FileKind.Directory })
            throw new IOException($"{path} is not a folder");
        for (var above = path; !_entries.ContainsKey(above); above = Above(above))
            _entries[above] = new(FileKind.Directory, [], (above == path ? mode : null) ?? s_folderMode, (above == path ? owner : null) ?? "root:root", _time.GetUtcNow());
    }

    /// <summary>Sets mode and owner where given.</summary>
    internal void Set(string path, Permissions? mode, string? owner)
    {
        var entry = Existing(path);
        _entries[path] = entry with { Mode = mode ?? entry.Mode, Owner = owner ?? entry.Owner };
    }

    /// <summary>Removes a file, or a folder with all that it holds. Nothing there is fine.</summary>
    public void Remove(string path)
    {
        var all = Under(path);
        foreach (var inside in all)
            _entries.Remove(inside);
        foreach (var inside in all)
            Changed?.Invoke(inside);
    }

    /// <summary>Moves a file or folder over what stands there.</summary>
    public void Move(string source, string destination)
    {
        Existing(source);
        CreateFolder(Above(destination));
        var moved = Under(source).Select(p => (destination + p[source.Length..], _entries[p])).ToArray();
        Remove(destination);
        foreach (var (path, entry) in moved)
            _entries[path] = entry;
        Remove(source);
        foreach (var (path, _) in moved)
            Changed?.Invoke(path);
    }

    /// <summary>The paths of a folder and all below it, in order.</summary>
    public IReadOnlyList<string> Under(string path)
    {
        if (path == "/")
            return [.. _entries.Keys];
        return [.. _entries.Keys.Where(p => p == path || (p.StartsWith(path, StringComparison.Ordinal) && p[path.Length] == '/'))];
    }

    /// <summary>The names in a folder, sorted.</summary>
    public IReadOnlyList<string> Names(string path) => [.. _entries.Keys.Where(p => p != "/" && Above(p) == path).Select(static p => p[(p.LastIndexOf('/') + 1)..])];

    /// <summary>SHA-256 in lower-case hex.</summary>
    internal string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Existing(path).Content));

    /// <summary>What is on it, a line each, without times.</summary>
    /// <param name="isTold">Which paths are of interest.</param>
    public IEnumerable<string> Facts(Func<string, bool> isTold) => _entries.Where(e => e.Value.Kind != FileKind.Directory && isTold(e.Key)).Select(static e => string.Create(
        CultureInfo.InvariantCulture, $"{e.Key} {e.Value.Mode} {e.Value.Owner} {Convert.ToHexStringLower(SHA256.HashData(e.Value.Content))[..12]}"));

    internal Entry Existing(string path) => At(path) ?? throw new FileNotFoundException($"there is nothing at {path}");

    private static string Above(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    /// <summary>What stands at a path.</summary>
    internal sealed record Entry(FileKind Kind, byte[] Content, Permissions Mode, string Owner, DateTimeOffset ModifiedAt);
}
