using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary>The Lease of a node under work, which other maintenance operators honour. The engine renews it for as long as the run is driven.</summary>
internal static class NodeHold
{
    public const string Lease = "lease";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static ParameterDefinition Parameter { get; } = new(
        Lease, ParameterType.Boolean,
        "Whether to hold the node's maintenance Lease (namespace `medik8s-leases`), so that no other operator works on it meanwhile; true when left out.", Example: "false");

    public static bool IsWanted(StepContext context) => context.Arguments.Flag(Lease, otherwise: true);

    /// <summary>Whether the run has the Lease, or wants none.</summary>
    public static async Task<bool> IsSettledAsync(StepContext context, string node, CancellationToken cancellation) =>
        !IsWanted(context) || await IsHeldAsync(context, node, cancellation);

    /// <summary>Whether the run has the Lease.</summary>
    public static async Task<bool> IsHeldAsync(StepContext context, string node, CancellationToken cancellation) =>
        await context.Cluster.FindAsync(ApiResource.Leases, MaintenanceLease.Namespace, MaintenanceLease.NameOf(node), cancellation) is { } lease
        && lease.Text("spec", "holderIdentity") == MaintenanceLease.HolderOf(context.Run);

    /// <summary>Takes the Lease, and waits while another holds it.</summary>
    /// <param name="context">The step.</param>
    /// <param name="node">The node.</param>
    /// <param name="deadline">Until when; null: until the step's own timeout.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it was not taken; null when it was.</returns>
    public static async Task<StepFailure?> TakeAsync(StepContext context, string node, DateTimeOffset? deadline, CancellationToken cancellation)
    {
        var began = context.Clock.GetUtcNow();
        while (IsWanted(context))
        {
            var answer = await MaintenanceLease.AcquireAsync(context.Cluster, node, context.Run, context.Clock, cancellation);
            if (answer.IsTaken)
                return null;
            if (context.Clock.GetUtcNow() >= deadline)
                return KubectlFailures.Held(node, answer, context.Clock.GetUtcNow() - began);
            context.Progress($"waiting: {node} is under maintenance by {answer.Holder}{(answer.Until is { } until ? $" until {until:HH:mm:ss} UTC at least" : "")}");
            await Task.Delay(Pause, context.Clock, cancellation);
        }

        return null;
    }

    /// <summary>Gives it back; nothing happens when the run does not have it.</summary>
    public static Task GiveBackAsync(StepContext context, string node, CancellationToken cancellation) =>
        MaintenanceLease.ReleaseAsync(context.Cluster, node, context.Run, cancellation);
}
