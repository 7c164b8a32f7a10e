using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// The journal. Events are only ever appended, and are on disk when a call returns. Whatever a store cannot do is thrown as
/// <see cref="StoreException"/>; nothing is ever half done.
/// </summary>
public interface IRunStore : IAsyncDisposable
{
    /// <summary>Creates a run with its first event and takes its lease (generation 1) and, when it is named, the lock, in one commit.</summary>
    /// <exception cref="LockHeldException">Another run holds the lock; nothing was created.</exception>
    ValueTask<Lease> CreateAsync(RunId run, RunEvent.RunCreated first, LeaseHolder holder, string? lockName, CancellationToken cancellation);

    /// <summary>
    /// Takes the lease of a run with the next generation, and the lock when it is named, in one commit. A lease is free when it was released, has run
    /// out, or its holder <paramref name="isDead"/>.
    /// </summary>
    /// <exception cref="LeaseHeldException">Somebody drives the run.</exception>
    /// <exception cref="LockHeldException">Another run holds the lock.</exception>
    /// <exception cref="RunAwayException">The run does not live here.</exception>
    ValueTask<Lease> AcquireAsync(RunId run, LeaseHolder holder, string? lockName, Func<LeaseHolder, bool> isDead, CancellationToken cancellation);

    /// <summary>
    /// Appends events in one commit, and extends the lease with it.
    /// </summary>
    /// <param name="lease">Of the run; an old generation is refused.</param>
    /// <param name="expectedVersion">The number of events that the run must have now.</param>
    /// <param name="events">At least one.</param>
    /// <param name="cancellation">Before the commit begins.</param>
    /// <returns>The run's new version.</returns>
    /// <exception cref="LeaseLostException">A newer generation exists; nothing was written.</exception>
    ValueTask<long> AppendAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, CancellationToken cancellation);

    /// <summary>
    /// Appends the last events of this holder and gives the lease back, and the lock too when <paramref name="releaseLock"/> is set, in one commit: a run that
    /// is over holds nothing, whenever the engine dies. After <see cref="RunEvent.RunMoved"/> the run does not live here any more. Else as <see cref="AppendAsync"/>.
    /// </summary>
    ValueTask AppendLastAsync(Lease lease, long expectedVersion, IReadOnlyList<RunEvent> events, bool releaseLock, CancellationToken cancellation);

    /// <summary>Extends the lease without writing an event.</summary>
    /// <exception cref="LeaseLostException">A newer generation exists.</exception>
    ValueTask RenewAsync(Lease lease, CancellationToken cancellation);

    /// <summary>Gives the lease back, and the lock too when <paramref name="releaseLock"/> is set. No error when it was lost already.</summary>
    ValueTask ReleaseAsync(Lease lease, bool releaseLock, CancellationToken cancellation);

    /// <summary>Who drives the run now: the holder of a lease that has not been released or run out; else null.</summary>
    ValueTask<LeaseHolder?> ReadHolderAsync(RunId run, CancellationToken cancellation);

    /// <summary>The events of a run in order, after a version.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    IAsyncEnumerable<RunEvent> ReadAsync(RunId run, long afterVersion, CancellationToken cancellation);

    /// <summary>The events of a run in order, as they are stored, with the hashes that chain them.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    IAsyncEnumerable<StoredEvent> ReadStoredAsync(RunId run, CancellationToken cancellation);

    /// <summary>
    /// The events about the run as a whole (not about a step), of the newest runs, newest first: enough to list them, at a cost that does not grow
    /// with their steps.
    /// </summary>
    ValueTask<ImmutableArray<RunHeader>> ListAsync(int limit, CancellationToken cancellation);

    /// <summary>
    /// Takes in a run that another store wrote, in one commit: what of its events and requests is not here yet, as it is stored there. With an arrival the run lives here from now on, and
    /// holds its lock; without one it is a copy that nobody can drive.
    /// </summary>
    /// <returns>How many of its events were new here.</returns>
    /// <exception cref="ImportRefusedException">What is here goes on differently, or further.</exception>
    /// <exception cref="LeaseHeldException">Somebody drives the run here.</exception>
    /// <exception cref="LockHeldException">Another run holds the lock.</exception>
    ValueTask<int> ImportAsync(RunImport import, CancellationToken cancellation);

    /// <summary>Whether the run does not live here: it moved away, or is a copy. False when there is none.</summary>
    ValueTask<bool> IsAwayAsync(RunId run, CancellationToken cancellation);

    /// <summary>Leaves a request for whoever drives the run now or next.</summary>
    /// <exception cref="RunAwayException">The run does not live here.</exception>
    ValueTask PostAsync(RunId run, RunRequest request, CancellationToken cancellation);

    /// <summary>The requests after a number, in order.</summary>
    ValueTask<ImmutableArray<NumberedRequest>> ReadRequestsAsync(RunId run, long afterNumber, CancellationToken cancellation);
}

/// <summary>The events about a run as a whole.</summary>
public sealed record RunHeader(RunId Run, ImmutableArray<RunEvent> Events);

/// <summary>The right to drive a run.</summary>
/// <param name="Run">Which.</param>
/// <param name="Generation">Grows with every holder.</param>
/// <param name="Version">The number of events when it was taken.</param>
public sealed record Lease(RunId Run, long Generation, long Version);

/// <summary>Who holds a lease.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="BootId">Of the machine, when it was taken.</param>
/// <param name="ProcessId">Of the engine.</param>
/// <param name="ProcessStart">Start of that process in the kernel's ticks, since numbers are used again.</param>
/// <param name="User">Who started it.</param>
public sealed record LeaseHolder(string Host, string BootId, int ProcessId, long ProcessStart, string User)
{
    /// <summary>The machine's id; empty where it has none, and for holders of older versions.</summary>
    public string Machine { get; init; } = "";

    /// <summary>The namespace in which the process has its number; empty where it is not known.</summary>
    public string Processes { get; init; } = "";
}

/// <summary>What somebody else asks of the one who drives a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Step">For an approval or a resolution.</param>
/// <param name="By">Who.</param>
/// <param name="Note">What they said, or null.</param>
/// <param name="At">When.</param>
public sealed record RunRequest(RequestKind Kind, StepPath? Step, string By, string? Note, DateTimeOffset At);

/// <summary>A request with its place in the line, from 1.</summary>
public sealed record NumberedRequest(long Number, RunRequest Request);

/// <summary>The kinds of request.</summary>
public enum RequestKind
{
    /// <summary>Yes to a waiting step.</summary>
    Approve,

    /// <summary>No to a waiting step: it fails.</summary>
    Reject,

    /// <summary>Start no more steps; let the running ones end; then stop, resumable.</summary>
    Pause,

    /// <summary>Start no more steps; run <c>finally</c>; end the run for good.</summary>
    Abort,
}
