namespace RunbookEngine.Simulation.Time;

/// <summary>A timer of <see cref="VirtualTime"/>. One that was changed leaves its former moment in the queue, which then finds that it is not due.</summary>
internal sealed class VirtualTimer(VirtualTime time, Life life, TimerCallback callback, object? state) : ITimer
{
    private long? _due;
    private TimeSpan _period;

    public Life Life => life;

    public bool IsDue(long moment) => _due == moment && !life.IsOver;

    public void Fire()
    {
        Schedule(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
        callback(state);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Schedule(dueTime);
        return true;
    }

    public void Dispose() => _due = null;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Schedule(TimeSpan after)
    {
        _due = null;
        if (after == Timeout.InfiniteTimeSpan)
            return;
        var due = time.GetUtcNow() + after;
        _due = due.Ticks;
        time.Await(this, due);
    }
}
