namespace RunbookEngine.Simulation.Time;

/// <summary>
/// What goes on together and dies together: an engine's process, or the world. Once it is over, nothing of it happens any more, as with a process that was killed; what it was waiting for goes on without it.
/// </summary>
public sealed class Life : SynchronizationContext
{
    private readonly VirtualTime _time;

    /// <summary>A new life that begins now.</summary>
    public Life(VirtualTime time)
    {
        _time = time;
        Clock = new LifeClock(time, this);
    }

    /// <summary>The world's clock; its timers die with this life.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Sets its clock forward or back; what waits for a span of time does not notice.</summary>
    public void Jump(TimeSpan by) => ((LifeClock)Clock).Offset += by;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Ends it, at once and without a word.</summary>
    public void End() => IsOver = true;

    /// <summary>Ends it in the middle of what it is doing.</summary>
    /// <exception cref="LifeEndedException">Always.</exception>
    public void Crash()
    {
        End();
        throw new LifeEndedException();
    }

    /// <summary>To be called wherever a life reaches out to the world: the dead do nothing.</summary>
    /// <exception cref="LifeEndedException">It is over.</exception>
    public void Check()
    {
        if (IsOver)
            throw new LifeEndedException();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsOver)
            _time.Enqueue(this, d, state);
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        Check();
        d(state);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private sealed class LifeClock(VirtualTime time, Life life) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(life, callback, state, dueTime, period);
    }
}
