using System.Collections.Concurrent;
using System.Globalization;

namespace RunbookEngine.Ssh.Shells;

/// <summary>
/// The shell on a host that starts commands and watches over them, any number at once, over one channel. What it is asked goes to its standard input, so
/// nothing of it shows in a process list; what it answers are single lines.
/// </summary>
internal sealed class CommandShell : IDisposable
{
    private readonly HostChannel _channel;
    private readonly LineReader _lines;
    private readonly ConcurrentDictionary<long, Inquiry> _open = new();
    private readonly Lock _writing = new();
    private readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SshOptions _options;
    private readonly ITimer _timer;
    private long _last;
    private long _heard;

    private CommandShell(HostChannel channel, SshOptions options)
    {
        (_channel, _lines, _options) = (channel, new(channel), options);
        _timer = options.Clock.CreateTimer(static s => ((CommandShell)s!).Look(), this, options.Silence / 5, options.Silence / 5);
    }

    /// <summary>Completes, with what happened, once it answers no more.</summary>
    public Task<string> Ended => _end.Task;

    /// <summary>Counts what was heard, so that silence can be noticed.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsAwaited => !_open.IsEmpty;

    /// <summary>Starts it and hears what the host says of itself.</summary>
    /// <exception cref="ConnectionLostException">It did not come up.</exception>
    public static (CommandShell Shell, HostFacts Facts) Open(HostChannel channel, string login, SshOptions options)
    {
        CommandShell shell = new(channel, options);
        channel.Write($"login={Quoting.Word(login)}\n{CommandScript.Text}");
        return (shell, shell.Hello());
    }

    /// <summary>Begins to hear answers, on a thread of its own.</summary>
    public void Listen() =>
        new Thread(Hear) { IsBackground = true, Name = "ssh answers" }.Start();

    /// <summary>Asks: the source of a shell command that gets the number as its first argument.</summary>
    public Inquiry Ask(Func<long, string> source)
    {
        var number = Interlocked.Increment(ref _last);
        Inquiry inquiry = new(() => _open.TryRemove(number, out _), _options.Clock);
        _open[number] = inquiry;
        if (_end.Task.IsCompleted)
            inquiry.Lose(_end.Task.Result);
        else
            Send(source(number));
        return inquiry;
    }

    /// <summary>Ends it for whoever waits, at once.</summary>
    public void Abort(string reason)
    {
        End(reason);
        _channel.Abort();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _channel.Dispose();
    }

    /// <summary>
    /// Each question has a sign of life of its own: the connection may live while the process that was to answer was killed, or could not be started for want of processes or memory. It is asked again,
    /// which is harmless; where it is the first answer that does not come, over another connection.
    /// </summary>
    private void Look()
    {
        foreach (var inquiry in _open.Values)
        {
            if (inquiry.Silence > _options.Silence)
                inquiry.Lose("the host answers, but not what it was asked: see whether it is short of processes or memory", isSilence: true);
        }
    }

    private void Send(string source)
    {
        try
        {
            lock (_writing)
                _channel.Write(source);
        }
        catch (ConnectionLostException e)
        {
            End(e.Message);
        }
    }

    private HostFacts Hello()
    {
        var said = 0;
        while (_lines.Read() is { } line)
        {
            if (HostFacts.Parse(line) is { } facts)
                return facts;
            if ((said += line.Length) > 256 * 1024)
                throw new ConnectionLostException("it sends endless text at login");
        }

        throw new ShellRefusedException(_channel.Complaint());
    }

    private void Hear()
    {
        try
        {
            while (_lines.Read() is { } line)
            {
                Interlocked.Increment(ref _heard);
                Dispatch(line);
            }

            End("the connection was closed");
        }
        catch (ConnectionLostException e)
        {
            End(e.Message);
        }
    }

    private void Dispatch(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length >= 2 && words[0].Length == 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && _open.TryGetValue(number, out var inquiry))
            inquiry.Hear(words[0][0], words.Length > 2 ? words[2] : "");
    }

    private void End(string reason)
    {
        _end.TrySetResult(reason);
        foreach (var inquiry in _open.Values)
            inquiry.Lose(reason);
    }
}
