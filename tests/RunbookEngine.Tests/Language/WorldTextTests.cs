using System.Text.Json;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>What is written of a world is read back as the same world.</summary>
public class WorldTextTests
{
    [Fact]
    public void What_is_written_is_read_back_as_the_same_and_is_short()
    {
        var world = Worlds.Read(Worlds.Head + """
            nodes:
              - { names: "cp[1:3]", role: control-plane }
              - { names: ["w[1:20]", "w[30:31]"], memory: 8Gi, cpu: 500m }
              - { name: db-01, version: 1.33.5, os: "Debian: 12", labels: { disk: ssd, "true": "yes" }, taints: ["a=b:NoSchedule", "c:NoExecute"], cordoned: true, ready: false, pods: 20, runtime: "x://1", kernel: "6" }
            etcd: { version: 3.5.15 }
            workloads:
              - { name: web, namespace: shop, replicas: 20, cpu: 250m, memory: 128Mi, start: 8s, stop: 2s, termination-grace: 1m, spread: true }
              - { name: db, kind: StatefulSet, empty-dir: true, node-selector: { disk: ssd }, labels: { app: db, tier: "1.0" } }
              - { name: probe, kind: Pod, node: db-01, tolerates-all: true }
            budgets:
              - { name: web, namespace: shop, min-available: 90% }
              - { name: db, max-unavailable: 0, selector: { tier: "1.0" }, evicts-unhealthy: true }
            volumes: [{ name: data, size: 1Ti, class: fast }]
            velero: {}
            """);

        var text = WorldText.Of(world, ["a note"]);

        Assert.StartsWith("# a note\napiVersion: runbook/v1\nkind: World\ncluster: { version: 1.34.1 }\nnodes:\n  - { names: \"cp[1:3]\", role: control-plane }\n  - { names: [\"w[1:20]\", \"w[30:31]\"], cpu: 500m, memory: 8Gi }\n", text, StringComparison.Ordinal);
        Assert.Equal(Facts(world), Facts(Worlds.Read(text)));
    }

    [Fact]
    public void A_world_of_three_lines_is_one_of_few() =>
        Assert.Equal(
            Worlds.Head + "nodes:\n  - { name: cp1, role: control-plane }\n  - { names: \"w[1:3]\" }\nworkloads:\n" +
            "  - { name: coredns, namespace: kube-system, replicas: 2, labels: { k8s-app: kube-dns }, cpu: 100m, memory: 70Mi }\n" +
            "  - { name: kube-proxy, namespace: kube-system, kind: DaemonSet, labels: { k8s-app: kube-proxy }, tolerates-all: true }\n",
            WorldText.Of(Worlds.Read(Worlds.Head), []));

    [Theory]
    [InlineData("w1 w2 w3", "w[1:3]")]
    [InlineData("w08 w09 w10", "w[08:10]")]
    [InlineData("w9 w10 w11 w13", "w[9:11] w13")]
    [InlineData("a-1.x a-2.x b-3.x", "a-[1:2].x b-3.x")]
    [InlineData("cp cp1", "cp cp1")]
    [InlineData("w99999999999999999999", "w99999999999999999999")]
    public void Names_that_count_are_a_range(string names, string ranges) => Assert.Equal(ranges, string.Join(' ', NameRanges.Of(names.Split(' '))));

    /// <summary>All of a world but places and addresses.</summary>
    private static string Facts(World world) => string.Join('\n', [
        .. world.Nodes.Select(static n => $"{n with { Span = default, Address = "", Packages = [], Held = [], Labels = [], Taints = [], Files = [] }} {Pairs(n.Packages)} {Pairs(n.Labels)} {string.Join(',', n.Taints)}"),
        .. world.Workloads.Select(static w => $"{w with { Span = default, Labels = [], NodeSelector = [] }} {Pairs(w.Labels)} {Pairs(w.NodeSelector)}"),
        .. world.Budgets.Select(static b => $"{b with { Span = default, Selector = [] }} {Pairs(b.Selector)}"),
        .. world.Volumes.Select(static v => v.ToString()),
        world.Etcd.Version, world.Velero?.Version ?? "", string.Join(' ', world.Etcd.Members), JsonSerializer.Serialize(world.Groups.Select(static g => $"{g.Key} {string.Join(' ', g.Value)}"))]);

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join(',', pairs.Select(static p => $"{p.Key}={p.Value}"));
}
