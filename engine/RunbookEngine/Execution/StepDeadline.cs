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
        _timer = new(limit, clock);
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
