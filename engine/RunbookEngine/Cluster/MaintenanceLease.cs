using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>What came of asking for the Lease of a node.</summary>
/// <param name="IsTaken">Whether the run has it now.</param>
/// <param name="Holder">Who has it, as the Lease says; the run itself when it is taken.</param>
/// <param name="Until">When it lapses unless its holder renews it; null when it does not say.</param>
public sealed record MaintenanceAnswer(bool IsTaken, string Holder, DateTimeOffset? Until);

/// <summary>
/// The Lease by which maintenance operators tell one another that a node is under work: <c>node-NAME</c> in the namespace <c>medik8s-leases</c>, as the operators of medik8s
/// (node maintenance, self node remediation, fence agents) have it. Held for 5 minutes at a time; <see cref="IRunHold.KeepAsync"/> renews those of the run.
/// </summary>
public static class MaintenanceLease
{
    /// <summary>Where these Leases are.</summary>
    public const string Namespace = "medik8s-leases";

    /// <summary>How long one is held without a renewal.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How far another's clock may be from ours. The convention judges a Lease by its times, and its holders renew it when they like, so nothing can be told from watching it for a
    /// while; a lapsed one is only left alone for a little longer.
    /// </summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);

    /// <summary>The name of a node's Lease.</summary>
    public static string NameOf(string node) => $"node-{node}";

    /// <summary>As whom a run holds Leases of nodes.</summary>
    public static string HolderOf(RunId run) => $"runbook-engine/{run}";

    /// <summary>Takes a node's Lease for a run, or renews it when the run has it already. A lapsed one is taken from its holder. Creates the namespace when it is missing.</summary>
    /// <exception cref="ClusterException">The server refused.</exception>
    /// <exception cref="ClusterUnreachableException">The server did not answer.</exception>
    public static async Task<MaintenanceAnswer> AcquireAsync(ICluster cluster, string node, RunId run, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var other = await Seat(cluster, NameOf(node), run, clock).TakeAsync(cancellation);
        return other is null ? new(true, HolderOf(run), clock.GetUtcNow() + Duration) : new(false, other.Holder, other.Until);
    }

    /// <summary>Gives a node's Lease back; does nothing when the run does not have it.</summary>
    /// <exception cref="ClusterException">The server refused.</exception>
    /// <exception cref="ClusterUnreachableException">The server did not answer.</exception>
    public static Task ReleaseAsync(ICluster cluster, string node, RunId run, CancellationToken cancellation) =>
        Seat(cluster, NameOf(node), run, TimeProvider.System).ReleaseAsync(cancellation);

    /// <summary>The Lease with this name, for a run that wants it or has it.</summary>
    internal static LeaseSeat Seat(ICluster cluster, string name, RunId run, TimeProvider clock) => new(cluster, Namespace, name, clock)
    {
        Run = run,
        Holder = HolderOf(run),
        IsMine = holder => holder == HolderOf(run),
        HasLapsed = (lease, _) => Task.FromResult(lease.Until is not { } until || until + s_skew < clock.GetUtcNow()),
        Duration = Duration,
    };
}
