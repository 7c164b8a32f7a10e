using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>The files of a simulated machine, as an engine reaches them.</summary>
/// <param name="host">The machine.</param>
/// <param name="transport">The way to it.</param>
/// <param name="root">What stands before paths on the engine's own disk. Steps look at that disk themselves, so what is brought there really lies there too.</param>
internal sealed class SimulatedFiles(SimulatedHost host, SimulatedTransport transport, string root) : ITargetFiles
{
    private static readonly Permissions s_private = new(0b110_000_000);

    private FileTree Tree => host.Files;

    private FileTree Engine => host.World.Local.Files;

    public Task<FileFacts?> StatAsync(string path, CancellationToken cancellation) =>
        Call(() => Tree.At(path) is { } e ? new FileFacts(e.Kind, e.Content.Length, e.Mode, e.Owner, e.ModifiedAt) : null, cancellation);

    public Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation) =>
        Call(() => File(Tree, path).Content is var content && content.Length <= limit ? content : throw new IOException($"{path} is too large"), cancellation);

    public Task<string> HashAsync(string path, CancellationToken cancellation) => Call(() => Tree.Hash(path), cancellation);

    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Change(() => Put(Tree, path, content.ToArray(), mode, owner), cancellation);

    public Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation) =>
        Change(() => Put(Tree, destination, File(Tree, source).Content, mode ?? File(Tree, source).Mode, owner), cancellation);

    public Task<string> UploadAsync(string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation) =>
        Call(() => Bring(Engine, OnEngine(localPath), Tree, path, mode, owner, progress), cancellation);

    public Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation) =>
        Call(() =>
        {
            var hash = Bring(Tree, path, Engine, OnEngine(localPath), mode, null, progress);
            if (root.Length > 0)
                Mirror(localPath);
            return hash;
        }, cancellation);

    public Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation) => Change(() =>
    {
        Tree.Existing(source);
        if (Tree.Exists(destination) && !replace)
            throw new IOException($"{destination} is already there");
        Tree.Move(source, destination);
    }, cancellation);

    public Task RemoveAsync(string path, bool recursive, CancellationToken cancellation) => Change(() =>
    {
        Tree.Existing(path);
        if (!recursive && Tree.Under(path).Count > 1)
            throw new IOException($"{path} is not empty");
        Tree.Remove(path);
    }, cancellation);

    public Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => Change(() => Tree.CreateFolder(path, mode, owner), cancellation);

    public Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => Change(() => Tree.Set(path, mode, owner), cancellation);

    public Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation) => Call<ImmutableArray<string>>(
        () => Tree.Existing(path).Kind == FileKind.Directory ? [.. Tree.Names(path)] : throw new IOException($"{path} is not a folder"), cancellation);

    private string OnEngine(string path) => root.Length > 0 && path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : path;

    private void Mirror(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, Engine.Existing(OnEngine(path)).Content);
    }

    private static string Bring(FileTree from, string source, FileTree to, string destination, Permissions? mode, string? owner, Action<long, long> progress)
    {
        var content = File(from, source).Content;
        Put(to, destination, content, mode ?? s_private, owner);
        progress(content.Length, content.Length);
        return to.Hash(destination);
    }

    private static FileTree.Entry File(FileTree tree, string path) =>
        tree.Existing(path) is { Kind: FileKind.File } file ? file : throw new IOException($"{path} is not a file");

    private static void Put(FileTree tree, string path, byte[] content, Permissions? mode, string? owner)
    {
        if (path.LastIndexOf('/') is var slash and > 0 && tree.At(path[..slash]) is not { Kind: FileKind.Directory })
            throw new DirectoryNotFoundException($"there is no folder {path[..slash]}");
        tree.Write(path, content, mode, owner);
    }

    private Task<bool> Change(Action change, CancellationToken cancellation) => Call(() =>
    {
        change();
        return true;
    }, cancellation);

    private async Task<T> Call<T>(Func<T> call, CancellationToken cancellation)
    {
        await transport.ReachAsync(cancellation);
        return call();
    }
}
