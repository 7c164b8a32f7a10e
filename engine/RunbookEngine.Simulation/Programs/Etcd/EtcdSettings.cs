using System.Collections.Immutable;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>What an etcd is started with, by flags of its command line or by variables of its environment; the names are those of the flags.</summary>
internal sealed class EtcdSettings(IReadOnlyDictionary<string, string> values)
{
    public string Name => Of("name", "default");

    public string DataDir => Of("data-dir", $"{Name}.etcd");

    public string WalDir => Of("wal-dir", DataDir + "/member/wal");

    public string Token => Of("initial-cluster-token", "etcd-cluster");

    public bool JoinsExisting => Of("initial-cluster-state", "new") == "existing";

    public ImmutableArray<string> PeerUrls => Urls("initial-advertise-peer-urls", "http://localhost:2380");

    public ImmutableArray<string> ClientUrls => Urls("advertise-client-urls", "http://localhost:2379");

    public ImmutableArray<string> ListenClientUrls => Urls("listen-client-urls", "http://localhost:2379");

    public ImmutableArray<(string Name, string PeerUrl)> InitialCluster => Pairs(Of("initial-cluster", $"{Name}={PeerUrls[0]}"));

    /// <summary>The members of a text like <c>a=https://a:2380,b=https://b:2380</c>.</summary>
    public static ImmutableArray<(string Name, string PeerUrl)> Pairs(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static m => m.Split('=', 2)).Where(static m => m.Length == 2).Select(static m => (m[0], m[1]))];

    /// <summary>Of a unit: its environment files, as Debian's package and the drop-ins of an operator name them. The unit file itself is not read.</summary>
    public static EtcdSettings OfUnit(SimulatedHost host, string unit = "etcd")
    {
        var files = host.Files.Under($"/etc/systemd/system/{unit}.service.d").Where(static f => f.EndsWith(".conf", StringComparison.Ordinal))
            .SelectMany(f => Lines(host, f)).Where(static l => l.StartsWith("EnvironmentFile=", StringComparison.Ordinal)).Select(static l => l["EnvironmentFile=".Length..].TrimStart('-'));
        var values = new Dictionary<string, string>();
        foreach (var line in files.Prepend($"/etc/default/{unit}").SelectMany(f => Lines(host, f)))
        {
            if (line.StartsWith("ETCD_", StringComparison.Ordinal) && line.Split('=', 2) is [var name, var value])
                values[name["ETCD_".Length..].Replace('_', '-').ToLowerInvariant()] = value.Trim().Trim('"', '\'');
        }

        return new(values);
    }

    /// <summary>Of the manifest of a static pod: <c>- --name=cp1</c>, one a line.</summary>
    public static EtcdSettings OfManifest(string manifest) =>
        OfFlags(manifest.Split('\n').Select(static l => l.Trim()).Where(static l => l.StartsWith("- --", StringComparison.Ordinal)).Select(static l => l[2..]));

    /// <summary>Of a command line: <c>--name=cp1</c>.</summary>
    public static EtcdSettings OfFlags(IEnumerable<string> flags)
    {
        var values = new Dictionary<string, string>();
        foreach (var flag in flags)
        {
            if (flag.TrimStart('-').Split('=', 2) is [var name, var value])
                values[name] = value;
        }

        return new(values);
    }

    private static IEnumerable<string> Lines(SimulatedHost host, string file) => (host.Files.Read(file) ?? "").Split('\n').Select(static l => l.Trim());

    private string Of(string name, string otherwise) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : otherwise;

    private ImmutableArray<string> Urls(string name, string otherwise) => [.. Of(name, otherwise).Split(',', StringSplitOptions.TrimEntries)];
}
