using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary>What the verbs about nodes put out.</summary>
internal static class NodeOutputs
{
    public static ImmutableArray<OutputDefinition> OfCordon { get; } =
    [
        new("node", ParameterType.Text, "The node."),
        new("cordoned", ParameterType.Boolean, "Whether this run cordoned it; false when it was cordoned before."),
        new("cordoned_by", ParameterType.Text, "The run that cordoned it; empty when that was nobody's run."),
    ];

    public static ImmutableArray<OutputDefinition> OfUncordon { get; } =
    [
        new("node", ParameterType.Text, "The node."),
        new("left_cordoned", ParameterType.Boolean, "Whether the node stays cordoned, because this run did not cordon it."),
        new("cordoned_by", ParameterType.Text, "The run that cordoned it; empty when that was nobody's run, or it is not cordoned."),
    ];

    public static Value.Map Cordoned(NodeState node, RunId run) => OutputMap.Of(
        ("node", OutputMap.Text(node.Name)), ("cordoned", OutputMap.Flag(node.IsOf(run))), ("cordoned_by", OutputMap.Text(node.CordonedBy)));

    public static Value.Map Uncordoned(NodeState node) => OutputMap.Of(
        ("node", OutputMap.Text(node.Name)), ("left_cordoned", OutputMap.Flag(node.IsCordoned)), ("cordoned_by", OutputMap.Text(node.CordonedBy)));
}
