using System.Collections.Immutable;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>What a drain puts out.</summary>
internal static class DrainOutputs
{
    public static ImmutableArray<OutputDefinition> Definitions { get; } =
    [
        .. NodeOutputs.OfCordon,
        new("evicted", ParameterType.Integer, "How many pods went, those before a resume among them."),
        new("left", ParameterType.Integer, "How many pods stay: of DaemonSets, static ones, and those that a rule leaves."),
        new("refused", ParameterType.Integer, "How many evictions a disruption budget refused since the last resume; each was asked for again."),
    ];

    public static Value.Map Of(NodeState node, RunId run, long evicted, long left, long refused) => new(
    [
        .. NodeOutputs.Cordoned(node, run).Entries,
        new("evicted", new Value.Integer(evicted)), new("left", new Value.Integer(left)), new("refused", new Value.Integer(refused)),
    ]);
}
