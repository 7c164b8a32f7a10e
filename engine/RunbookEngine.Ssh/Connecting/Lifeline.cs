using System.Globalization;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>
/// Notices a dead, frozen or cut peer: while somebody waits and nothing is heard, the command shell is asked for a sign of life, and without one in time the
/// connection is given up. An idle connection costs nothing.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    private readonly CommandShell _shell;
    private readonly Action _giveUp;
    private readonly ITimer _timer;
    private readonly int _patience;
    private int _waiting;
    private long _heard = -1;
    private int _silences;

    public Lifeline(CommandShell shell, SshOptions options, Action giveUp)
    {
        (_shell, _giveUp) = (shell, giveUp);
        var interval = options.Silence / 5;
        _patience = 3;
        _timer = options.Clock.CreateTimer(static s => ((Lifeline)s!).Look(), this, interval, interval);
    }

    /// <summary>Says that somebody waits on another channel, until disposed.</summary>
    public IDisposable Wait()
    {
        Interlocked.Increment(ref _waiting);
        return new Waiting(this);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_shell.Ended.IsCompleted)
        {
            _giveUp();
            return;
        }

        var heard = _shell.Heard;
        if (heard != _heard || (!_shell.IsAwaited && Volatile.Read(ref _waiting) == 0))
        {
            (_heard, _silences) = (heard, 0);
            return;
        }

        if (++_silences > _patience)
            _giveUp();
        else if (_silences == 1)
            _ = Task.Run(() => _shell.Ask(static n => string.Create(CultureInfo.InvariantCulture, $"p P {n}\n")));
    }

    private sealed class Waiting(Lifeline lifeline) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref lifeline._waiting);
    }
}
