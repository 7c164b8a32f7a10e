using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Journal;

/// <summary>The journal as one engine reaches it: it dies with the engine, and the moments before and after each write are those at which it may die.</summary>
internal sealed class LifeStore(MemoryRunStore store, Life life, Disturbance disturbance) : IRunStore
{
    public async ValueTask<Lease> CreateAsync(RunId run, RunEvent.RunCreated first, LeaseHolder holder, string? lockName, CancellationToken cancellation)
    {
        Before([first]);
        var lease = await store.CreateAsync(run, first, holder, lockName, cancellation);
        After([first]);
        return lease;
    }

    public ValueTask<Lease> AcquireAsync(RunId run, LeaseHolder holder, string? lockName, Func<LeaseHolder, bool> isDead, CancellationToken cancellation)
    {
        life.Check();
        return store.AcquireAsync(run, holder, lockName, isDead, cancellation);
    }

    public async ValueTask<long> AppendAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, CancellationToken cancellation)
    {
        Before(events);
        var version = await store.AppendAsync(lease, expectedVersion, events, cancellation);
        After(events);
        return version;
    }

    public async ValueTask AppendLastAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, bool releaseLock, CancellationToken cancellation)
    {
        Before(events);
        await store.AppendLastAsync(lease, expectedVersion, events, releaseLock, cancellation);
        After(events);
    }

    public ValueTask RenewAsync(Lease lease, CancellationToken cancellation)
    {
        life.Check();
        return store.RenewAsync(lease, cancellation);
    }

    public ValueTask ReleaseAsync(Lease lease, bool releaseLock, CancellationToken cancellation)
    {
        life.Check();
        return store.ReleaseAsync(lease, releaseLock, cancellation);
    }

    public ValueTask<LeaseHolder?> ReadHolderAsync(RunId run, CancellationToken cancellation) => store.ReadHolderAsync(run, cancellation);

    public IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation) => store.ReadAsync(run, afterVersion, cancellation);

    public IAsyncEnumerable<StoredEvent> ReadStoredAsync(RunId run, CancellationToken cancellation) => store.ReadStoredAsync(run, cancellation);

    public ValueTask<ImmutableArray<RunHeader>> ListAsync(int limit, CancellationToken cancellation) => store.ListAsync(limit, cancellation);

    public ValueTask<int> ImportAsync(RunImport import, CancellationToken cancellation) => store.ImportAsync(import, cancellation);

    public ValueTask<bool> IsAwayAsync(RunId run, CancellationToken cancellation) => store.IsAwayAsync(run, cancellation);

    public ValueTask PostAsync(RunId run, RunRequest request, CancellationToken cancellation) => store.PostAsync(run, request, cancellation);

    public ValueTask<ImmutableArray<NumberedRequest>> ReadRequestsAsync(RunId run, long afterNumber, CancellationToken cancellation) => store.ReadRequestsAsync(run, afterNumber, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Before(IReadOnlyList<RunEvent> events)
    {
        life.Check();
        disturbance.BeforeWrite(life, events);
    }

    private void After(IReadOnlyList<RunEvent> events) => disturbance.AfterWrite(life, events);
}
