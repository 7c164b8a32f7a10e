using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>
/// The outputs of a command. Short ones came with its end; others are fetched in pieces. While it runs, the host is asked for the lengths once a second at most,
/// for both at once, whatever is asked here.
/// </summary>
internal sealed class OutputCache(HostLink link, string stem, TimeProvider clock)
{
    private const int Piece = 2 * 1024 * 1024;
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Task<(long Stdout, long Stderr)>? _lengths;
    private long _asked;

    /// <summary>Whether there never was any.</summary>
    public bool IsNothing { get; set; }

    public async Task<long> LengthAsync(OutputKind kind, Claim? claim, CancellationToken cancellation)
    {
        if (IsNothing)
            return 0;
        if (claim is not null)
            return Length(kind, claim);
        Task<(long Stdout, long Stderr)> asked;
        lock (_lock)
        {
            if (_lengths is null || _lengths.IsFaulted || (_lengths.IsCompleted && clock.GetElapsedTime(_asked) > s_fresh))
                (_lengths, _asked) = (AskAsync(), clock.GetTimestamp());
            asked = _lengths;
        }

        var (stdout, stderr) = await asked.WaitAsync(cancellation).ConfigureAwait(false);
        return kind == OutputKind.Stdout ? stdout : stderr;
    }

    public async Task<long> CopyAsync(OutputKind kind, long offset, long count, Stream destination, Claim? claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (IsNothing || (claim is not null && offset >= Length(kind, claim)))
            return 0;
        if (claim?.Outputs is { } all)
            return await CopyAsync(all.AsMemory(kind == OutputKind.Stdout ? 0 : (int)claim.StdoutLength, (int)Length(kind, claim)), offset, count, destination, cancellation).ConfigureAwait(false);
        var copied = 0L;
        while (copied < count)
        {
            var wanted = (int)Math.Min(Piece, count - copied);
            var piece = await FetchAsync(kind, offset + copied, wanted, cancellation).ConfigureAwait(false);
            await destination.WriteAsync(piece, cancellation).ConfigureAwait(false);
            copied += piece.Length;
            if (piece.Length < wanted)
                break;
        }

        return copied;
    }

    private static long Length(OutputKind kind, Claim claim) => kind == OutputKind.Stdout ? claim.StdoutLength : claim.StderrLength;

    private static async Task<long> CopyAsync(ReadOnlyMemory<byte> all, long offset, long count, Stream destination, CancellationToken cancellation)
    {
        var part = all.Slice((int)offset, (int)Math.Min(count, all.Length - offset));
        await destination.WriteAsync(part, cancellation).ConfigureAwait(false);
        return part.Length;
    }

    private async Task<byte[]> FetchAsync(OutputKind kind, long offset, int count, CancellationToken cancellation)
    {
        var file = Quoting.Word($"{stem}.{(kind == OutputKind.Stdout ? "stdout" : "stderr")}");
        var source = string.Create(CultureInfo.InvariantCulture, $"tail -c +{offset + 1} {file} | head -c {count}");
        var result = await link.UseAsync(c => c.WorkAsync(source, count, cancellation), cancellation).ConfigureAwait(false);
        return result.Output;
    }

    private async Task<(long Stdout, long Stderr)> AskAsync()
    {
        var source = $"stat -c %s {Quoting.Word(stem + ".stdout")}; stat -c %s {Quoting.Word(stem + ".stderr")}";
        var result = await link.UseAsync(c => c.WorkAsync(source, 1024, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        var lines = result.Text.Split('\n');
        return (Number(lines, 0), Number(lines, 1));
    }

    private static long Number(string[] lines, int at) =>
        at < lines.Length && long.TryParse(lines[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
