using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Files;

/// <summary>Brings a file of a host here: piece by piece into a folder beside the path that is named for the content, checked as a whole, then renamed.</summary>
internal sealed class Download(HostLink link, Func<CancellationToken, Task<(string Hash, long Length)>> measure)
{
    private const int Piece = 4 * 1024 * 1024;

    public async Task<string> RunAsync(string path, string localPath, Permissions? mode, Action<long, long> progress, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            var (hash, length) = await measure(cancellation).ConfigureAwait(false);
            var part = Upload.PartOf(Path.GetFullPath(localPath), hash);
            await using (var file = Open(part))
            {
                await FetchAsync(path, file, length, progress, cancellation).ConfigureAwait(false);
                if (await LocalFile.HashAsync(file, cancellation).ConfigureAwait(false) == hash)
                {
                    file.Flush(flushToDisk: true);
                    File.SetUnixFileMode(Path.Combine(part, "content"), (UnixFileMode)(mode?.Bits ?? 0x180));
                    File.Move(Path.Combine(part, "content"), localPath, overwrite: true);
                    Directory.Delete(part, recursive: true);
                    return hash;
                }
            }

            Directory.Delete(part, recursive: true);
            if (tries > 0)
                throw FileFailure.Of("cannot read", link.Name, path, FileScript.Damaged, "");
        }
    }

    /// <summary>In a folder that only we can look into, since its name can be foretold. A link or a folder that is open to others is not ours.</summary>
    private static FileStream Open(string part)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        DirectoryInfo folder = new(part);
        if (!folder.Exists)
            Directory.CreateDirectory(part, Private);
        folder.Refresh();
        if (folder.LinkTarget is not null || (folder.UnixFileMode & ~(Private | UnixFileMode.SetGroup)) != 0)
            throw new IOException($"{part} was put there by somebody else; look who may write into that folder, and take it away");
        return new(Path.Combine(part, "content"), new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, BufferSize = 0,
        });
    }

    private async Task FetchAsync(string path, FileStream file, long length, Action<long, long> progress, CancellationToken cancellation)
    {
        if (file.Length > length)
            file.SetLength(0);
        file.Seek(0, SeekOrigin.End);
        while (file.Length < length)
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"tail -c +{file.Length + 1} -- {Quoting.Word(path)} | head -c {Math.Min(Piece, length - file.Length)}");
            var piece = await link.UseAsync(c => c.WorkAsync(source, Piece, cancellation), cancellation).ConfigureAwait(false);
            if (piece.Output.Length == 0)
                return;
            await file.WriteAsync(piece.Output, cancellation).ConfigureAwait(false);
            progress(file.Length, length);
        }
    }
}
