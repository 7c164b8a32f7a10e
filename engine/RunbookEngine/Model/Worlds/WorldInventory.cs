using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>The inventory that fits a world, for rehearsals without one of their own. Pure.</summary>
public static class WorldInventory
{
    /// <summary>All nodes and hosts but the engine's own machine, with the world's groups and the group <c>all</c>.</summary>
    public static Inventory Of(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var machines = world.Nodes.Cast<WorldMachine>().Concat(world.Hosts).Where(static m => m.Name != "local").ToArray();
        var all = new KeyValuePair<string, ImmutableArray<string>>("all", [.. machines.Select(static m => m.Name)]);
        var groups = machines.ToDictionary(static m => m.Name, static _ => ImmutableArray.CreateBuilder<string>(), StringComparer.Ordinal);
        foreach (var (name, members) in world.Groups)
        {
            foreach (var member in members)
                groups[member].Add(name);
        }

        return new()
        {
            File = world.File,
            Hosts = [.. machines.Select(m => Host(m, groups[m.Name].ToImmutable()))],
            Groups = [.. world.Groups, all],
            Defaults = new() { Name = "", Span = SourceSpan.None },
        };
    }

    private static Host Host(WorldMachine machine, ImmutableArray<string> groups) => new()
    {
        Name = machine.Name,
        Address = machine.Address.Length == 0 ? null : machine.Address,
        User = "root",
        Groups = groups,
        Span = machine.Span,
    };
}
