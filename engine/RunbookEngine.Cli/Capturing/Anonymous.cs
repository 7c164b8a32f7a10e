using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Capturing;

/// <summary>
/// Gives everything in a world that has a name another one, the same name for the same thing everywhere. What every cluster has stays: <c>kube-system</c> and what is in it, the namespace <c>default</c>, and the
/// labels and taints of Kubernetes itself.
/// </summary>
internal sealed class Anonymous
{
    private const string System = "kube-system";

    private readonly Dictionary<(string, string), string> _names = [];
    private readonly Dictionary<string, int> _counts = [];

    public World Of(World world)
    {
        var nodes = world.Nodes.Select(Node).ToImmutableArray();
        return world with
        {
            Name = "cluster",
            Nodes = nodes,
            Etcd = world.Etcd with { Members = [.. world.Etcd.Members.Select(m => Name("node", m, m))] },
            Workloads = [.. world.Workloads.Select(Workload)],
            Budgets = [.. world.Budgets.Select(Budget)],
            Volumes = [.. world.Volumes.Select(v => new WorldVolume(Space(v.Namespace), Name("claim", v.Name, "claim"), v.Size, Name("class", v.StorageClass, "class")))],
            Velero = world.Velero is { } velero ? velero with { Namespace = Space(velero.Namespace) } : null,
        };
    }

    private WorldNode Node(WorldNode node) => node with
    {
        Name = Name("node", node.Name, node.Role == WorldRole.ControlPlane ? "cp" : "w"),
        Labels = Labels(node.Labels),
        Taints = [.. node.Taints.Select(t => IsKnown(t.Key) ? t : new WorldTaint(Key(t.Key), Value(t.Value), t.Effect))],
    };

    private WorldWorkload Workload(WorldWorkload workload) => workload with
    {
        Namespace = Space(workload.Namespace),
        Name = workload.Namespace == System ? workload.Name : Name("workload", $"{workload.Namespace}/{workload.Name}", "app"),
        Labels = workload.Namespace == System ? workload.Labels : Labels(workload.Labels),
        NodeSelector = Labels(workload.NodeSelector),
        Node = workload.Node is { } node ? Name("node", node, "w") : null,
    };

    private WorldBudget Budget(WorldBudget budget) => budget with
    {
        Namespace = Space(budget.Namespace),
        Name = budget.Namespace == System ? budget.Name : Name("budget", budget.Path, "budget"),
        Selector = budget.Namespace == System ? budget.Selector : Labels(budget.Selector),
    };

    private ImmutableArray<KeyValuePair<string, string>> Labels(ImmutableArray<KeyValuePair<string, string>> labels) =>
        [.. labels.Select(l => IsKnown(l.Key) ? l : new KeyValuePair<string, string>(Key(l.Key), Value(l.Value)))];

    private string Space(string space) => space is System or "default" ? space : Name("namespace", space, "team");

    private string Key(string key) => key is "app" or "tier" or "component" ? key : Name("key", key, "key");

    private string Value(string value) => value.Length == 0 ? "" : Name("value", value, "value");

    private static bool IsKnown(string key) => key.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal);

    private string Name(string kind, string name, string prefix)
    {
        if (!_names.TryGetValue((kind, name), out var other))
            _names[(kind, name)] = other = prefix + (_counts[prefix] = _counts.GetValueOrDefault(prefix) + 1).ToString(CultureInfo.InvariantCulture);
        return other;
    }
}
