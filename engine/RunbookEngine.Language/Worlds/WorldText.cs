using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Writes a world as people would: what has its default is left out, and equal nodes stand on one line. Addresses, files and single machines' durations are not written: no captured world has them. What is written is read back as the same world.
/// </summary>
public static class WorldText
{
    /// <summary>The text of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="notes">Comments for the top, one a line, without <c>#</c>.</param>
    public static string Of(World world, IEnumerable<string> notes)
    {
        ArgumentNullException.ThrowIfNull(world);
        var text = new StringBuilder();
        foreach (var note in notes)
            text.Append(CultureInfo.InvariantCulture, $"# {Shown.Harmless(note)}\n");
        var cluster = new FlowText().Add("version", world.Version);
        if (world.Name != "rehearsal")
            cluster.Add("name", world.Name);
        text.Append(CultureInfo.InvariantCulture, $"apiVersion: {Words.ApiVersion}\nkind: {WorldFormat.Kind}\ncluster: {cluster}\n");
        Lines(text, "nodes", Nodes(world));
        Lines(text, "hosts", world.Hosts.Where(static h => h.Name != Words.Local).Select(static h => new FlowText().Add("name", h.Name).ToString()));
        if (Etcd(world) is { IsEmpty: false } etcd)
            text.Append(CultureInfo.InvariantCulture, $"etcd: {etcd}\n");
        Lines(text, "workloads", world.Workloads.Select(WorkloadText.Of));
        Lines(text, "budgets", world.Budgets.Select(WorkloadText.Of));
        Lines(text, "volumes", world.Volumes.Select(static v => Own(v.Namespace, v.Name).Add("size", ResourceAmount.OfBytes(v.Size)).Add("class", v.StorageClass).ToString()));
        if (world.Velero is { } velero)
            text.Append(CultureInfo.InvariantCulture, $"velero: {new FlowText().Add("version", velero.Version).Add("namespace", velero.Namespace)}\n");
        return text.ToString();
    }

    internal static FlowText Own(string space, string name)
    {
        var text = new FlowText().Add("name", name);
        return space == "default" ? text : text.Add("namespace", space);
    }

    private static void Lines(StringBuilder text, string key, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        if (all.Length == 0)
            return;
        text.Append(key).Append(":\n");
        foreach (var line in all)
            text.Append("  - ").Append(line).Append('\n');
    }

    /// <summary>Nodes that are equal but for their names, in the order of the first of each.</summary>
    private static IEnumerable<string> Nodes(World world)
    {
        foreach (var same in world.Nodes.GroupBy(n => Settings(n, world.Version)))
        {
            var names = NameRanges.Of(same.Select(static n => n.Name));
            var named = names is [var one] && !HostRange.Is(one) ? new FlowText().Add("name", one) : new FlowText().Add("names", names);
            yield return same.Key.Length == 0 ? named.ToString() : $"{named.ToString()[..^2]}, {same.Key} }}";
        }
    }

    /// <summary>What is not as usual for a node of its role and version.</summary>
    private static string Settings(WorldNode node, string version)
    {
        var (text, usual) = (new FlowText(), new WorldNode { Name = node.Name, Role = node.Role, Version = node.Version });
        if (node.Role == WorldRole.ControlPlane)
            text.Add("role", WorldFormat.ControlPlane);
        if (node.Version != version)
            text.Add("version", node.Version);
        if (node.Os != usual.Os)
            text.Add("os", node.Os);
        if (node.Kernel != usual.Kernel)
            text.Add("kernel", node.Kernel);
        if (node.Runtime != usual.Runtime)
            text.Add("runtime", node.Runtime);
        if (node.Cpu != usual.Cpu)
            text.Add("cpu", ResourceAmount.OfCpu(node.Cpu));
        if (node.Memory != usual.Memory)
            text.Add("memory", ResourceAmount.OfBytes(node.Memory));
        if (node.Pods != usual.Pods)
            text.Add("pods", node.Pods);
        var labels = node.Labels.Except(WorldRoles.Labels(node.Name, node.Role, node.Version)).ToImmutableArray();
        if (!labels.IsEmpty)
            text.Add("labels", labels);
        if (!node.Taints.SequenceEqual(WorldRoles.Taints(node.Role, node.Version)))
            text.Raw("taints", FlowText.List(node.Taints.Select(static t => $"{t.Key}{(t.Value.Length > 0 ? "=" : "")}{t.Value}:{t.Effect}")));
        if (node.IsCordoned)
            text.Raw("cordoned", "true");
        if (!node.IsReady)
            text.Raw("ready", "false");
        return text.IsEmpty ? "" : text.ToString()[2..^2];
    }

    private static FlowText Etcd(World world)
    {
        var text = new FlowText();
        if (world.Etcd.Version != WorldVersions.Etcd(world.Version))
            text.Add("version", world.Etcd.Version);
        if (!world.Etcd.Members.SequenceEqual(world.ControlPlanes.Select(static n => n.Name)))
            text.Add("members", NameRanges.Of(world.Etcd.Members));
        return text;
    }
}
