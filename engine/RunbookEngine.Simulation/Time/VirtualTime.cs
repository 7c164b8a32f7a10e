namespace RunbookEngine.Simulation.Time;

/// <summary>
/// A clock and the one thread that lives by it. Whatever can go on goes on, in the order in which it became able to; when nothing can, the clock jumps to the next timer. So hours take
/// as long as the work in them, and the same seed gives the same story. Everything in a simulated world waits by this clock, and continues on this thread.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Queue<Work> _ready = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Number)> _timers = new();
    private readonly Life _world;
    private readonly DateTimeOffset _end;
    private DateTimeOffset _now;
    private long _number;
    private int _thread;

    /// <summary>A clock that stands at a moment.</summary>
    /// <param name="start">The moment.</param>
    /// <param name="longest">How long a story may take at most: what waits without an end is found so. Default: 30 days.</param>
    public VirtualTime(DateTimeOffset start, TimeSpan? longest = null)
    {
        (_now, Start, _end) = (start, start, start + (longest ?? TimeSpan.FromDays(30)));
        _world = new(this);
    }

    /// <summary>Where it stood at first.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>How much time has passed.</summary>
    public TimeSpan Passed => _now - Start;

    /// <summary>The life of the world itself, which does not end.</summary>
    public Life World => _world;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => CreateTimer(_world, callback, state, dueTime, period);

    /// <summary>Does work in a life of its own, and lets the world go on until it is done.</summary>
    /// <exception cref="LifeEndedException">The life ended first: what it still had to do will never be done.</exception>
    /// <exception cref="StandstillException">It waits for what cannot come.</exception>
    public T Run<T>(Life life, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(life);
        ArgumentNullException.ThrowIfNull(work);
        var before = SynchronizationContext.Current;
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            Task<T>? task = null;
            life.Post(_ => task = work(), null);
            while (task is not { IsCompleted: true })
                Step(life);
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Lets the world go on for a while.</summary>
    public void Pass(TimeSpan time) => Run(_world, async () =>
    {
        await Task.Delay(time, this);
        return true;
    });

    /// <summary>Starts work that belongs to the world, and outlives whoever asked for it.</summary>
    internal Task<T> Begin<T>(Func<Task<T>> work)
    {
        // Not with RunContinuationsAsynchronously: Task.WhenAny and WaitAsync would then go on in the thread pool, and the clock would jump meanwhile. Who awaits goes on in its own life all the same.
        var done = new TaskCompletionSource<T>();
        _world.Post(async _ =>
        {
            try
            {
                done.SetResult(await work());
            }
            catch (Exception thrown)
            {
                done.SetException(thrown);
            }
        }, null);
        return done.Task;
    }

    internal void Enqueue(Life life, SendOrPostCallback callback, object? state)
    {
        if (_thread != 0 && _thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("work of a simulated world came from another thread");
        _ready.Enqueue(new(life, callback, state));
    }

    internal ITimer CreateTimer(Life life, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Await(VirtualTimer timer, DateTimeOffset due) => _timers.Enqueue(timer, (due.Ticks, ++_number));

    private void Step(Life life)
    {
        if (life.IsOver)
            throw new LifeEndedException();
        if (_ready.TryDequeue(out var work))
            Do(work.Life, work.Callback, work.State);
        else
            Jump(life);
    }

    private void Jump(Life life)
    {
        while (_timers.TryDequeue(out var timer, out var due))
        {
            if (!timer.IsDue(due.Due))
                continue;
            if (due.Due > _end.Ticks)
                throw new StandstillException($"nothing came to an end within {_end - Start}");
            _now = new(Math.Max(due.Due, _now.Ticks), TimeSpan.Zero);
            Do(timer.Life, static due => ((VirtualTimer)due!).Fire(), timer);
            return;
        }

        throw new StandstillException(life == _world ? "the world stands still" : "the engine waits for what cannot come");
    }

    private static void Do(Life life, SendOrPostCallback work, object? state)
    {
        if (life.IsOver)
            return;
        SynchronizationContext.SetSynchronizationContext(life);
        work(state);
    }

    private readonly record struct Work(Life Life, SendOrPostCallback Callback, object? State);
}
