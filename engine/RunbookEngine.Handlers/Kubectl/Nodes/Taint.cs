using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary><c>taint</c>: sets and removes taints of a node. Only taints that this run set are removed by it.</summary>
internal sealed class Taint : IKubectlVerb
{
    private const string Node = "node";
    private const string Taints = "taints";
    private const string Overwrite = "overwrite";
    private const string Force = "force";

    private const int MostTries = 20;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "taint",
        Summary = "Sets and removes taints of a node; done when they are so. Which run set a taint is remembered on the node, and a run removes only its own.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Node, ParameterType.Text, "The node's name.", Required: true, Example: "w1"),
        Parameters =
        [
            new(Taints, ParameterType.TextList, "`key=value:EFFECT` sets, `key:EFFECT-` and `key-` remove.", Required: true, Example: "[maintenance=now:NoSchedule, \"old:NoExecute-\"]"),
            new(Overwrite, ParameterType.Boolean, "Also set a taint that is there with another value; without it that is an error.", Example: "true"),
            new(Force, ParameterType.Boolean, "Also remove taints that this run did not set.", Example: "true"),
        ],
        Outputs =
        [
            new("node", ParameterType.Text, "The node."),
            new("taints", ParameterType.TextList, "All of its taints afterwards."),
            new("left", ParameterType.TextList, "Those that were to be removed and stay, because this run did not set them."),
        ],
        Example = """
            - id: mark
              kubectl: { taint: w1, taints: ["node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"] }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        if (await context.Cluster.FindAsync(ApiResource.Nodes, null, name, cancellation) is not { } node)
            return ProbeResult.Unknown;
        var plan = Plan(context, node);
        if (plan.Changes || !plan.Taken.IsEmpty)
            return new ProbeResult.Needed(string.Join('\n', plan.Set.Select(static t => $"set {t}").Concat(plan.Removed.Select(static t => $"remove {t}")).Select(l => $"{name}: {l}")));
        TellLeft(context, plan);
        return new ProbeResult.Satisfied(Outputs(name, plan));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Node);
        for (var i = 0; i < MostTries; i++)
        {
            if (await context.Cluster.FindAsync(ApiResource.Nodes, null, name, cancellation) is not { } node)
                return new StepOutcome.Failed(KubectlFailures.NodeMissing(name));
            var plan = Plan(context, node);
            if (!plan.Taken.IsEmpty)
                return new StepOutcome.Failed(KubectlFailures.Taken(new(ApiResource.Nodes, null, name), $"the taint {plan.Taken[0]}"));
            var answer = plan.Changes ? await context.Cluster.SendAsync(Patch(node, plan), cancellation) : null;
            if (answer?.Status == 409)
                continue;
            answer?.OrThrow();
            TellLeft(context, plan);
            return new StepOutcome.Succeeded(Outputs(name, plan));
        }

        return new StepOutcome.Failed(KubectlFailures.Contended($"node {name}"));
    }

    private static TaintPlan Plan(StepContext context, JsonElement node) => TaintPlan.Of(
        node, TaintChange.Parse(context.Arguments.List(Taints)), context.Run.Value, context.Arguments.Flag(Overwrite), context.Arguments.Flag(Force));

    private static void TellLeft(StepContext context, TaintPlan plan)
    {
        if (!plan.Left.IsEmpty)
            context.Progress($"{string.Join(", ", plan.Left)} stays: this run did not set it; `force: true` removes it all the same");
    }

    private static ClusterRequest Patch(JsonElement node, TaintPlan plan) => new("PATCH", ApiResource.Nodes.PathOf(null, node.ObjectName()))
    {
        ContentType = PatchTypes.Merge,
        Query = [new("fieldManager", NodeState.Manager)],
        Body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = node.Text("metadata", "resourceVersion"), ["annotations"] = new JsonObject { [TaintPlan.Annotation] = plan.OwnersText } },
            ["spec"] = new JsonObject { ["taints"] = new JsonArray([.. plan.Taints.Select(Body)]) },
        }.ToJsonString(),
    };

    private static JsonObject Body(NodeTaint taint)
    {
        var body = new JsonObject { ["key"] = taint.Key, ["effect"] = taint.Effect };
        if (taint.Value.Length > 0)
            body["value"] = taint.Value;
        if (taint.Added.Length > 0)
            body["timeAdded"] = taint.Added;
        return body;
    }

    private static Value.Map Outputs(string node, TaintPlan plan) => OutputMap.Of(("node", OutputMap.Text(node)), ("taints", Texts(plan.Taints)), ("left", Texts(plan.Left)));

    private static Value.List Texts(ImmutableArray<NodeTaint> taints) => new([.. taints.Select(static t => new Value.Text(t.ToString()))]);
}
