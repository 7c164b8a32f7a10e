using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// The one place through which a driven run changes. What is recorded is folded at once, so that decisions see it, and is on disk after the next
/// <see cref="CommitAsync"/>; nothing may act on it before.
/// </summary>
internal sealed class RunJournal(EngineServices services, Lease lease, RunState committed)
{
    private readonly List<RunEvent> _pending = [];
    private DateTimeOffset _extendedAt = services.Clock.GetUtcNow();

    /// <summary>The state with all that was recorded.</summary>
    public RunState State { get; private set; } = committed;

    public RunId Run => lease.Run;

    public DateTimeOffset Now => services.Clock.GetUtcNow();

    public void Record(RunEvent e)
    {
        State = State.Apply(e);
        _pending.Add(e);
    }

    public async ValueTask CommitAsync()
    {
        if (_pending.Count == 0)
            return;
        await services.Store.AppendAsync(lease, State.Version - _pending.Count, _pending, CancellationToken.None);
        _extendedAt = Now;
        Announce();
    }

    /// <summary>Commits the last events, and with them gives the lease back; the lock too when the run is over.</summary>
    public async ValueTask CommitLastAsync()
    {
        await services.Store.AppendLastAsync(lease, State.Version - _pending.Count, _pending, State.IsOver, CancellationToken.None);
        Announce();
    }

    /// <summary>Extends the lease when no commit did so for a while.</summary>
    public async ValueTask KeepLeaseAsync()
    {
        if (Now - _extendedAt < TimeSpan.FromSeconds(10))
            return;
        await services.Store.RenewAsync(lease, CancellationToken.None);
        _extendedAt = Now;
    }

    /// <summary>Tells observers of an event that the store has already.</summary>
    public void Announce(RunEvent e) => Notify([e]);

    private void Announce()
    {
        var events = _pending.ToArray();
        _pending.Clear();
        Notify(events);
    }

    private void Notify(RunEvent[] events)
    {
        foreach (var observer in services.Observers)
        {
            try
            {
                observer.OnEvents(events, State);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                services.Log.Write(LogLevel.Warning, Run, null, $"an observer failed: {observer.GetType().Name}", e);
            }
        }
    }
}
