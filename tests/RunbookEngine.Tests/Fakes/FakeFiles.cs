using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Fakes;

/// <summary>
/// Files in memory that keep the promises of <see cref="ITargetFiles"/>, and can die at any moment: before and after each call, and inside
/// those that are not one single change.
/// </summary>
public sealed class FakeFiles : ITargetFiles
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal) { ["/"] = Entry.Folder };

    /// <summary>Dies at so many moments from now; null: never.</summary>
    public int? CrashAfter { get; set; }

    /// <summary>Whether every move goes from one file system to another.</summary>
    public bool MovesAcross { get; init; }

    /// <summary>How many moments there were at which it could have died.</summary>
    public int Moments { get; private set; }

    /// <summary>How many calls changed something.</summary>
    public int Changes { get; private set; }

    public FakeFiles Folder(string path)
    {
        for (var above = path; above != "/"; above = Above(above))
            _entries.TryAdd(above, Entry.Folder);
        return this;
    }

    public FakeFiles File(string path, string content, string mode = "0644", string owner = "root:root")
    {
        Folder(Above(path));
        _entries[path] = new(FileKind.File, Encoding.UTF8.GetBytes(content), Permissions.Parse(mode)!.Value, owner);
        return this;
    }

    public FakeFiles Entity(string path, FileKind kind)
    {
        Folder(Above(path));
        _entries[path] = new(kind, [], new(511), "root:root");
        return this;
    }

    /// <summary>The text of a file; null when there is none.</summary>
    public string? TextOf(string path) => _entries.TryGetValue(path, out var entry) ? Encoding.UTF8.GetString(entry.Content) : null;

    /// <summary>All that is there, a line each.</summary>
    public string Snapshot() => string.Join('\n', _entries.Select(static e =>
        string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.Value.Kind} {e.Value.Mode} {e.Value.Owner} {Convert.ToHexString(e.Value.Content)}")));

    public Task<FileFacts?> StatAsync(string path, CancellationToken cancellation) => Call(path, () =>
        _entries.TryGetValue(path, out var e) ? new FileFacts(e.Kind, e.Content.Length, e.Mode, e.Owner, DateTimeOffset.UnixEpoch) : null);

    public Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation) => Call(path, () =>
        Existing(path).Content is var content && content.Length <= limit ? content : throw new IOException($"{path} is too large"));

    public Task<string> HashAsync(string path, CancellationToken cancellation) => Call(path, () => HashOf(Existing(path)));

    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Change(path, () => Put(path, content.ToArray(), mode ?? Old(path)?.Mode ?? new(420), owner ?? Old(path)?.Owner ?? "root:root"));

    public Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Change(destination, () => Put(destination, Existing(source).Content, mode ?? Existing(source).Mode, owner ?? Old(destination)?.Owner ?? "root:root"));

    public async Task<string> UploadAsync(
        string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation)
    {
        await CopyAsync(localPath, path, mode ?? new(384), owner, cancellation);
        return HashOf(Existing(path));
    }

    public Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation) =>
        UploadAsync(path, localPath, mode, null, progress, cancellation);

    public Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation) => Change(destination, () =>
    {
        Existing(source);
        if (_entries.ContainsKey(destination) && !replace)
            throw new IOException($"{destination} is already there");
        Remove(destination);
        foreach (var path in Under(source))
            _entries[destination + path[source.Length..]] = _entries[path];
        if (MovesAcross)
            Moment();
        Remove(source);
    });

    public Task RemoveAsync(string path, bool recursive, CancellationToken cancellation) => Change(path, () =>
    {
        Existing(path);
        foreach (var inside in Under(path).Reverse())
        {
            if (!recursive && inside != path)
                throw new IOException($"{path} is not empty");
            _entries.Remove(inside);
            if (inside != path)
                Moment();
        }
    });

    public Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => Change(path, () =>
    {
        Folder(Above(path));
        Moment();
        _entries[path] = new(FileKind.Directory, [], mode ?? Entry.Folder.Mode, owner ?? "root:root");
    });

    public Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => Change(path, () =>
    {
        _entries[path] = Existing(path) with { Mode = mode ?? Existing(path).Mode };
        Moment();
        _entries[path] = Existing(path) with { Owner = owner ?? Existing(path).Owner };
    });

    public Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation) => Call<ImmutableArray<string>>(path, () =>
        Existing(path).Kind == FileKind.Directory
            ? [.. _entries.Keys.Where(p => p != "/" && Above(p) == path).Select(static p => p[(p.LastIndexOf('/') + 1)..])]
            : throw new IOException($"{path} is not a folder"));

    private static string HashOf(Entry entry) => Convert.ToHexStringLower(SHA256.HashData(entry.Content));

    private static string Above(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    private Task<T> Call<T>(string path, Func<T> call)
    {
        Assert.StartsWith("/", path, StringComparison.Ordinal);
        Moment();
        try
        {
            var result = call();
            Moment();
            return Task.FromResult(result);
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    private Task<bool> Change(string path, Action call) => Call(path, () =>
    {
        Changes++;
        call();
        return true;
    });

    private void Moment()
    {
        Moments++;
        if (CrashAfter-- == 0)
            throw new CrashException();
    }

    private Entry? Old(string path) => _entries.GetValueOrDefault(path);

    private Entry Existing(string path) => Old(path) ?? throw new FileNotFoundException($"there is nothing at {path}");

    private void Put(string path, byte[] content, Permissions mode, string owner)
    {
        if (Old(Above(path)) is not { Kind: FileKind.Directory })
            throw new DirectoryNotFoundException($"there is no folder {Above(path)}");
        _entries[path] = new(FileKind.File, content, mode, owner);
    }

    private string[] Under(string path) => [.. _entries.Keys.Where(p => p == path || p.StartsWith(path + "/", StringComparison.Ordinal))];

    private void Remove(string path)
    {
        foreach (var inside in Under(path))
            _entries.Remove(inside);
    }

    private sealed record Entry(FileKind Kind, byte[] Content, Permissions Mode, string Owner)
    {
        public static Entry Folder { get; } = new(FileKind.Directory, [], new(493), "root:root");
    }
}
