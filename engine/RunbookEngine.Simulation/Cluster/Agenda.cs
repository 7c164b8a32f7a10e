namespace RunbookEngine.Simulation.Cluster;

/// <summary>
/// What is still to happen in a simulated cluster, and when. It happens in the order of its times when somebody next looks, each with its own time as the present, so that nobody can tell
/// whether it happened by itself; and a cluster at which nobody looks costs nothing.
/// </summary>
internal sealed class Agenda(TimeProvider clock)
{
    private readonly PriorityQueue<Action, (long Due, long Number)> _entries = new();
    private DateTimeOffset? _present;
    private long _number;

    public DateTimeOffset Now => _present ?? clock.GetUtcNow();

    /// <summary>When the next thing happens; null when nothing is left.</summary>
    public DateTimeOffset? Next => _entries.TryPeek(out _, out var due) ? new(due.Due, TimeSpan.Zero) : null;

    public void In(TimeSpan time, Action what) => _entries.Enqueue(what, ((Now + time).UtcTicks, ++_number));

    public void CatchUp()
    {
        if (_present is not null)
            return;
        var now = clock.GetUtcNow();
        while (_entries.TryPeek(out _, out var due) && due.Due <= now.UtcTicks)
        {
            var what = _entries.Dequeue();
            _present = new(due.Due, TimeSpan.Zero);
            try
            {
                what();
            }
            finally
            {
                _present = null;
            }
        }
    }
}
