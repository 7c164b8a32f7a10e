using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary>Cordons and uncordons. Each change applies to the node as it was read only, so of two who cordon it at once one did it, and both know who.</summary>
internal static class CordonChange
{
    /// <summary>How often a node that changes under our eyes is read again. Its kubelet writes it every few seconds at the most.</summary>
    private const int MostTries = 20;

    private const string Unschedulable = "unschedulable";
    private const string CordonedBy = "cordoned_by";

    /// <summary>What a look at the node wants to be remembered: its state before the change.</summary>
    public static Value.Map Found(NodeState node) => OutputMap.Of((Unschedulable, OutputMap.Flag(node.IsCordoned)), (CordonedBy, OutputMap.Text(node.CordonedBy)));

    /// <summary>Whether the node was cordoned when the attempt began.</summary>
    public static bool WasCordoned(StepContext context) => context.Found[Unschedulable] is Value.Flag { On: true };

    /// <summary>Whether the node was cordoned by this run when the attempt began.</summary>
    public static bool WasOurs(StepContext context) => WasCordoned(context) && context.Found[CordonedBy]?.ToString() == context.Run.Value;

    /// <summary>The node as it is now.</summary>
    /// <exception cref="StepFailureException">There is none.</exception>
    public static async Task<NodeState> ReadAsync(StepContext context, string node, CancellationToken cancellation) =>
        await FindAsync(context, node, cancellation) ?? throw new StepFailureException(KubectlFailures.NodeMissing(node));

    /// <summary>The node as it is now; null when there is none.</summary>
    public static async Task<NodeState?> FindAsync(StepContext context, string node, CancellationToken cancellation) =>
        await context.Cluster.FindAsync(ApiResource.Nodes, null, node, cancellation) is { } found ? NodeState.Of(found) : null;

    /// <summary>Keeps new pods away from the node, and leaves the run's name on it unless it was cordoned already.</summary>
    /// <exception cref="StepFailureException">It cannot be done.</exception>
    public static async Task<NodeState> CordonAsync(StepContext context, string node, CancellationToken cancellation)
    {
        var state = await ChangeAsync(context, node, static s => s.IsCordoned, context.Run.Value, cancellation);
        return state.IsCordoned ? state : throw new StepFailureException(KubectlFailures.NotCordoned(node));
    }

    /// <summary>Lets the node take pods again, and takes the run's name off it.</summary>
    public static Task<NodeState> UncordonAsync(StepContext context, string node, Func<NodeState, bool> isDone, CancellationToken cancellation) =>
        ChangeAsync(context, node, isDone, null, cancellation);

    private static async Task<NodeState> ChangeAsync(StepContext context, string node, Func<NodeState, bool> isDone, string? by, CancellationToken cancellation)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var state = await ReadAsync(context, node, cancellation);
            if (isDone(state))
                return state;
            var answer = await context.Cluster.SendAsync(Patch(state, by), cancellation);
            if (answer.Status != 409)
                return NodeState.Of(answer.OrThrow().Json);
        }

        throw new StepFailureException(KubectlFailures.Contended($"node {node}"));
    }

    private static ClusterRequest Patch(NodeState node, string? by) => new("PATCH", ApiResource.Nodes.PathOf(null, node.Name))
    {
        ContentType = PatchTypes.Merge,
        Query = [new("fieldManager", NodeState.Manager)],
        Body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = node.Version, ["annotations"] = new JsonObject { [NodeState.Annotation] = by is null ? null : JsonValue.Create(by) } },
            ["spec"] = new JsonObject { ["unschedulable"] = by is null ? null : JsonValue.Create(true) },
        }.ToJsonString(),
    };
}
