using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>Changes of members, refused as etcd refuses them with <c>strict-reconfig-check</c>, its default (<c>etcdserver/server.go</c>).</summary>
internal static class EtcdMembers
{
    private const string Unhealthy = "etcdserver: unhealthy cluster";
    private const string TooFew = "etcdserver: re-configuration failed due to not enough started members";

    public static async Task<int> AddAsync(EtcdCall call)
    {
        if (await call.ReachAsync() is not { } through)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        if (call.Etcd.LeaderOf(through) is null)
            return await call.NoMajorityAsync();
        ImmutableArray<string> urls = [.. (call.Flag("peer-urls") ?? "").Split(',')];
        var data = through.Data;
        if (data.Members.Any(m => m.PeerUrls.Intersect(urls).Any()))
            return call.Refused("FailedPrecondition", "etcdserver: Peer URLs already exists");
        if (call.Has("learner") && data.Members.Any(static m => m.IsLearner))
            return call.Refused("FailedPrecondition", "etcdserver: too many learner members in cluster");
        if (!call.Has("learner") && Started(call, data) < (data.Voters.Count() + 1) / 2 + 1)
            return call.Refused("FailedPrecondition", TooFew);
        if (!data.Voters.All(v => call.Etcd.IsKnown(data.ClusterId, v.Id)))
            return call.Refused("Unavailable", Unhealthy);
        // The id of a member that is added comes from the moment as well.
        var added = new EtcdPeer(EtcdData.IdOf(string.Create(CultureInfo.InvariantCulture, $"{urls[0]}{data.ClusterId}{call.Host.World.Time.GetUtcNow().Ticks}")), "", urls, [], call.Has("learner"));
        call.Etcd.Commit(through, d => d.With(added));
        call.Call.HasEffect($"etcdctl member add {call.Words[2]}");
        call.Call.Say($"{{\"header\":{EtcdOnline.Header(call, through)},\"member\":{EtcdOnline.Members([added])[1..^1]},\"members\":{EtcdOnline.Members(through.Data.Members)}}}");
        return 0;
    }

    public static async Task<int> RemoveAsync(EtcdCall call)
    {
        if (await call.ReachAsync() is not { } through)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        if (call.Etcd.LeaderOf(through) is null)
            return await call.NoMajorityAsync();
        var data = through.Data;
        if (data.Find(Id(call)) is not { } member)
            return call.Refused("NotFound", "etcdserver: member not found");
        if (!member.IsLearner && Against(call, data, member) is { } reason)
            return call.Refused(reason == Unhealthy ? "Unavailable" : "FailedPrecondition", reason);
        call.Etcd.Commit(through, d => d with { Members = d.Members.RemoveAll(m => m.Id == member.Id), Removed = d.Removed + 1, Alarms = d.Alarms.RemoveAll(a => a.StartsWith(member.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)) });
        call.Call.HasEffect($"etcdctl member remove {(member.Name.Length > 0 ? member.Name : member.PeerUrls[0])}");
        call.Call.Say($"Member {EtcdOnline.Hex(member.Id),16} removed from cluster {EtcdOnline.Hex(data.ClusterId),16}");
        return 0;
    }

    public static async Task<int> PromoteAsync(EtcdCall call)
    {
        if (await call.ReachAsync() is not { } through)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        if (call.Etcd.LeaderOf(through) is null)
            return await call.NoMajorityAsync();
        if (through.Data.Find(Id(call)) is not { } member)
            return call.Refused("NotFound", "etcdserver: member not found");
        if (!member.IsLearner)
            return call.Refused("FailedPrecondition", "etcdserver: can only promote a learner member");
        if (!call.Etcd.Of(through.Data.ClusterId).Any(m => m.Id == member.Id && m.IsInSync))
            return call.Refused("FailedPrecondition", "etcdserver: can only promote a learner member which is in sync with leader");
        call.Etcd.Commit(through, d => d.With(member with { IsLearner = false }));
        call.Call.HasEffect($"etcdctl member promote {member.Name}");
        call.Call.Say($"Member {EtcdOnline.Hex(member.Id),16} promoted in cluster {EtcdOnline.Hex(through.Data.ClusterId),16}");
        return 0;
    }

    /// <summary>One that is down belongs to no active majority, so it may always go.</summary>
    private static string? Against(EtcdCall call, EtcdData data, EtcdPeer member)
    {
        var others = data.Voters.Where(v => v.Id != member.Id).ToArray();
        if (others.Count(v => call.Etcd.Of(data.ClusterId).Any(m => m.Id == v.Id)) < others.Length / 2 + 1 || others.Length == 0)
            return TooFew;
        if (!call.Etcd.IsKnown(data.ClusterId, member.Id))
            return null;
        return data.Voters.Count(v => call.Etcd.IsKnown(data.ClusterId, v.Id)) - 1 < 1 + (data.Voters.Count() - 1) / 2 ? Unhealthy : null;
    }

    private static int Started(EtcdCall call, EtcdData data) => data.Voters.Count(v => call.Etcd.Of(data.ClusterId).Any(m => m.Id == v.Id));

    private static ulong Id(EtcdCall call) => ulong.TryParse(call.Words[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
