using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Files;

/// <summary>Brings a file of a host here: piece by piece into a part beside the path that is named for the content, checked as a whole, then renamed.</summary>
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
                    File.SetUnixFileMode(part, (UnixFileMode)(mode?.Bits ?? 0x180));
                    File.Move(part, localPath, overwrite: true);
                    return hash;
                }
            }

            File.Delete(part);
            if (tries > 0)
                throw FileFailure.Of("cannot read", link.Name, path, FileScript.Damaged, "");
        }
    }

    private static FileStream Open(string part) =>
        new(part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, BufferSize = 0,
        });

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
