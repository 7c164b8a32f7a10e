using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes the nodes and hosts of a world, each of many that one entry may stand for.</summary>
internal sealed class WorldMachines(TextReading reading, string version, WorldTimes times)
{
    /// <summary>Nodes and hosts of one world.</summary>
    private const int Most = 10_000;

    private readonly Dictionary<string, SourceSpan> _named = new(StringComparer.Ordinal);
    private int _made;

    public ImmutableArray<WorldNode> Nodes(IReadOnlyList<FormatMap> entries, bool given)
    {
        if (given)
            return [.. entries.SelectMany(e => Names(e, "a node").Select(n => Node(e, n)))];
        var role = new[] { "cp1", "w1", "w2", "w3" };
        return [.. role.Select(n => Node(null, Named(new(n, SourceSpan.None))!.Value))];
    }

    public ImmutableArray<WorldHost> Hosts(IReadOnlyList<FormatMap> entries)
    {
        ImmutableArray<WorldHost> hosts = [.. entries.SelectMany(e => Names(e, "a host").Select(n => Machine(new WorldHost { Name = n.Text }, e, n)))];
        return hosts.Any(static h => h.Name == Words.Local) ? hosts : [Machine(new WorldHost { Name = Words.Local }, null, new(Words.Local, SourceSpan.None)), .. hosts];
    }

    public static WorldTimes Times(FormatMap? map, WorldTimes usual) => map is null ? usual : new()
    {
        Command = map.Duration("command", usual.Command),
        Request = map.Duration("request", usual.Request),
        Boot = map.Duration("boot", usual.Boot),
        AptUpdate = map.Duration("apt-update", usual.AptUpdate),
        AptInstall = map.Duration("apt-install", usual.AptInstall),
        KubeadmPlan = map.Duration("kubeadm-plan", usual.KubeadmPlan),
        KubeadmApply = map.Duration("kubeadm-apply", usual.KubeadmApply),
        KubeadmControlPlane = map.Duration("kubeadm-control-plane", usual.KubeadmControlPlane),
        KubeadmWorker = map.Duration("kubeadm-worker", usual.KubeadmWorker),
        KubeadmCertificates = map.Duration("kubeadm-certificates", usual.KubeadmCertificates),
        Unit = map.Duration("unit", usual.Unit),
        KubeletReady = map.Duration("kubelet-ready", usual.KubeletReady),
        StaticPod = map.Duration("static-pod", usual.StaticPod),
        EtcdSnapshot = map.Duration("etcd-snapshot", usual.EtcdSnapshot),
        EtcdDefrag = map.Duration("etcd-defrag", usual.EtcdDefrag),
        Velero = map.Duration("velero", usual.Velero),
        VolumeSnapshot = map.Duration("volume-snapshot", usual.VolumeSnapshot),
    };

    private Placed[] Names(FormatMap entry, string what)
    {
        if (!entry.Has("name") && !entry.Has("names"))
            reading.Bag.Error(Codes.Missing, $"{what} needs `name`", entry.Span, "such as `name: w1`, or `names: \"w[1:20]\"` for many");
        return [.. entry.Placed("name").AddRange(entry.Placed("names")).Select(Named).OfType<Placed>()];
    }

    private Placed? Named(Placed name)
    {
        if (!Words.IsHostName(name.Text))
            reading.Bag.Error(Codes.BadName, $"`{Shown.Word(name.Text)}` cannot name a machine", name.Span, "use letters, digits, `-`, `_` and `.`");
        else if (_named.TryGetValue(name.Text, out var first))
            reading.Bag.Error(Codes.NamedTwice, $"the machine `{name.Text}` is here twice", name.Span, $"keep one of the two; the first is on line {first.Line}");
        else if (_named.Count >= Most)
            reading.Bag.Error(Codes.BadRange, $"a world has at most {Most} machines", name.Span, "take some out");
        else
        {
            _named.Add(name.Text, name.Span);
            return name;
        }

        return null;
    }

    private WorldNode Node(FormatMap? entry, Placed name)
    {
        var role = entry is null ? name.Text == "cp1" ? WorldRole.ControlPlane : WorldRole.Worker : entry.Choice("role", 1) == 0 ? WorldRole.ControlPlane : WorldRole.Worker;
        var own = entry?.TextOrNull("version") ?? version;
        var node = Machine(new WorldNode { Name = name.Text, Role = role, Version = own }, entry, name);
        node = node with
        {
            Packages = Merged(WorldVersions.OfNode(own), node.Packages),
            Held = entry?.Has("held") == true ? node.Held : WorldVersions.Held,
            Labels = Merged(WorldRoles.Labels(name.Text, role, own), entry?.Map("labels") ?? []),
            Taints = entry?.Has("taints") == true ? entry.Taints("taints") : WorldRoles.Taints(role, own),
        };
        return entry is null ? node : node with
        {
            Runtime = entry.Text("runtime", node.Runtime),
            Cpu = entry.Integer("cpu") ?? node.Cpu,
            Memory = entry.Size("memory", node.Memory),
            Pods = entry.Integer("pods") ?? node.Pods,
            IsCordoned = entry.Flag("cordoned"),
            IsReady = entry.Flag("ready", true),
        };
    }

    private T Machine<T>(T machine, FormatMap? entry, Placed name)
        where T : WorldMachine
    {
        var number = name.Text == Words.Local ? 0 : _made++;
        var made = machine with
        {
            Address = name.Text == Words.Local ? "" : $"10.0.{number / 200}.{(number % 200) + 10}",
            Packages = WorldVersions.OfMachine,
            Times = times,
            Span = name.Span,
        };
        return (T)(entry is null ? made : made with
        {
            Address = entry.Text("address", made.Address),
            Os = entry.Text("os", made.Os),
            Kernel = entry.Text("kernel", made.Kernel),
            Packages = Merged(made.Packages, entry.Map("packages")),
            Held = entry.Texts("held"),
            DiskFree = entry.Size("disk-free", made.DiskFree),
            Files = entry.Map("files"),
            NeedsReboot = entry.Flag("needs-reboot"),
            Times = Times(entry.One("durations"), times),
        });
    }

    /// <summary>The later word wins; sorted by name.</summary>
    private static ImmutableArray<KeyValuePair<string, string>> Merged(IEnumerable<KeyValuePair<string, string>> usual, IEnumerable<KeyValuePair<string, string>> own)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in usual.Concat(own))
            merged[name] = value;
        return [.. merged];
    }
}
