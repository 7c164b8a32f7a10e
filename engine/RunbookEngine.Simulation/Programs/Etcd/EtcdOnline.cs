using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>What etcdctl does with members that run. Words and statuses were taken from etcdctl 3.4.23; what later versions say otherwise is told apart where the engine reads it.</summary>
internal static class EtcdOnline
{
    /// <summary>Looks at each endpoint, one after the other; those that are silent cost their time.</summary>
    public static async Task<int> StatusAsync(EtcdCall call)
    {
        var (lines, isWhole) = await OfEachAsync(call, "status", static (c, endpoint, m) =>
            $"{{\"Endpoint\":\"{endpoint}\",\"Status\":{{\"header\":{Header(c, m, revision: true)},\"version\":\"{m.Version}\",\"dbSize\":{N(m.Size)},{Leader(c, m)}\"raftIndex\":{N(m.Data.Index)},\"raftTerm\":{N(m.Data.Term)},\"raftAppliedIndex\":{N(m.Data.Index)},{Errors(c, m)}\"dbSizeInUse\":{N(m.Data.InUse)}{(m.Self?.IsLearner == true ? ",\"isLearner\":true" : "")}{Newer(m)}}}}}");
        if (lines is null)
            return 1;
        call.Call.Say($"[{string.Join(',', lines)}]");
        return isWhole ? 0 : 1;
    }

    public static async Task<int> HashAsync(EtcdCall call)
    {
        var (lines, isWhole) = await OfEachAsync(call, "hash", static (c, endpoint, m) =>
            $"{{\"Endpoint\":\"{endpoint}\",\"HashKV\":{{\"header\":{Header(c, m, revision: true)},\"hash\":{N(m.Data.Hash)},\"compact_revision\":{N(m.Data.Compacted)}{(c.IsFrom36 ? $",\"hash_revision\":{c.Flag("rev") ?? N(m.Data.Revision)}" : "")}}}}}");
        if (lines is null)
            return 1;
        call.Call.Say($"[{string.Join(',', lines)}]");
        return isWhole ? 0 : call.Call.Fail(1, "Error: context deadline exceeded");
    }

    /// <summary>All endpoints are asked at once. From 3.5 on an alarm makes them unhealthy.</summary>
    public static async Task<int> HealthAsync(EtcdCall call)
    {
        if (await EndpointsAsync(call) is not { } endpoints)
            return 1;
        var members = endpoints.Select(e => (Endpoint: e, Member: call.At(e))).ToArray();
        bool IsWell(EtcdMember? m) => m is not null && call.Etcd.LeaderOf(m) is not null;
        await call.Call.TakesAsync(members.All(m => IsWell(m.Member)) ? TimeSpan.FromMilliseconds(10) : call.Patience);
        var isWell = true;
        var lines = new List<string>();
        foreach (var (endpoint, member) in members)
        {
            var error = !IsWell(member) ? "context deadline exceeded" : !call.IsBefore35 && member!.Data.Alarms is { IsEmpty: false } alarms ? $"Active Alarm(s): {string.Join(' ', alarms.Select(Kind))} " : null;
            isWell &= error is null;
            if (!IsWell(member))
                call.Warn(endpoint);
            lines.Add($"{{\"endpoint\":\"{endpoint}\",\"health\":{(error is null ? "true" : "false")},\"took\":\"{(IsWell(member) ? "2.667979ms" : N((long)call.Patience.TotalSeconds) + ".000836303s")}\"{(error is null ? "" : $",\"error\":\"{error}\"")}}}");
        }

        call.Call.Say($"[{string.Join(',', lines)}]");
        return isWell ? 0 : call.Call.Fail(1, "Error: unhealthy cluster");
    }

    /// <summary>Up to 3.4 any member answers; later ones need a majority.</summary>
    public static async Task<int> ListAsync(EtcdCall call)
    {
        if (await call.ReachAsync() is not { } member)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        if (!member.Version.StartsWith("3.4", StringComparison.Ordinal) && call.Etcd.LeaderOf(member) is null)
            return await call.NoMajorityAsync();
        call.Call.Say($"{{\"header\":{Header(call, member)},\"members\":{Members(member.Data.Members)}}}");
        return 0;
    }

    public static async Task<int> AlarmsAsync(EtcdCall call, bool disarm)
    {
        if (await call.ReachAsync() is not { } member)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        var alarms = member.Data.Alarms;
        if (call.Etcd.LeaderOf(member) is null || disarm && !call.Etcd.Commit(member, static d => d with { Alarms = [] }))
            return await call.NoMajorityAsync();
        if (disarm && !alarms.IsEmpty)
            call.Call.HasEffect("etcdctl alarm disarm");
        call.Call.Say(alarms.IsEmpty ? "{}" : $"{{\"alarms\":[{string.Join(',', alarms.Select(static a => a.Split(':') is var w ? $"{{\"memberID\":{w[0]},\"alarm\":{w[1]}}}" : ""))}]}}");
        return 0;
    }

    /// <summary>A member neither reads nor writes meanwhile; a loss of power leaves it as it was.</summary>
    public static async Task<int> DefragAsync(EtcdCall call)
    {
        foreach (var endpoint in call.Endpoints)
        {
            if (call.At(endpoint) is not { } member)
            {
                await call.SilenceAsync(endpoint);
                return call.Call.Fail(1, $"Failed to defragment etcd member[{endpoint}] (context deadline exceeded)");
            }

            await call.Call.TakesAsync(call.Times.EtcdDefrag);
            if (!member.IsServing)
                return call.Call.Fail(1, $"Failed to defragment etcd member[{endpoint}] (rpc error: code = Unavailable desc = error reading from server: EOF)");
            member.Defragment();
            call.Call.HasEffect($"etcdctl defrag {member.Settings.Name}");
            call.Call.Say($"Finished defragmenting etcd member[{endpoint}]");
        }

        return 0;
    }

    public static async Task<int> MoveLeaderAsync(EtcdCall call)
    {
        if (await call.ReachAsync() is not { } member)
            return call.Call.Fail(1, "Error: context deadline exceeded");
        if (call.Etcd.LeaderOf(member) != member)
            return call.Call.Fail(128, $"Error: no leader endpoint given at [{string.Join(' ', call.Endpoints)}]");
        var wanted = ulong.Parse(call.Words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        await call.Call.TakesAsync(TimeSpan.FromMilliseconds(500));
        if (call.Etcd.Of(member.Data.ClusterId).FirstOrDefault(m => m.Id == wanted && m.Self is { IsLearner: false }) is not { } next)
            return call.Refused("FailedPrecondition", "etcdserver: bad leader transferee");
        call.Etcd.Lead(next);
        call.Call.HasEffect($"etcdctl move-leader {next.Settings.Name}");
        call.Call.Say($"Leadership transferred from {Hex(member.Id)} to {Hex(next.Id)}");
        return 0;
    }

    /// <summary>Writes beside the path and renames at the end, so that a cut leaves <c>.part</c>; without an endpoint it waits until its patience ends, which is for ever when none is given.</summary>
    public static async Task<int> SaveAsync(EtcdCall call)
    {
        var path = call.Words[2];
        if (call.Endpoints.Length > 1)
            return call.Call.Fail(1, $"Error: snapshot must be requested to one selected node, not multiple {string.Join(' ', call.Endpoints)}");
        if (path.LastIndexOf('/') is var slash and > 0 && !call.Host.Files.Exists(path[..slash]))
            return call.Call.Fail(1, $"Error: could not open {path}.part (open {path}.part: no such file or directory)");
        call.Info("snapshot/v3_snapshot.go:119", "created temporary db file", $",\"path\":\"{path}.part\"");
        if (call.At(call.Endpoints[0]) is not { } member)
        {
            await call.Call.TakesAsync(call.Has("command-timeout") ? call.Patience : TimeSpan.FromDays(20));
            return call.Call.Fail(5, "Error: context deadline exceeded");
        }

        var bytes = member.Data.ToBytes();
        try
        {
            call.Host.Files.Write(path + ".part", bytes[..512], new(0b110_000_000), null);
            call.Info("snapshot/v3_snapshot.go:127", "fetching snapshot", $",\"endpoint\":\"{call.Endpoints[0]}\"");
            await call.Call.TakesAsync(call.Times.EtcdSnapshot);
            if (!member.IsServing)
                return call.Call.Fail(1, "Error: could not fetch snapshot (rpc error: code = Unavailable desc = error reading from server: EOF)");
            call.Host.Files.Write(path + ".part", [.. bytes, .. SHA256.HashData(bytes)], new(0b110_000_000), null);
        }
        catch (IOException)
        {
            return call.Call.Fail(1, $"Error: could not fetch snapshot (write {path}.part: no space left on device)");
        }

        call.Host.Files.Move(path + ".part", path);
        call.Call.HasEffect($"etcdctl snapshot save {path[..(path.LastIndexOf('/') + 1)]}*");
        call.Call.Say($"Snapshot saved at {path}");
        return call.Info("snapshot/v3_snapshot.go:152", "saved", $",\"path\":\"{path}\"");
    }

    public static string Header(EtcdCall call, EtcdMember member, bool revision = false) =>
        $"{{\"cluster_id\":{N(member.Data.ClusterId)},\"member_id\":{N(member.Id)}{(revision ? $",\"revision\":{N(member.Data.Revision)}" : "")},\"raft_term\":{N(member.Data.Term)}}}";

    public static string Members(IEnumerable<EtcdPeer> members) => $"[{string.Join(',', members.Select(static m =>
        $"{{\"ID\":{N(m.Id)},{(m.Name.Length > 0 ? $"\"name\":\"{m.Name}\"," : "")}\"peerURLs\":{Texts(m.PeerUrls)}{(m.ClientUrls.IsEmpty ? "" : $",\"clientURLs\":{Texts(m.ClientUrls)}")}{(m.IsLearner ? ",\"isLearner\":true" : "")}}}"))}]";

    public static string Hex(ulong id) => id.ToString("x", CultureInfo.InvariantCulture);

    private static async Task<(List<string>? Lines, bool IsWhole)> OfEachAsync(EtcdCall call, string what, Func<EtcdCall, string, EtcdMember, string> line)
    {
        var lines = new List<string>();
        if (await EndpointsAsync(call) is not { } endpoints)
            return (null, false);
        foreach (var endpoint in endpoints)
        {
            await call.Call.TakesAsync(TimeSpan.FromMilliseconds(10));
            if (call.At(endpoint) is { } member)
            {
                lines.Add(line(call, endpoint, member));
                continue;
            }

            await call.SilenceAsync(endpoint, isStatus: true);
            call.Call.Complain($"Failed to get the {what} of endpoint {endpoint} (context deadline exceeded)");
        }

        return (lines, lines.Count == endpoints.Length);
    }

    /// <summary>With <c>--cluster</c> the client addresses of all members that have started; null: nobody told them, as from 3.5 on without a majority.</summary>
    private static async Task<ImmutableArray<string>?> EndpointsAsync(EtcdCall call)
    {
        if (!call.Has("cluster"))
            return call.Endpoints;
        if (await call.ReachAsync() is { } member)
        {
            if (call.IsBefore35 || call.Etcd.LeaderOf(member) is not null)
                return [.. member.Data.Members.SelectMany(static m => m.ClientUrls)];
            await call.Call.TakesAsync(call.Patience);
        }

        call.Call.Complain("Error: failed to fetch endpoints from etcd cluster member list: context deadline exceeded");
        return null;
    }

    private static string Leader(EtcdCall call, EtcdMember member) => call.Etcd.LeaderOf(member) is { } leader ? $"\"leader\":{N(leader.Id)}," : "";

    private static string Errors(EtcdCall call, EtcdMember member)
    {
        var errors = member.Data.Alarms.Select(static a => $"memberID:{a.Split(':')[0]} alarm:{Kind(a)} ").ToList();
        if (call.Etcd.LeaderOf(member) is null)
            errors.Insert(0, "etcdserver: no leader");
        return errors.Count == 0 ? "" : $"\"errors\":{Texts(errors)},";
    }

    /// <summary>What 3.6 tells besides.</summary>
    private static string Newer(EtcdMember member) => member.Version.StartsWith("3.6", StringComparison.Ordinal) ? ",\"storageVersion\":\"3.6.0\",\"dbSizeQuota\":2147483648,\"downgradeInfo\":{}" : "";

    private static string Kind(string alarm) => alarm.EndsWith(":1", StringComparison.Ordinal) ? "NOSPACE" : "CORRUPT";

    private static string Texts(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(static t => $"\"{t}\""))}]";

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string N(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string N(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
