using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Looks up the hosts of a runbook's targets, once for a run.</summary>
internal sealed class TargetResolver(PlanInputs given, PlanScope scope)
{
    private readonly List<KeyValuePair<string, Value>> _resolved = [];

    /// <summary>All targets of the plan, those of included runbooks under the path of their step.</summary>
    public Value.Map Resolved => new([.. _resolved]);

    /// <summary>Gives a frame its targets.</summary>
    /// <exception cref="PlanException">A group or host is not in the inventory.</exception>
    public void Resolve(PlanFrame frame)
    {
        var targets = new List<KeyValuePair<string, Value>>();
        foreach (var definition in frame.Runbook.Targets)
        {
            var key = frame.Include is { } include ? $"{include}:{definition.Name}" : definition.Name;
            var hosts = given.Frozen?[key] ?? new Value.List([.. definition.Selector is TargetSelector.Nodes nodes ? Nodes(nodes, definition, frame) : Hosts(definition, frame).Select(Facts)]);
            targets.Add(new(definition.Name, hosts));
            _resolved.Add(new(key, hosts));
        }

        frame.Targets = new([.. targets]);
    }

    private IEnumerable<Host> Hosts(TargetDefinition definition, PlanFrame frame) => definition.Selector switch
    {
        TargetSelector.Group group => OfGroup(scope.Evaluate(group.Name, frame, "group")!.ToString(), definition),
        TargetSelector.Hosts hosts => Named(scope.Evaluate(hosts.Names, frame, "hosts")!, definition),
        _ => [new Host { Name = "local", Span = definition.Span }],
    };

    private IEnumerable<Value> Nodes(TargetSelector.Nodes nodes, TargetDefinition definition, PlanFrame frame)
    {
        if (given.Nodes is null)
            throw new PlanException(definition.Span, "the nodes of a cluster are wanted, and no cluster was asked", "set KUBECONFIG, or name a file with `--kubeconfig FILE`");
        var labels = scope.Evaluate(nodes.Labels, frame, "nodes")!.ToString();
        if (!LabelSelector.TryParse(labels, out var selector, out var error))
            throw new PlanException(definition.Span, error, "write it as for `kubectl get nodes -l`: `pool=blue`, `!node-role.kubernetes.io/control-plane`, or `\"\"` for all nodes");
        var fitting = given.Nodes.Where(n => selector.Matches(n.Labels)).OrderBy(static n => n.Name, NaturalOrder.Instance).ToArray();
        return fitting.Length > 0
            ? fitting.Select(Facts)
            : throw new PlanException(definition.Span, $"no node of the cluster fits `{labels}`", "`kubectl get nodes --show-labels` shows what there is; an unattended run that does nothing is not what was meant");
    }

    private IEnumerable<Host> OfGroup(string name, TargetDefinition definition)
    {
        var group = given.Inventory.Group(name) ?? throw Missing(definition, $"the group `{name}`", given.Inventory.Groups.Select(static g => g.Key));
        return group.Select(h => given.Inventory.Find(h)!);
    }

    private IEnumerable<Host> Named(Value names, TargetDefinition definition)
    {
        IEnumerable<Value> items = names is Value.List list ? list.Items : [names];
        return items.Select(static i => i.ToString()).Distinct().Select(name =>
            name == "local"
                ? new Host { Name = name, Span = definition.Span }
                : given.Inventory.Find(name) ?? throw Missing(definition, $"the host `{name}`", given.Inventory.Hosts.Select(static h => h.Name)));
    }

    private PlanException Missing(TargetDefinition definition, string what, IEnumerable<string> known)
    {
        if (given.Inventory.File is not { } file)
            return new(definition.Span, $"{what} is wanted, and there is no inventory", "write an inventory.yaml beside you, or name one with `--inventory FILE`");
        var names = known.Take(12).ToArray();
        return new(definition.Span, $"{what} is not in {file}", names.Length == 0 ? "add it there" : $"there are: {string.Join(", ", names)}");
    }

    private Value Facts(ClusterNode node)
    {
        var host = NodeHosts.Find(given.Inventory, node.Name, node.Address);
        return new Value.Map(
        [
            new("name", new Value.Text(node.Name)),
            new("address", new Value.Text(host?.Address ?? (node.Address.Length > 0 ? node.Address : node.Name))),
            new("groups", new Value.List([.. (host?.Groups ?? []).Select(static g => new Value.Text(g))])),
            new("vars", host?.Vars ?? new([])),
            new("labels", new Value.Map([.. node.Labels.OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => new KeyValuePair<string, Value>(l.Key, new Value.Text(l.Value)))])),
        ]);
    }

    private static Value Facts(Host host) => new Value.Map(
    [
        new("name", new Value.Text(host.Name)),
        new("address", new Value.Text(host.Address ?? host.Name)),
        new("groups", new Value.List([.. host.Groups.Select(static g => new Value.Text(g))])),
        new("vars", host.Vars),
    ]);
}
