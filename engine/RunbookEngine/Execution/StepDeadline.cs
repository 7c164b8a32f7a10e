namespace RunbookEngine.Execution;

/// <summary>A token that is cancelled at the end of a step's time, or when the engine lets go.</summary>
internal sealed class StepDeadline : IDisposable
{
    /// <summary>Longer waits than a timer can hold are none.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _linked;

    public StepDeadline(TimeSpan? timeout, TimeProvider clock, CancellationToken detach)
    {
        Token = detach;
        if (timeout is not { } limit || limit > s_longest)
            return;
        // A moment reckoned a moment ago may have passed by now; a timer takes no time below zero, and reads one millisecond below as for ever.
        _timer = new(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, detach);
        Token = _linked.Token;
    }

    public CancellationToken Token { get; }

    public void Dispose()
    {
        _linked?.Dispose();
        _timer?.Dispose();
    }
}
