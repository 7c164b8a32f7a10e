using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary><c>cordon</c>: keeps new pods away from a node, and remembers that this run did it.</summary>
internal sealed class Cordon : IKubectlVerb
{
    private const string Node = "node";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "cordon",
        Summary = "Keeps new pods away from a node; done when it takes none. Who cordoned it is remembered on the node, and the node's maintenance Lease is taken.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Node, ParameterType.Text, "The node's name.", Required: true, Example: "w1"),
        Parameters = [NodeHold.Parameter],
        Outputs = NodeOutputs.OfCordon,
        Example = """
            - id: cordon
              kubectl: { cordon: w1 }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        if (await CordonChange.FindAsync(context, name, cancellation) is not { } node)
            return ProbeResult.Unknown;
        if (!node.IsCordoned)
            return new ProbeResult.Needed($"cordon {name}") { Found = CordonChange.Found(node) };
        return await NodeHold.IsSettledAsync(context, name, cancellation)
            ? new ProbeResult.Satisfied(NodeOutputs.Cordoned(node, context.Run))
            : new ProbeResult.Needed($"take the maintenance Lease of {name}, which is cordoned already by {node.Who}") { Found = CordonChange.Found(node) };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        if (await NodeHold.TakeAsync(context, name, null, cancellation) is { } held)
            return new StepOutcome.Failed(held);
        var node = await CordonChange.CordonAsync(context, name, cancellation);
        var outputs = NodeOutputs.Cordoned(node, context.Run);
        if (node.IsOf(context.Run) && !CordonChange.WasCordoned(context))
            return new StepOutcome.Succeeded(outputs);
        context.Progress($"{name} was cordoned before, by {node.Who}");
        return new StepOutcome.Unchanged(outputs);
    }
}
