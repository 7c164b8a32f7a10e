using System.Collections.Concurrent;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>
/// Holds the lock of a cluster as the Lease <c>runbook-engine</c> in <c>kube-system</c>: for 60 s at a time, renewed every 15 s while the run is driven, and with it the Leases of nodes that
/// the run has taken (<see cref="MaintenanceLease"/>). A Lease that its holder lets lapse may be taken by another run.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="who">The user and machine, as others are told who holds it: <c>ada@ops1</c>.</param>
/// <param name="clock">For renewals and expiry.</param>
/// <param name="log">Is told of what could not be renewed or given back.</param>
public sealed class ClusterHold(ICluster cluster, string who, TimeProvider clock, IEngineLog log) : IRunHold
{
    /// <summary>Where the lock is.</summary>
    public const string Namespace = "kube-system";

    /// <summary>The name of its Lease.</summary>
    public const string Name = "runbook-engine";

    /// <summary>How long the lock is held without a renewal.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How often what is held is renewed.</summary>
    public static TimeSpan Renewal { get; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a lock that lapsed by our clock is watched before it is taken: its holder's clock may be another. One that lives renews it meanwhile, twice, and the Lease as we read it can no
    /// longer be changed.
    /// </summary>
    public static TimeSpan Watched { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Giving back must not keep a person waiting: what is not given back lapses.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Leases of nodes last longer than the lock, and are renewed when a minute is over.</summary>
    private static readonly TimeSpan s_old = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<RunId, bool> _locked = [];

    /// <inheritdoc/>
    public async Task<string> TakeAsync(RunId run, bool wantsLock, CancellationToken cancellation)
    {
        var uid = (await cluster.FindAsync(ApiResource.Namespaces, null, Namespace, cancellation))?.ObjectUid() ?? throw new ClusterUnreachableException(
            $"`{cluster.Name}` has no namespace {Namespace}", "is that the API server of a Kubernetes cluster? mend `server` in the kubeconfig");
        if (!wantsLock)
            return uid;
        if (await Seat(run).TakeAsync(cancellation) is { } other)
            throw new ClusterHeldException(other.Holder, other.Until);
        _locked[run] = true;
        return uid;
    }

    /// <inheritdoc/>
    public async Task KeepAsync(RunId run, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (_locked.ContainsKey(run))
                    await RenewLockAsync(run, cancellation);
                await RenewNodesAsync(run, cancellation);
            }
            catch (Exception e) when (e is ClusterException or ClusterUnreachableException)
            {
                log.Write(LogLevel.Warning, run, null, "what the run holds in its cluster could not be renewed; it is tried again", e);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Renewal, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <inheritdoc/>
    public async Task GiveBackAsync(RunId run, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(s_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            _locked.TryRemove(run, out _);
            await foreach (var lease in NodesAsync(run, either.Token))
                await MaintenanceLease.Seat(cluster, lease.Name, run, clock).ReleaseAsync(either.Token);
            await Seat(run).ReleaseAsync(either.Token);
        }
        catch (Exception e) when (e is ClusterException or ClusterUnreachableException or OperationCanceledException)
        {
            log.Write(LogLevel.Warning, run, null, "what the run holds in its cluster could not be given back; it lapses within 5 minutes", e);
        }
    }

    private async Task RenewLockAsync(RunId run, CancellationToken cancellation)
    {
        // Also when it is gone: whoever took it away by hand did not end the run.
        if (await Seat(run, mayTake: false).TakeAsync(cancellation) is { } other)
            log.Write(LogLevel.Error, run, null, $"the lock of the cluster was lost to {other.Holder}: it could not be renewed in time");
    }

    private async Task RenewNodesAsync(RunId run, CancellationToken cancellation)
    {
        await foreach (var (name, renewed) in NodesAsync(run, cancellation))
        {
            if (clock.GetUtcNow() - renewed >= s_old && !await MaintenanceLease.Seat(cluster, name, run, clock).RenewAsync(cancellation))
                log.Write(LogLevel.Warning, run, null, $"the Lease {name} was lost to another, or given back");
        }
    }

    /// <summary>The Leases of nodes that the run holds. One that another took has our label still, and another holder.</summary>
    private async IAsyncEnumerable<(string Name, DateTimeOffset Renewed)> NodesAsync(RunId run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        KeyValuePair<string, string>[] ours = [new("labelSelector", $"{LeaseBody.RunLabel}={run}")];
        await foreach (var lease in cluster.ListAsync(ApiResource.Leases, MaintenanceLease.Namespace, ours, cancellation))
        {
            if (lease.Text("spec", "holderIdentity") == MaintenanceLease.HolderOf(run))
                yield return (lease.ObjectName(), lease.Time("spec", "renewTime") ?? default);
        }
    }

    private LeaseSeat Seat(RunId run, bool mayTake = true) => new(cluster, Namespace, Name, clock)
    {
        Run = run,
        Holder = $"run {run} ({who})",
        // Whoever drives it now: a resume may come from another person and machine.
        IsMine = holder => holder.StartsWith($"run {run} ", StringComparison.Ordinal),
        HasLapsed = mayTake ? HasLapsedAsync : static (_, _) => Task.FromResult(false),
        Duration = Duration,
    };

    private async Task<bool> HasLapsedAsync(HeldLease lease, CancellationToken cancellation)
    {
        if (lease.Until is { } until && until > clock.GetUtcNow())
            return false;
        log.Write(LogLevel.Information, null, null, $"the lock of the cluster lapsed; watching for {Watched.TotalSeconds:0} s whether {lease.Holder} renews it");
        await Task.Delay(Watched, clock, cancellation);
        return true;
    }
}
