using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes a world of what its author wrote. All that is left out gets its default here.</summary>
internal sealed class WorldReader(FormatReading reading)
{
    /// <summary>What may be left out of a world that stands in a scenario.</summary>
    private static readonly FormatSection s_inline = WorldFormat.Format[""] with { Keys = [.. WorldFormat.Format[""].Keys.Where(static k => k.Type != FormatType.Own)] };

    /// <summary>The world; to be used only when the bag has no errors.</summary>
    /// <param name="root">What the author wrote.</param>
    /// <param name="isInline">Whether it stands in a scenario, where nobody needs to say what it is.</param>
    public World Read(YamlMapping root, bool isInline = false)
    {
        var head = new FormatMap(reading, WorldFormat.Format, isInline ? s_inline : WorldFormat.Format[""], root);
        var cluster = head.One("cluster");
        var version = cluster?.TextOrNull("version") ?? "1.0.0";
        var times = WorldMachines.Times(head.One("durations"), new());
        var machines = new WorldMachines(reading, version, times);
        var (nodes, hosts) = (machines.Nodes(head.List("nodes"), head.Has("nodes")), machines.Hosts(head.List("hosts")));
        if (head.Has("nodes") && nodes.All(static n => n.Role != WorldRole.ControlPlane) && !reading.Bag.HasErrors)
            reading.Bag.Error(Codes.NoControlPlane, "no node runs the control plane", head.SpanOf("nodes"), "give one of them `role: control-plane`");
        var workloads = new WorldWorkloads(reading, nodes);
        var etcd = Etcd(head.One("etcd"), version, nodes, hosts);
        var volumes = head.List("volumes").Select(static v => new WorldVolume(v.Text("namespace", "default"), v.Text("name", ""), v.Size("size", 10L << 30), v.Text("class", "standard"))).ToImmutableArray();
        return new()
        {
            File = reading.File.Name,
            Name = cluster?.TextOrNull("name") ?? "rehearsal",
            Version = version,
            Nodes = nodes,
            Hosts = hosts,
            Groups = Groups(head, nodes, hosts, etcd),
            Etcd = etcd,
            Workloads = workloads.Workloads(head.List("workloads")),
            Budgets = workloads.Budgets(head.List("budgets")),
            Repository = Repository(head.One("repository"), version, nodes),
            Volumes = volumes,
            Snapshots = [.. head.List("snapshots").Select(static s => new WorldSnapshot(s.Text("namespace", "default"), s.Text("name", ""), s.Text("claim", "")))],
            SnapshotClass = head.TextOrNull("snapshot-class") ?? (volumes.IsEmpty ? null : "csi"),
            Velero = Velero(head.One("velero")),
            Times = times,
        };
    }

    private WorldEtcd Etcd(FormatMap? map, string version, ImmutableArray<WorldNode> nodes, ImmutableArray<WorldHost> hosts)
    {
        ImmutableArray<string> control = [.. nodes.Where(static n => n.Role == WorldRole.ControlPlane).Select(static n => n.Name)];
        var usual = new WorldEtcd { Version = WorldVersions.Etcd(version), Members = control };
        if (map is null)
            return usual;
        var members = map.Has("members") ? map.Placed("members") : [];
        var outside = members.Where(m => hosts.Any(h => h.Name == m.Text)).ToArray();
        foreach (var unknown in members.Where(m => !control.Contains(m.Text) && !outside.Contains(m)))
            reading.Bag.Error(
                Codes.UnknownInWorld, $"`{Shown.Word(unknown.Text)}` is neither a control plane nor a host", unknown.Span,
                NearestWord.Hint(unknown.Text, control.Concat(hosts.Select(static h => h.Name))) ?? "add it under `hosts`");
        if (outside.Length > 0 && outside.Length < members.Length)
            reading.Bag.Error(Codes.UnknownInWorld, "the members of etcd are all on control planes, or all on hosts", map.SpanOf("members"), "name machines of one kind");
        ImmutableArray<string> all = members.IsEmpty ? control : [.. members.Select(static m => m.Text)];
        foreach (var unknown in map.Placed("broken").Where(m => !all.Contains(m.Text)))
            reading.Bag.Error(Codes.UnknownInWorld, $"`{Shown.Word(unknown.Text)}` is no member of etcd", unknown.Span, NearestWord.HintOrList(unknown.Text, all, "they are") ?? "name a member");
        var size = map.Size("size", usual.Size);
        return usual with
        {
            Version = map.Text("version", usual.Version),
            Members = all,
            IsExternal = outside.Length > 0,
            Keys = map.Integer("keys") ?? usual.Keys,
            Size = size,
            InUse = Math.Min(size, map.Size("in-use", usual.InUse)),
            Revision = map.Integer("revision") ?? usual.Revision,
            DataDirectory = map.Text("data-dir", usual.DataDirectory),
            Broken = map.Texts("broken"),
            Snapshots = map.Has("snapshots") ? [.. map.List("snapshots").Select(s => EtcdSnapshot(s, nodes, hosts))] : usual.Snapshots,
        };
    }

    private WorldEtcdSnapshot EtcdSnapshot(FormatMap map, ImmutableArray<WorldNode> nodes, ImmutableArray<WorldHost> hosts)
    {
        var usual = new WorldEtcdSnapshot();
        var host = map.Text("host", usual.Host);
        if (nodes.All(n => n.Name != host) && hosts.All(h => h.Name != host))
            reading.Bag.Error(Codes.UnknownInWorld, $"there is no machine `{Shown.Word(host)}`", map.SpanOf("host"), "add it under `nodes` or `hosts`");
        return new()
        {
            Host = host,
            Path = map.Text("path", usual.Path),
            Keys = map.Integer("keys"),
            Revision = map.Integer("revision"),
            IsDamaged = map.Flag("damaged"),
        };
    }

    private ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Groups(FormatMap head, ImmutableArray<WorldNode> nodes, ImmutableArray<WorldHost> hosts, WorldEtcd etcd)
    {
        var known = nodes.Select(static n => n.Name).Concat(hosts.Select(static h => h.Name)).ToHashSet(StringComparer.Ordinal);
        var groups = new List<KeyValuePair<string, ImmutableArray<string>>>();
        foreach (var (name, members) in head.NamesMap("groups"))
        {
            foreach (var member in members.Where(m => !known.Contains(m.Text)))
                reading.Bag.Error(Codes.UnknownInWorld, $"there is no machine `{Shown.Word(member.Text)}`", member.Span, NearestWord.Hint(member.Text, known) ?? "add it under `nodes` or `hosts`");
            if (name.Text == InventoryWords.All)
                reading.Bag.Error(Codes.BadName, "the group `all` is there by itself, and holds every machine", name.Span, "take it out, or choose another name");
            groups.Add(new(name.Text, [.. members.Select(static m => m.Text).Distinct()]));
        }

        KeyValuePair<string, ImmutableArray<string>>[] usual =
        [
            new("control_plane", [.. nodes.Where(static n => n.Role == WorldRole.ControlPlane).Select(static n => n.Name)]),
            new("workers", [.. nodes.Where(static n => n.Role == WorldRole.Worker).Select(static n => n.Name)]),
            new("etcd", etcd.Members),
        ];
        return [.. usual.Where(u => groups.TrueForAll(g => g.Key != u.Key)), .. groups];
    }

    private static ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Repository(FormatMap? map, string version, ImmutableArray<WorldNode> nodes)
    {
        var versions = map?.Has("kubernetes") == true ? map.Texts("kubernetes") : [.. WorldVersions.Newer(version)];
        var packages = new SortedDictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (name, offered) in WorldVersions.Offered.Concat(WorldVersions.Packages(versions.AddRange(nodes.Select(static n => n.Version)))))
            packages[name] = offered;
        foreach (var (name, offered) in map?.Map("packages") ?? [])
            packages[name] = [.. offered.Split((char[]?)[' ', ','], StringSplitOptions.RemoveEmptyEntries)];
        return [.. packages];
    }

    private static WorldVelero? Velero(FormatMap? map) => map is null ? null : new()
    {
        Version = map.Text("version", new WorldVelero().Version),
        Namespace = map.Text("namespace", new WorldVelero().Namespace),
        IsAvailable = map.Flag("available", true),
        Backups = map.Texts("backups"),
    };
}
