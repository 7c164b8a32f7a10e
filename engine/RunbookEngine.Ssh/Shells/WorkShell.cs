using System.Security.Cryptography;
using System.Text;

namespace RunbookEngine.Ssh.Shells;

/// <summary>A shell on a host that does one thing after the other and tells all that it printed. For files, and for outputs of commands.</summary>
internal sealed class WorkShell
{
    private readonly HostChannel _channel;
    private readonly byte[] _mark;
    private readonly string _markText;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private WorkShell(HostChannel channel)
    {
        _channel = channel;
        _markText = "runbook-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _mark = Encoding.ASCII.GetBytes("\n" + _markText + " ");
    }

    /// <summary>Starts it. What a login prints is skipped.</summary>
    public static WorkShell Open(HostChannel channel, string functions)
    {
        WorkShell shell = new(channel);
        channel.Write("exec 2>/dev/null\nunset IFS ENV CDPATH\n" + functions);
        _ = shell.Do(":", 256 * 1024);
        return shell;
    }

    /// <summary>
    /// Does it and returns what it printed, and its status. It cannot change the shell itself. More than the limit ends the shell: nothing of ours prints so much.
    /// </summary>
    /// <exception cref="ConnectionLostException">The shell is gone.</exception>
    public WorkResult Do(string source, int limit)
    {
        _channel.Write($"( {source}\n) </dev/null; printf '\\n{_markText} %s\\n' $?\n");
        using MemoryStream output = new();
        while (true)
        {
            if (Finished(output) is { } result)
                return result;
            if (output.Length > limit + _mark.Length + 64)
                throw new ConnectionLostException("it sends more than it was asked for");
            var count = _channel.Read(_buffer);
            if (count == 0)
                throw new ConnectionLostException("the connection was closed");
            output.Write(_buffer, 0, count);
        }
    }

    /// <summary>What it runs on.</summary>
    public HostChannel Channel => _channel;

    /// <summary>Ends whatever is being done, at once.</summary>
    public void Abort() => _channel.Abort();

    private WorkResult? Finished(MemoryStream output)
    {
        var whole = output.GetBuffer().AsSpan(0, (int)output.Length);
        if (whole.Length == 0 || whole[^1] != '\n')
            return null;
        var from = Math.Max(0, whole.Length - _mark.Length - 8);
        var at = whole[from..].LastIndexOf(_mark);
        return at >= 0 && int.TryParse(whole[(from + at + _mark.Length)..^1], out var status) ? new(status, whole[..(from + at)].ToArray()) : null;
    }
}

/// <summary>What a work shell did.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">What it printed.</param>
internal readonly record struct WorkResult(int Status, byte[] Output)
{
    /// <summary>As text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);
}
