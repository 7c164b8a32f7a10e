using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Capturing;

/// <summary>Takes a node out of the API's object. Pure.</summary>
internal static class CapturedNode
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    private static readonly string[] s_noise = ["kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch"];

    public static WorldNode Of(JsonElement node)
    {
        var isControl = node.Label(RolePrefix + "control-plane") is not null || node.Label(RolePrefix + "master") is not null;
        var usual = new WorldNode { Name = node.ObjectName(), Role = isControl ? WorldRole.ControlPlane : WorldRole.Worker, Version = Number(node.Text("status", "nodeInfo", "kubeletVersion")) };
        return usual with
        {
            Os = Or(node.Text("status", "nodeInfo", "osImage"), usual.Os),
            Kernel = Or(node.Text("status", "nodeInfo", "kernelVersion"), usual.Kernel),
            Runtime = Or(node.Text("status", "nodeInfo", "containerRuntimeVersion"), usual.Runtime),
            Cpu = ResourceAmount.TryParseCpu(node.Text("status", "allocatable", "cpu"), out var cpu) && cpu > 0 ? cpu : usual.Cpu,
            Memory = ResourceAmount.TryParseBytes(node.Text("status", "allocatable", "memory"), out var memory) && memory > 0 ? memory : usual.Memory,
            Pods = int.TryParse(node.Text("status", "allocatable", "pods"), out var pods) ? pods : usual.Pods,
            Labels = [.. node.Texts("metadata", "labels").Where(static l => !s_noise.Contains(l.Key) && !l.Key.StartsWith("beta.kubernetes.io/", StringComparison.Ordinal)).OrderBy(static l => l.Key, StringComparer.Ordinal)],
            Taints = [.. node.Items("spec", "taints").Where(static t => !t.Text("key").StartsWith("node.kubernetes.io/", StringComparison.Ordinal)).Select(static t => new WorldTaint(t.Text("key"), t.Text("value"), t.Text("effect")))],
            IsCordoned = node.Flag("spec", "unschedulable"),
            IsReady = node.Items("status", "conditions").Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True"),
        };
    }

    /// <summary>Labels that every node has with a value of its own tell nothing of a kind of nodes, and are left out; unless a workload asks for one.</summary>
    public static IEnumerable<WorldNode> WithoutNoise(ImmutableArray<WorldNode> nodes, IEnumerable<WorldWorkload> workloads)
    {
        var asked = workloads.SelectMany(static w => w.NodeSelector).Select(static s => s.Key).ToHashSet(StringComparer.Ordinal);
        var unique = nodes.SelectMany(static n => n.Labels).GroupBy(static l => l.Key)
            .Where(g => nodes.Length > 2 && g.Count() > 2 && g.Select(static l => l.Value).Distinct().Count() == g.Count() && !asked.Contains(g.Key)).Select(static g => g.Key).ToHashSet(StringComparer.Ordinal);
        return nodes.Select(n => n with { Labels = [.. n.Labels.Where(l => !unique.Contains(l.Key))] });
    }

    /// <summary>A version without what stands before and after its numbers: <c>v1.34.1+k3s1</c> and <c>3.5.15-0</c>.</summary>
    public static string Number(string version) => version.TrimStart('v').Split('-', '+')[0];

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
