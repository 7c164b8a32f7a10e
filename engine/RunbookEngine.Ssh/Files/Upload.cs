using System.Globalization;
using System.Text;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Files;

/// <summary>
/// Brings content to a host: into a folder beside the path that only whoever is logged in can look into, named for the content, so that a later call goes on with it; checked as a whole there; then put
/// in place. Blocks are written to where they belong, so a writer that a broken connection left behind does no harm.
/// </summary>
internal sealed class Upload(HostLink link, OnceRunner once)
{
    private const int Block = 64 * 1024;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public async Task<string> RunAsync(Stream source, string path, string? mode, string owner, Action<long, long> progress, CancellationToken cancellation)
    {
        var hash = await LocalFile.HashAsync(source, cancellation).ConfigureAwait(false);
        var part = PartOf(path, hash);
        for (var tries = 0; ; tries++)
        {
            await SendAsync(source, path, part, progress, cancellation).ConfigureAwait(false);
            var settle = $"p={Quoting.Word(path)}\npart={Quoting.Word(part)}\nhash={hash}\nmode={mode}\nowner={Quoting.Word(owner)}\n{FileScript.Settle}";
            var (status, said) = await once.RunAsync(FileScript.Functions + settle, cancellation).ConfigureAwait(false);
            if (status == 0)
                return hash;
            if (status == FileScript.Damaged && tries == 0)
                continue;
            throw FileFailure.Of("cannot write", link.Name, path, status, said);
        }
    }

    /// <summary>The path of the part: a folder, a hidden neighbour with the beginning of the hash.</summary>
    public static string PartOf(string path, string hash)
    {
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        while (Encoding.UTF8.GetByteCount(name) > 180)
            name = name[..^1];
        return $"{path[..slash]}/.{name}.runbook-{hash[..16]}.part";
    }

    private async Task SendAsync(Stream source, string path, string part, Action<long, long> progress, CancellationToken cancellation)
    {
        var sent = await link.UseAsync(c => c.TransferAsync(channel => Send(channel, source, part, progress, cancellation), cancellation), cancellation).ConfigureAwait(false);
        if (sent.Status == 0)
            return;
        // What a full disk took of it would keep the disk full.
        await once.RunAsync($"part={Quoting.Word(part)}\n{FileScript.Functions}{FileScript.GiveUp}", cancellation).ConfigureAwait(false);
        throw FileFailure.Of("cannot write", link.Name, path, sent.Status, sent.Said);
    }

    private (int Status, string Said) Send(HostChannel channel, Stream source, string part, Action<long, long> progress, CancellationToken cancellation)
    {
        LineReader lines = new(channel);
        channel.Write(FirstLine(part));
        if (Heard(lines, "have") is not { } there)
            return Refused(lines);
        var block = there / Block;
        channel.Write(string.Create(CultureInfo.InvariantCulture, $"{block}\n"));
        Pump(channel, source, block * Block, progress, cancellation);
        channel.EndInput();
        return Heard(lines, "done") == 0 ? (0, "") : (FileScript.Other, "there is no room, or the disk fails");
    }

    private void Pump(HostChannel channel, Stream source, long from, Action<long, long> progress, CancellationToken cancellation)
    {
        var buffer = new byte[Block];
        source.Seek(from, SeekOrigin.Begin);
        var told = long.MinValue;
        for (int count; (count = source.ReadAtLeast(buffer, Block, throwOnEndOfStream: false)) > 0; from += count)
        {
            cancellation.ThrowIfCancellationRequested();
            channel.Write(buffer.AsSpan(0, count));
            if (told != long.MinValue && link.Clock.GetElapsedTime(told) < s_interval)
                continue;
            told = link.Clock.GetTimestamp();
            progress(from + count, source.Length);
        }

        progress(from, source.Length);
    }

    private long? Heard(LineReader lines, string word)
    {
        for (var i = 0; i < 1000 && lines.Read() is { } line; i++)
        {
            if (line.StartsWith($"runbook-{word} ", StringComparison.Ordinal) && long.TryParse(line[(9 + word.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            if (line.StartsWith("runbook-no ", StringComparison.Ordinal))
            {
                _refusal = line["runbook-no ".Length..];
                return null;
            }
        }

        throw new ConnectionLostException("the connection was closed");
    }

    private string _refusal = "";

    private (int Status, string Said) Refused(LineReader lines)
    {
        _ = lines;
        return int.TryParse(_refusal, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? (status, "") : (FileScript.Other, _refusal);
    }

    /// <summary>All in one line, since the rest of the input is the content. Functions that end with a status print nothing of use here.</summary>
    private static string FirstLine(string part) =>
        $"nl=$(printf '\\nx'); nl=${{nl%x}}; part={Quoting.Word(part).Replace("\n", "'\"$nl\"'", StringComparison.Ordinal)}; up=${{part%/*}}; [ -n \"$up\" ] || up=/; "
        + "no() { echo \"runbook-no $1\"; exit; }; "
        + "[ -e \"$up\" ] || no 10; [ -d \"$up\" ] || no 15; "
        + FileScript.Enter + "enter || no $?; (umask 077; : >>content) 2>/dev/null || no 19; "
        + "echo \"runbook-have $(stat -c %s content)\"; read -r block; "
        + "dd of=content bs=65536 seek=\"$block\" conv=notrunc 2>/dev/null; echo \"runbook-done $?\"\n";
}
