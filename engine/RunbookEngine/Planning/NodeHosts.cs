using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>
/// Which machine a node of the cluster is: the host of its name in the inventory, else the host of its address, else one that is made of its name and address with the inventory's defaults.
/// Pure.
/// </summary>
public static class NodeHosts
{
    /// <summary>The inventory's host for a node; null when it names none.</summary>
    public static Host? Find(Inventory inventory, string node, string address)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return inventory.Find(node) ?? (address.Length > 0 ? inventory.Hosts.FirstOrDefault(h => h.Address == address) : null);
    }

    /// <summary>An inventory that has all nodes among the targets of a run, under their own names.</summary>
    /// <param name="inventory">As it was read.</param>
    /// <param name="targets">See <see cref="Plan.Targets"/>; of a resume, as they were frozen. What has labels is a node.</param>
    public static Inventory With(Inventory inventory, Value.Map targets)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(targets);
        var nodes = targets.Entries.SelectMany(static t => (t.Value as Value.List)?.Items ?? []).OfType<Value.Map>().Where(static f => f["labels"] is not null);
        var missing = nodes.Select(static n => (Name: n["name"]!.ToString(), Address: n["address"]!.ToString())).Distinct().Where(n => inventory.Find(n.Name) is null);
        return inventory with { Hosts = [.. inventory.Hosts, .. missing.Select(n => Made(inventory, n.Name, n.Address))] };
    }

    private static Host Made(Inventory inventory, string node, string address) =>
        Find(inventory, node, address) is { } known
            ? known with { Name = node }
            : (inventory.Defaults ?? new Host { Name = node, Span = SourceSpan.None }) with { Name = node, Address = address };
}
