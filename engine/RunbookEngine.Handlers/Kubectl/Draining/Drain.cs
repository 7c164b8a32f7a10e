using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary><c>drain</c>: cordons a node and evicts its pods, as disruption budgets allow it.</summary>
internal sealed class Drain : IKubectlVerb
{
    private const string Pods = "pods";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "drain",
        Summary = "Cordons a node, decides over all its pods, and then evicts those that go, as fast as disruption budgets allow it; done when none is left.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = DrainSettings.Main,
        Parameters = DrainSettings.Parameters,
        Outputs = DrainOutputs.Definitions,
        Example = """
            - id: drain
              kubectl: { drain: w1, ignore-daemonsets: true, delete-emptydir-data: true, timeout: 15m }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = DrainSettings.From(context);
        if (await CordonChange.FindAsync(context, settings.Name, cancellation) is not { } node)
            return ProbeResult.Unknown;
        var plan = await PodList.PlanAsync(context, settings, cancellation);
        if (node.IsCordoned && !plan.Pending.Any() && plan.Refusals.IsEmpty && await NodeHold.IsSettledAsync(context, node.Name, cancellation))
            return new ProbeResult.Satisfied(DrainOutputs.Of(node, context.Run, 0, plan.Left, 0));
        var first = node.IsCordoned ? $"{node.Name} is cordoned already, by {node.Who}" : $"cordon {node.Name}";
        return new ProbeResult.Needed(string.Join('\n', plan.Lines.Prepend(first)))
        {
            Found = new([.. CordonChange.Found(node).Entries, new(Pods, new Value.Integer(plan.Pending.Count()))]),
        };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = DrainSettings.From(context);
        var deadline = context.Clock.GetUtcNow() + settings.Timeout;
        if (await NodeHold.TakeAsync(context, settings.Name, deadline, cancellation) is { } held)
            return new StepOutcome.Failed(held);
        var node = await CordonChange.CordonAsync(context, settings.Name, cancellation);
        if (!node.IsOf(context.Run))
            context.Progress($"{node.Name} was cordoned before, by {node.Who}, and will stay so");
        var version = await new ApiCatalog(context.Cluster).EvictionVersionAsync(cancellation);
        if (version is null && !settings.DisableEviction)
            return new StepOutcome.Failed(KubectlFailures.NoEviction);
        var before = context.Found[Pods] is Value.Integer { Number: var number } ? number : 0;
        return await new DrainLoop(context, settings, version, before).RunAsync(node, cancellation);
    }
}
