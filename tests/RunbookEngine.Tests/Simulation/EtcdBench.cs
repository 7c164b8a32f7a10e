using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Etcd;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Three machines with an etcd each, of one version, and runbooks that work on them.</summary>
internal sealed class EtcdBench(string version = "3.5.21")
{
    private static readonly string[] s_names = ["e1", "e2", "e3"];

    public static Inventory Inventory { get; } = new()
    {
        Hosts = [.. s_names.Select(static n => new Host { Name = n, Address = n, Span = SourceSpan.None })],
        Groups = [KeyValuePair.Create<string, System.Collections.Immutable.ImmutableArray<string>>("etcd", [.. s_names])],
    };

    /// <summary>The etcds of the world that was made last.</summary>
    public SimulatedEtcd Etcd { get; private set; } = null!;

    public SimulatedWorld World => Etcd.World;

    /// <summary>What a step of an author does in place of its script, by a word of its name.</summary>
    public Dictionary<string, Action<SimulatedEtcd, SimulatedHost>> Shell { get; } = [];

    public RehearsalBench Bench(string steps) => new($"apiVersion: runbook/v1\nname: etcd\ntargets:\n  members: {{ group: etcd }}\nsteps:\n{steps}\n", Make) { Inventory = Inventory };

    public SimulatedHost Host(string name) => World.Find(name)!;

    public void Start(SimulatedEtcd etcd, SimulatedHost host) => etcd.Start(host, EtcdSettings.OfUnit(host), version);

    public static void Stop(SimulatedEtcd etcd, SimulatedHost host)
    {
        foreach (var member in etcd.Running.Where(m => m.Host == host).ToArray())
            member.End();
    }

    public void Make(SimulatedWorld world)
    {
        var etcd = Etcd = new(world);
        foreach (var name in s_names)
        {
            var host = world.AddHost(name);
            EtcdTools.Install(etcd, host, version, version.StartsWith("3.4", StringComparison.Ordinal) ? null : version);
            host.Files.Write("/etc/default/etcd", Settings(name, s_names, "new"));
            host.Files.CreateFolder("/var/backups");
            host.Files.CreateFolder("/var/lib/etcd", new(0b111_000_000), "etcd:etcd");
            Start(etcd, host);
        }

        world.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.True(etcd.Put(1000));
        world.Answers = name =>
        {
            if (Shell.FirstOrDefault(s => name.Value.Contains(s.Key, StringComparison.Ordinal) && !name.Value.Contains("look", StringComparison.Ordinal)) is { Value: { } act })
                act(etcd, world.Find(name.Value.Contains("e3", StringComparison.Ordinal) ? "e3" : name.Value.Contains("e2", StringComparison.Ordinal) ? "e2" : "e1")!);
            return null;
        };
    }

    public static string Settings(string name, string[] initial, string state) => $"""
        ETCD_NAME={name}
        ETCD_DATA_DIR=/var/lib/etcd
        ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:2379,http://{name}:2379
        ETCD_ADVERTISE_CLIENT_URLS=http://{name}:2379
        ETCD_INITIAL_ADVERTISE_PEER_URLS=http://{name}:2380
        ETCD_INITIAL_CLUSTER={string.Join(',', initial.Select(static i => $"{i}=http://{i}:2380"))}
        ETCD_INITIAL_CLUSTER_STATE={state}
        """;
}
