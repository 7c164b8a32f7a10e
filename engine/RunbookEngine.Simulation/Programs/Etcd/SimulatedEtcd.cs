using System.Globalization;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>
/// All etcds of a world. A majority of voters that run elects a leader after a second or two; a change is on all running members at once, and those that come later catch up when they see a leader.
/// Simplified: members always reach each other (a lost way of the engine is not theirs), nothing is ever lost between two of them, and what the API server writes is not kept here: keys come
/// by <see cref="Put"/>.
/// </summary>
internal sealed class SimulatedEtcd
{
    /// <summary>How long members must have seen each other before etcd takes a change of members (its <c>HealthInterval</c>).</summary>
    private static readonly TimeSpan s_known = TimeSpan.FromSeconds(5);

    private readonly List<EtcdMember> _members = [];
    private readonly HashSet<SimulatedHost> _hosts = [];
    private readonly SortedDictionary<ulong, (ulong Leader, DateTimeOffset Since)> _leaders = [];

    public SimulatedEtcd(SimulatedWorld world)
    {
        World = world;
        world.Etcd = this;
        world.FactSources.Add(Facts);
        world.FactSources.Add(Snapshots);
    }

    public SimulatedWorld World { get; }

    /// <summary>The machines that have the tools.</summary>
    public List<SimulatedHost> Machines { get; } = [];

    /// <summary>Called with the exit status when one has ended by itself.</summary>
    public Action<EtcdMember, int>? Ended { get; set; }

    private DateTimeOffset Now => World.Time.GetUtcNow();

    /// <summary>Those that run now.</summary>
    public IEnumerable<EtcdMember> Running => _members.Where(static m => m.IsRunning);

    /// <summary>Whether some cluster has a leader, and so can be written to.</summary>
    public bool CanWrite => _members.Any(m => m.IsServing && m.IsInSync && LeaderOf(m) is not null);

    /// <summary>Ends the one of a data directory on a machine, as a unit or a kubelet does.</summary>
    public void Stop(SimulatedHost host, string dataDir)
    {
        foreach (var member in Running.Where(m => m.Host == host && m.Settings.DataDir == dataDir).ToArray())
            member.End();
    }

    /// <summary>Starts one; it serves a second or two later.</summary>
    public EtcdMember Start(SimulatedHost host, EtcdSettings settings, string version)
    {
        _members.RemoveAll(static m => !m.IsRunning);
        if (_hosts.Add(host))
            host.Stopped += Recount;
        var member = new EtcdMember(this, host, settings, version);
        _members.Add(member);
        _ = World.Time.Begin(member.BeginAsync);
        return member;
    }

    /// <summary>Lets members run that have run for long, with what they hold, without any time.</summary>
    public void Settle(IEnumerable<(SimulatedHost Host, EtcdSettings Settings, string Version)> members, long size, Func<EtcdData, EtcdData> holding)
    {
        foreach (var (host, settings, version) in members)
        {
            var member = new EtcdMember(this, host, settings, version);
            if (_hosts.Add(host))
                host.Stopped += Recount;
            _members.Add(member);
            member.Settle(holding(EtcdData.Begun(settings.InitialCluster, settings.Token)), size);
            _leaders.TryAdd(member.Data.ClusterId, (member.Id, Now));
        }

        Recount();
    }

    /// <summary>Damages the data of a member, which ends of it, and does not start any more.</summary>
    public void Break(SimulatedHost host, string dataDir)
    {
        host.Files.Write(dataDir + "/member/snap/db", "damaged");
        foreach (var member in Running.Where(m => m.Host == host && m.Settings.DataDir == dataDir).ToArray())
            member.End("panic: page 12 already freed");
    }

    /// <summary>The one that answers at an address, as seen from a machine; null: nobody does. One that has not seen a leader since it was started listens and answers nothing yet.</summary>
    public EtcdMember? At(SimulatedHost from, string endpoint) => Listening(from, endpoint) is { IsInSync: true } member ? member : null;

    /// <summary>The one that listens at an address; null: nobody does.</summary>
    public EtcdMember? Listening(SimulatedHost from, string endpoint)
    {
        var address = Address(endpoint);
        var (name, port) = (address[..Math.Max(0, address.LastIndexOf(':'))], Port(address));
        var isLocal = address.StartsWith("127.", StringComparison.Ordinal) || address.StartsWith("localhost:", StringComparison.Ordinal);
        return _members.FirstOrDefault(m => m.IsServing && (isLocal
            ? m.Host == from && m.Settings.ListenClientUrls.Any(u => Port(u) == port)
            : m.Host.Name == name ? m.Settings.ClientUrls.Any(u => Port(u) == port)
            : m.Settings.ListenClientUrls.Concat(m.Settings.ClientUrls).Any(u => Address(u) == address)));
    }

    /// <summary>The leader of a member's cluster; null while there is none.</summary>
    public EtcdMember? LeaderOf(EtcdMember member)
    {
        if (!_leaders.TryGetValue(member.Data.ClusterId, out var led) || led.Since > Now)
            return null;
        return _members.FirstOrDefault(m => m.IsAt(member.Data.ClusterId) && m.Id == led.Leader);
    }

    /// <summary>Changes what a cluster holds; false: it has no majority, and nothing was changed.</summary>
    public bool Commit(EtcdMember through, Func<EtcdData, EtcdData> change)
    {
        if (LeaderOf(through) is not { } leader)
            return false;
        var next = change(leader.Data) with { Index = leader.Data.Index + 1 };
        foreach (var member in Of(next.ClusterId).Where(static m => m.IsInSync).ToArray())
            member.Data = member.Data.Following(next);
        Recount();
        return true;
    }

    /// <summary>Writes keys by a member that can.</summary>
    public bool Put(long keys) => Running.FirstOrDefault(m => m.IsServing && LeaderOf(m) is not null) is { } member && Commit(member, d => d.Put(keys));

    /// <summary>Hands the lead over.</summary>
    public void Lead(EtcdMember member) => _leaders[member.Data.ClusterId] = (member.Id, Now);

    /// <summary>The newest that running members of a cluster hold; null when none runs.</summary>
    public EtcdData? Ahead(ulong cluster) => Of(cluster).Select(static m => m.Data).MaxBy(static d => d.Index);

    /// <summary>The same of the cluster whose members have one of these peer addresses.</summary>
    public EtcdData? AheadOf(IEnumerable<string> peerUrls) =>
        _members.Where(m => m.IsServing && m.Self is { } self && self.PeerUrls.Intersect(peerUrls).Any()).Select(static m => m.Data).MaxBy(static d => d.Index);

    /// <summary>Whether a member has run for so long that the others count on it.</summary>
    public bool IsKnown(ulong cluster, ulong member) => Of(cluster).Any(m => m.Id == member && Now - m.StartedAt >= s_known);

    /// <summary>Serving members of a cluster.</summary>
    public IEnumerable<EtcdMember> Of(ulong cluster) => _members.Where(m => m.IsAt(cluster));

    /// <summary>Looks who leads now. To be called whenever a member came, went, or changed.</summary>
    public void Recount()
    {
        foreach (var cluster in _members.Where(static m => m.IsServing).Select(static m => m.Data.ClusterId).Concat(_leaders.Keys).Distinct().ToArray())
            Recount(cluster);
    }

    private void Recount(ulong cluster)
    {
        if (Ahead(cluster) is not { } data)
        {
            _leaders.Remove(cluster);
            return;
        }

        var voters = data.Voters.Select(static v => v.Id).ToHashSet();
        EtcdMember[] there = [.. Of(cluster).Where(m => voters.Contains(m.Id))];
        if (there.Length < voters.Count / 2 + 1)
            _leaders.Remove(cluster);
        else if (!_leaders.TryGetValue(cluster, out var led) || there.All(m => m.Id != led.Leader))
            Elect(cluster, there.OrderByDescending(static m => m.Data.Index).ThenBy(static m => m.Id).First());
        else if (led.Since <= Now)
            Follow(cluster, data);
    }

    private void Elect(ulong cluster, EtcdMember next)
    {
        var at = Now + TimeSpan.FromSeconds(1 + World.Random.NextDouble());
        _leaders[cluster] = (next.Id, at);
        _ = World.Time.Begin(async () =>
        {
            await Task.Delay(at - Now, World.Time);
            if (Ahead(cluster) is { } data && _leaders.GetValueOrDefault(cluster) == (next.Id, at))
                Follow(cluster, data with { Term = data.Term + 1 });
            return true;
        });
    }

    /// <summary>All that run come to hold what the leader holds. One that was removed meanwhile ends, and one that starts tells its name and addresses.</summary>
    private void Follow(ulong cluster, EtcdData data)
    {
        foreach (var member in Of(cluster).Where(m => data.Find(m.Id) is { } self && (self.Name != m.Settings.Name || !self.ClientUrls.SequenceEqual(m.Settings.ClientUrls))).ToArray())
            data = data.With(data.Find(member.Id)! with { Name = member.Settings.Name, ClientUrls = member.Settings.ClientUrls }) with { Index = data.Index + 1 };
        foreach (var member in Of(cluster).ToArray())
        {
            if (member.IsCatchingUp)
                continue;
            if (member.Data.Index < data.Index)
                member.Data = member.Data.Following(data);
            member.IsInSync = true;
            if (data.Find(member.Id) is null)
                member.End(EtcdMember.Removed, 0);
        }
    }

    /// <summary>Members, keys and alarms; a revision only by whether a restore has lifted it.</summary>
    private IEnumerable<string> Facts()
    {
        foreach (var cluster in _members.Where(static m => m.IsServing).Select(static m => m.Data.ClusterId).Distinct())
        {
            var data = Ahead(cluster)!;
            var names = data.Members.Select(m => m.Name + (m.IsLearner ? " (learner)" : "") + (Of(cluster).Any(o => o.Id == m.Id) ? "" : " (down)")).Order(StringComparer.Ordinal);
            yield return string.Create(CultureInfo.InvariantCulture, $"etcd: members {string.Join(", ", names)}");
            yield return string.Create(CultureInfo.InvariantCulture, $"etcd: {data.Keys} keys, revisions {(data.Revision >= 1_000_000_000 ? "lifted" : "as they grew")}, {Of(cluster).Select(static m => m.Data.Hash).Distinct().Count()} content");
            foreach (var member in Of(cluster))
                yield return $"etcd: {member.Settings.Name} has {(member.Size > member.Data.InUse ? "free pages" : "no free pages")}";
            foreach (var alarm in data.Alarms)
                yield return $"etcd: alarm {data.Members.FirstOrDefault(m => alarm.StartsWith(m.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))?.Name} {alarm.Split(':')[1]}";
        }
    }

    /// <summary>Snapshots that stand on machines that know etcd, and what they hold.</summary>
    private IEnumerable<string> Snapshots()
    {
        foreach (var host in Machines)
        {
            foreach (var path in host.Files.Under("/").Where(p => EtcdSnapshots.IsOne(host.Files, p)))
                yield return $"{host.Name}: snapshot {EtcdSnapshots.Describe(path, host.Files.Existing(path).Content)}";
        }
    }

    private static string Address(string url) => url.Contains("://", StringComparison.Ordinal) ? url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/') : url;

    private static string Port(string url) => url[(url.LastIndexOf(':') + 1)..];
}
