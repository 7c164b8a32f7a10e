using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>
/// What a run holds in its cluster while it is driven: the lock that keeps other runs away, and the Leases of nodes under work, which other maintenance operators honour.
/// </summary>
public interface IRunHold
{
    /// <summary>For runs that touch no cluster.</summary>
    static IRunHold None { get; } = new NoHold();

    /// <summary>Takes the lock of the cluster for a run, before the run is created or goes on. A run that has it already keeps it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="wantsLock">Whether the runbook has a lock; else only the cluster is looked up.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The identity of the cluster: the UID of its namespace <c>kube-system</c>.</returns>
    /// <exception cref="ClusterHeldException">Another run has the lock.</exception>
    /// <exception cref="ClusterUnreachableException">The cluster did not answer.</exception>
    /// <exception cref="ClusterException">The server refused.</exception>
    Task<string> TakeAsync(RunId run, bool wantsLock, CancellationToken cancellation);

    /// <summary>Renews everything that the run holds until cancelled. Never throws: what cannot be renewed now is tried again, and told to the log.</summary>
    Task KeepAsync(RunId run, CancellationToken cancellation);

    /// <summary>Gives the lock back when the run is over, and what is left of the Leases of nodes. Never throws.</summary>
    Task GiveBackAsync(RunId run, CancellationToken cancellation);

    private sealed class NoHold : IRunHold
    {
        public Task<string> TakeAsync(RunId run, bool wantsLock, CancellationToken cancellation) => Task.FromResult("");

        public Task KeepAsync(RunId run, CancellationToken cancellation) => Task.CompletedTask;

        public Task GiveBackAsync(RunId run, CancellationToken cancellation) => Task.CompletedTask;
    }
}

/// <summary>Another run has the lock of the cluster.</summary>
/// <param name="holder">Who, as the Lease names them: the run, its user and machine.</param>
/// <param name="until">When it lapses unless it is renewed.</param>
public sealed class ClusterHeldException(string holder, DateTimeOffset? until)
    : Exception($"{holder} holds the lock of the cluster{(until is { } time ? $"; it lapses at {time:HH:mm:ss} UTC unless it is renewed" : "")}")
{
    /// <summary>Who.</summary>
    public string Holder { get; } = holder;
}

/// <summary>A run that began on one cluster was to go on with another.</summary>
public sealed class WrongClusterException(RunId run, string cluster)
    : Exception($"run {run} began on another cluster than `{cluster}`")
{
    /// <summary>What to do.</summary>
    public static string Hint => "name the cluster it began on with `--kubeconfig FILE` and `--context NAME`";
}
