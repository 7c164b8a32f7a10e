using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary><c>uncordon</c>: lets a node take pods again if this run had cordoned it, and leaves it alone if not.</summary>
internal sealed class Uncordon : IKubectlVerb
{
    private const string Node = "node";
    private const string Force = "force";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "uncordon",
        Summary = "Lets a node take pods again, if this run had cordoned it; a node that somebody else cordoned stays so. Gives the node's maintenance Lease back.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Node, ParameterType.Text, "The node's name.", Required: true, Example: "w1"),
        Parameters = [new(Force, ParameterType.Boolean, "Uncordon it whoever cordoned it.", Example: "true")],
        Outputs = NodeOutputs.OfUncordon,
        Example = """
            - id: uncordon
              kubectl: { uncordon: w1 }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        if (await CordonChange.FindAsync(context, name, cancellation) is not { } node)
            return ProbeResult.Unknown;
        if (MayUncordon(context, node))
            return new ProbeResult.Needed($"uncordon {name}") { Found = CordonChange.Found(node) };
        if (await NodeHold.IsHeldAsync(context, name, cancellation))
            return new ProbeResult.Needed(node.IsCordoned ? $"leave {name} cordoned, as {node.Who} did it, and give its maintenance Lease back" : $"give the maintenance Lease of {name} back")
            {
                Found = CordonChange.Found(node),
            };
        TellIfLeft(context, node);
        return new ProbeResult.Satisfied(NodeOutputs.Uncordoned(node));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        var node = await CordonChange.UncordonAsync(context, name, s => !MayUncordon(context, s), cancellation);
        await NodeHold.GiveBackAsync(context, name, cancellation);
        TellIfLeft(context, node);
        var outputs = NodeOutputs.Uncordoned(node);
        var wasToBe = CordonChange.WasOurs(context) || CordonChange.WasCordoned(context) && context.Arguments.Flag(Force);
        return !node.IsCordoned && wasToBe ? new StepOutcome.Succeeded(outputs) : new StepOutcome.Unchanged(outputs);
    }

    private static bool MayUncordon(StepContext context, NodeState node) =>
        node.IsOf(context.Run) || node.IsCordoned && context.Arguments.Flag(Force);

    private static void TellIfLeft(StepContext context, NodeState node)
    {
        if (node.IsCordoned)
            context.Progress($"{node.Name} stays cordoned: {node.Who} cordoned it, not this run; `force: true` uncordons it all the same");
    }
}
