using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Lab;

/// <summary>Files in a node of the lab, without a network and an engine between: as much as is asked of those that a tool made.</summary>
internal sealed class NodeFiles(LabMachines lab, string node) : ITargetFiles
{
    public async Task<FileFacts?> StatAsync(string path, CancellationToken cancellation)
    {
        var told = await lab.TryInAsync(node, $"stat -c '%s %a %U:%G %Y' {path}");
        return told.Exit == 0 && told.Output.Split(' ') is [var size, var mode, var owner, var at]
            ? new(FileKind.File, long.Parse(size, CultureInfo.InvariantCulture), Permissions.Parse(mode)!.Value, owner, DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture)))
            : null;
    }

    public async Task<string> HashAsync(string path, CancellationToken cancellation) => (await lab.InAsync(node, $"sha256sum {path}")).Split(' ')[0];

    public Task MoveAsync(string source, string destination, bool replace, CancellationToken cancellation) => lab.InAsync(node, $"mv -T {source} {destination}");

    public Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, Permissions? mode, string? owner, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CopyAsync(string source, string destination, Permissions? mode, string? owner, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> UploadAsync(string localPath, string path, Permissions? mode, string? owner, Action<long, long> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> DownloadAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RemoveAsync(string path, bool recursive, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CreateDirectoryAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => throw new NotSupportedException();

    public Task SetAttributesAsync(string path, Permissions? mode, string? owner, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ImmutableArray<string>> ListAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();
}
