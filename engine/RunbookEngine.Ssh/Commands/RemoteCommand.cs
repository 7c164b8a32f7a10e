using RunbookEngine.Execution;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>A command on a host. It is watched over the connection that it was started or attached on, and over the next one when that is lost.</summary>
internal sealed class RemoteCommand : IRunningCommand
{
    private readonly HostLink _link;
    private readonly string _stem;
    private readonly string _bootId;
    private readonly OutputCache _outputs;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private Task<CommandExit> _exit;
    private Claim? _claim;

    /// <summary>One that was claimed.</summary>
    public RemoteCommand(CommandName name, HostLink link, string stem, string bootId, Inquiry inquiry, DateTimeOffset? startedAt, TimeProvider clock)
    {
        (Name, _link, _stem, _bootId, _clock) = (name, link, stem, bootId, clock);
        _outputs = new(link, stem, clock);
        StartedAt = startedAt;
        _exit = HearAsync(inquiry.Last);
    }

    /// <summary>One whose exit is known.</summary>
    public RemoteCommand(CommandName name, HostLink link, string stem, CommandExit exit, TimeProvider clock)
    {
        (Name, _link, _stem, _bootId, _clock) = (name, link, stem, "", clock);
        _outputs = new(link, stem, clock);
        Refusal = exit as CommandExit.NotStarted;
        _outputs.IsNothing = Refusal is not null;
        _exit = Task.FromResult(exit);
    }

    public CommandName Name { get; }

    /// <summary>Why it was not started; null when it was.</summary>
    public CommandExit.NotStarted? Refusal { get; }

    public DateTimeOffset? StartedAt { get; private set; }

    public Task<CommandExit> WaitAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_exit.IsFaulted || _exit.IsCanceled)
                _exit = Task.Run(FollowAsync);
            return _exit.WaitAsync(cancellation);
        }
    }

    public Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation) => _outputs.LengthAsync(kind, _claim, cancellation);

    public Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation) =>
        _outputs.CopyAsync(kind, offset, count, destination, _claim, cancellation);

    public async Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation)
    {
        if (_claim is null && _bootId.Length > 0)
        {
            var began = _clock.GetTimestamp();
            await _link.UseAsync(
                c =>
                {
                    var left = grace - _clock.GetElapsedTime(began);
                    var inquiry = c.Commands.Ask(n => StartSource.Terminate(n, _stem, left > TimeSpan.Zero ? left : TimeSpan.Zero));
                    return inquiry.Last.WaitAsync(cancellation);
                },
                cancellation).ConfigureAwait(false);
        }

        return await WaitAsync(cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The end, over this connection or a later one.</summary>
    private async Task<CommandExit> HearAsync(Task<Reply> answer)
    {
        try
        {
            return Understand(await answer.ConfigureAwait(false));
        }
        catch (ConnectionLostException)
        {
            return await FollowAsync().ConfigureAwait(false);
        }
    }

    private Task<CommandExit> FollowAsync() =>
        _link.UseAsync(
            async c => Understand(await c.Commands.Ask(n => StartSource.Follow(n, _stem)).Last.ConfigureAwait(false), c.Facts.BootId),
            CancellationToken.None);

    private CommandExit Understand(Reply answer, string? bootId = null)
    {
        if (answer.Kind != 'E')
            return new CommandExit.Lost((bootId ?? _bootId) == _bootId ? "its files are gone from the host" : "the host was restarted while it ran, and its files are gone");
        var claim = Claim.Parse(answer.Rest) ?? throw new ConnectionLostException("the host's answer makes no sense");
        _claim = claim;
        StartedAt ??= claim.StartedAt;
        if (claim.Status is { } status)
            return new CommandExit.Exited(status, claim.StartedAt, claim.EndedAt);
        return new CommandExit.Lost(
            claim.BootId == (bootId ?? _bootId) ? "its supervisor was killed, so how it ended was not written down" : "the host was restarted while it ran");
    }
}
