namespace RunbookEngine.Tests.StoreContract;

/// <summary>A clock that stands still until it is told to move.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private DateTimeOffset _now = SomeEvents.Time;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
