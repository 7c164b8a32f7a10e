using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>A node, as far as pods may go there. Pure.</summary>
/// <param name="Name">The node.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Taints">Those that keep pods away.</param>
/// <param name="TakesPods">Whether it is ready and not cordoned.</param>
/// <param name="Capacity">What it has for pods in all.</param>
internal sealed record DrainNode(string Name, ImmutableDictionary<string, string> Labels, ImmutableArray<Taint> Taints, bool TakesPods, Demand Capacity)
{
    public static DrainNode Of(JsonElement node)
    {
        var health = NodeHealth.Of(node);
        return new(
            health.Name,
            node.Texts("metadata", "labels").ToImmutableDictionary(),
            [.. node.Items("spec", "taints").Where(static t => t.Text("effect") is "NoSchedule" or "NoExecute").Select(static t => new Taint(t.Text("key"), t.Text("value"), t.Text("effect")))],
            health.IsReady && !health.IsCordoned,
            Demand.OfNode(node));
    }
}
