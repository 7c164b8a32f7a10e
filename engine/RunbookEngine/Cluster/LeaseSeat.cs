using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>One Lease and whoever wants to hold it. Every change applies only to the Lease as it was read, so of two that want it at once one gets it.</summary>
internal sealed class LeaseSeat(ICluster cluster, string space, string name, TimeProvider clock)
{
    /// <summary>How often a Lease that changes under our eyes is looked at again.</summary>
    private const int MostTries = 8;

    /// <summary>How it is told that a Lease may be taken from its holder.</summary>
    public required Func<HeldLease, CancellationToken, Task<bool>> HasLapsed { get; init; }

    /// <summary>Whether a holder is the one who wants it.</summary>
    public required Func<string, bool> IsMine { get; init; }

    /// <summary>As whom it is held.</summary>
    public required string Holder { get; init; }

    /// <summary>For which run.</summary>
    public required RunId Run { get; init; }

    /// <summary>For how long without a renewal.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Takes the Lease, or renews it when it is held already. Null when it is taken; else as another holds it.</summary>
    public async Task<HeldLease?> TakeAsync(CancellationToken cancellation)
    {
        HeldLease? last = null;
        for (var i = 0; i < MostTries; i++)
        {
            last = await ReadAsync(cancellation);
            if (last is { Holder.Length: > 0 } && !IsMine(last.Holder) && !await HasLapsed(last, cancellation))
                return last;
            if (await ChangeAsync(last, cancellation))
                return null;
        }

        return last ?? new("", "somebody who takes and gives back in turn", null, null, 0);
    }

    /// <summary>Renews the Lease if it is still ours; false when another holds it, or nobody.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < MostTries; i++)
        {
            if (await ReadAsync(cancellation) is not { } lease || !IsMine(lease.Holder))
                return false;
            if (await PatchAsync(LeaseBody.Renewed(lease, Holder, Duration, clock.GetUtcNow()), cancellation))
                return true;
        }

        return false;
    }

    /// <summary>Deletes the Lease if it is ours, which is how the medik8s operators give one back too.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < MostTries; i++)
        {
            if (await ReadAsync(cancellation) is not { } lease || !IsMine(lease.Holder))
                return;
            var answer = await cluster.SendAsync(new("DELETE", ApiResource.Leases.PathOf(space, name)) { Body = LeaseBody.Deleted(lease) }, cancellation);
            if (answer.Status is 404 || (answer.Status != 409 && answer.OrThrow().Succeeded))
                return;
        }
    }

    private Task<bool> ChangeAsync(HeldLease? lease, CancellationToken cancellation) => lease switch
    {
        null => CreateAsync(cancellation),
        _ when IsMine(lease.Holder) => PatchAsync(LeaseBody.Renewed(lease, Holder, Duration, clock.GetUtcNow()), cancellation),
        _ => PatchAsync(LeaseBody.Taken(lease, Holder, Run, Duration, clock.GetUtcNow()), cancellation),
    };

    private async Task<HeldLease?> ReadAsync(CancellationToken cancellation) =>
        await cluster.FindAsync(ApiResource.Leases, space, name, cancellation) is { } lease ? HeldLease.Of(lease) : null;

    private async Task<bool> PatchAsync(string body, CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(new("PATCH", ApiResource.Leases.PathOf(space, name)) { Body = body, ContentType = PatchTypes.Merge }, cancellation);
        return answer.Status is not (409 or 404) && answer.OrThrow().Succeeded;
    }

    private async Task<bool> CreateAsync(CancellationToken cancellation)
    {
        var body = LeaseBody.Created(space, name, Holder, Run, Duration, clock.GetUtcNow());
        // May be sent twice: the second finds the name taken, and what is there is looked at again.
        var create = new ClusterRequest("POST", ApiResource.Leases.PathOf(space)) { Body = body, IsRepeatable = true };
        var answer = await cluster.SendAsync(create, cancellation);
        if (answer.Status == 404)
        {
            await CreateNamespaceAsync(cancellation);
            answer = await cluster.SendAsync(create, cancellation);
        }

        return answer.Status != 409 && answer.OrThrow().Succeeded;
    }

    private async Task CreateNamespaceAsync(CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(new("POST", ApiResource.Namespaces.PathOf()) { Body = LeaseBody.Namespace(space), IsRepeatable = true }, cancellation);
        if (answer.Status != 409)
            answer.OrThrow();
    }
}
