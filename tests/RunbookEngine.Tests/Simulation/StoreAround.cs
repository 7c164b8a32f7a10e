using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Simulation;

/// <summary>A store that passes all on; what a test wants otherwise it overrides.</summary>
internal abstract class StoreAround(IRunStore store) : IRunStore
{
    public ValueTask<Lease> CreateAsync(RunId run, RunEvent.RunCreated first, LeaseHolder holder, string? lockName, CancellationToken cancellation) =>
        store.CreateAsync(run, first, holder, lockName, cancellation);

    public ValueTask<Lease> AcquireAsync(RunId run, LeaseHolder holder, string? lockName, Func<LeaseHolder, bool> isDead, CancellationToken cancellation) =>
        store.AcquireAsync(run, holder, lockName, isDead, cancellation);

    public ValueTask<long> AppendAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, CancellationToken cancellation) =>
        store.AppendAsync(lease, expectedVersion, events, cancellation);

    public ValueTask AppendLastAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, bool releaseLock, CancellationToken cancellation) =>
        store.AppendLastAsync(lease, expectedVersion, events, releaseLock, cancellation);

    public ValueTask RenewAsync(Lease lease, CancellationToken cancellation) => store.RenewAsync(lease, cancellation);

    public ValueTask ReleaseAsync(Lease lease, bool releaseLock, CancellationToken cancellation) => store.ReleaseAsync(lease, releaseLock, cancellation);

    public ValueTask<LeaseHolder?> ReadHolderAsync(RunId run, CancellationToken cancellation) => store.ReadHolderAsync(run, cancellation);

    public virtual IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation) => store.ReadAsync(run, afterVersion, cancellation);

    public IAsyncEnumerable<StoredEvent> ReadStoredAsync(RunId run, CancellationToken cancellation) => store.ReadStoredAsync(run, cancellation);

    public ValueTask<ImmutableArray<RunHeader>> ListAsync(int limit, CancellationToken cancellation) => store.ListAsync(limit, cancellation);

    public ValueTask<int> ImportAsync(RunImport import, CancellationToken cancellation) => store.ImportAsync(import, cancellation);

    public ValueTask<bool> IsAwayAsync(RunId run, CancellationToken cancellation) => store.IsAwayAsync(run, cancellation);

    public ValueTask PostAsync(RunId run, RunRequest request, CancellationToken cancellation) => store.PostAsync(run, request, cancellation);

    public ValueTask<ImmutableArray<NumberedRequest>> ReadRequestsAsync(RunId run, long afterNumber, CancellationToken cancellation) => store.ReadRequestsAsync(run, afterNumber, cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
