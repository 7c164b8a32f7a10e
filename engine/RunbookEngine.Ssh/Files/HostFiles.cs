using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Files;

/// <summary>
/// Files on a host. What only looks is asked of a shell and asked again when the connection is lost. What changes something runs as a command with a name of its
/// own: once, whatever happens to the connection.
/// </summary>
internal sealed class HostFiles(HostLink link, OnceRunner once) : ITargetFiles
{
    private const int InlineBytes = 256 * 1024;

    /// <inheritdoc/>
    public async Task<FileFacts?> StatAsync(string path, CancellationToken cancellation)
    {
        var (status, output) = await LookAsync(Vars(("p", Whole(path))) + FileScript.Stat, 4096, cancellation).ConfigureAwait(false);
        if (status is FileScript.Missing or FileScript.NotAFolder)
            return null;
        return status == 0 ? FactsText.Parse(Encoding.UTF8.GetString(output)) ?? throw Fail("cannot look at", path, FileScript.Other, output) : throw Fail("cannot look at", path, status, output);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        var most = (int)Math.Min(limit, 1 << 30);
        var (status, output) = await LookAsync(Vars(("p", Whole(path)), ("limit", Text(most))) + FileScript.Read, most + 4096, cancellation).ConfigureAwait(false);
        if (status != 0)
            throw Fail("cannot read", path, status, output);
        return output.Length <= limit ? output : throw new IOException($"cannot read {path} on {Name}: it is larger than {Text(limit)} bytes; choose a smaller file");
    }

    /// <inheritdoc/>
    public async Task<string> HashAsync(string path, CancellationToken cancellation) => (await MeasureAsync(path, cancellation).ConfigureAwait(false)).Hash;

    /// <inheritdoc/>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation)
    {
        var whole = Whole(path);
        if (content.Length > InlineBytes)
        {
            using MemoryStream source = new(content.ToArray(), writable: false);
            await new Upload(link, once).RunAsync(source, whole, mode?.ToString(), Owner(owner), static (_, _) => { }, cancellation).ConfigureAwait(false);
            return;
        }

        var source2 = Vars(("p", whole), ("mode", mode?.ToString() ?? ""), ("owner", Owner(owner)), ("token", Token()));
        await DoAsync("cannot write", path, $"content() {{ {Quoting.Printing(content.Span)}; }}\n{source2}{FileScript.Write}", cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation) =>
        DoAsync(
            $"cannot copy {source} to", destination,
            Vars(("p", Whole(source)), ("d", Whole(destination)), ("mode", mode?.ToString() ?? ""), ("owner", Owner(owner)), ("token", Token())) + FileScript.Copy, cancellation);

    /// <inheritdoc/>
    public async Task<string> UploadAsync(
        string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation)
    {
        using var source = LocalFile.OpenToRead(localPath);
        return await new Upload(link, once)
            .RunAsync(source, Whole(path), (mode ?? new Permissions(0x180)).ToString(), Owner(owner), progress, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation) =>
        new Download(link, c => MeasureAsync(path, c)).RunAsync(Whole(path), localPath, mode, progress, cancellation);

    /// <inheritdoc/>
    public Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation) =>
        DoAsync(
            $"cannot move {source} to", destination,
            Vars(("p", Whole(source)), ("d", Whole(destination)), ("replace", replace ? "1" : ""), ("token", Token())) + FileScript.Move, cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(string path, bool recursive, CancellationToken cancellation)
    {
        if (Whole(path) == "/")
            throw new IOException("cannot remove /: it holds the whole system; check the path");
        return DoAsync("cannot remove", path, Vars(("p", Whole(path)), ("recursive", recursive ? "1" : "")) + FileScript.Remove, cancellation);
    }

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) =>
        DoAsync("cannot create", path, Vars(("p", Whole(path)), ("mode", mode?.ToString() ?? ""), ("owner", Owner(owner))) + FileScript.MakeFolder, cancellation);

    /// <inheritdoc/>
    public Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) =>
        DoAsync("cannot change", path, Vars(("p", Whole(path)), ("mode", mode?.ToString() ?? ""), ("owner", Owner(owner))) + FileScript.SetAttributes, cancellation);

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation)
    {
        var (status, output) = await LookAsync(Vars(("p", Whole(path))) + FileScript.List, 64 * 1024 * 1024, cancellation).ConfigureAwait(false);
        if (status != 0)
            throw Fail("cannot list", path, status, output);
        return [.. Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private string Name => link.Name;

    private async Task<(string Hash, long Length)> MeasureAsync(string path, CancellationToken cancellation)
    {
        var (status, output) = await LookAsync(Vars(("p", Whole(path))) + FileScript.Hash, 4096, cancellation).ConfigureAwait(false);
        var lines = Encoding.UTF8.GetString(output).Split('\n');
        if (status != 0)
            throw Fail("cannot read", path, status, output);
        return lines.Length >= 2 && lines[0].Length >= 64 && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? (lines[0][..64], length)
            : throw Fail("cannot read", path, FileScript.Other, output);
    }

    private async Task<(int Status, byte[] Output)> LookAsync(string source, int limit, CancellationToken cancellation)
    {
        var result = await link.UseAsync(c => c.WorkAsync(source, limit, cancellation), cancellation).ConfigureAwait(false);
        return (result.Status, result.Output);
    }

    private async Task DoAsync(string what, string path, string source, CancellationToken cancellation)
    {
        var (status, said) = await once.RunAsync(FileScript.Functions + source, cancellation).ConfigureAwait(false);
        if (status != 0)
            throw FileFailure.Of(what, Name, path, status, said);
    }

    private Exception Fail(string what, string path, int status, byte[] output) => FileFailure.Of(what, Name, path, status, Encoding.UTF8.GetString(output));

    private static string Vars(params ReadOnlySpan<(string Name, string Value)> vars)
    {
        StringBuilder source = new();
        foreach (var (name, value) in vars)
            source.Append(name).Append('=').AppendWord(value).Append('\n');
        return source.ToString();
    }

    /// <summary>Tells neighbours apart; a name of a second call is never that of the first.</summary>
    private static string Token() => Guid.NewGuid().ToString("N")[..12];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Owner(string? owner)
    {
        if (owner is null)
            return "";
        var parts = owner.Split(':');
        return parts.Length <= 2 && parts.Any(static p => p.Length > 0) && !owner.AsSpan().ContainsAny("\0\n /")
            ? owner
            : throw new IOException($"`{PlainText.Of(owner)}` is not an owner; write `user`, `user:group` or `:group`");
    }

    private static string Whole(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new IOException($"the path `{path.Replace('\0', '?')}` holds a NUL character; remove it");
        if (!path.StartsWith('/'))
            throw new IOException($"the path `{path}` is not absolute; start it with `/`");
        return path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
    }
}
