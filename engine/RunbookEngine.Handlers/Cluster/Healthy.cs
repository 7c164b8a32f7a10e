using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>healthy</c>: nothing in the cluster stands against going on.</summary>
internal sealed class Healthy : IClusterVerb
{
    private const int MostDetails = 20;
    private const int MostInMessage = 3;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "healthy",
        Summary = "Fails unless the cluster is well: the API server and its etcd, nodes, the control plane's pods, DaemonSets, Deployments of `kube-system`, and no pod without a place; made for gates.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Parameters = HealthSettings.Parameters,
        Outputs =
        [
            new("findings", ParameterType.Any, "For each thing that is not well: `check`, `object`, `problem`."),
            new("nodes", ParameterType.Integer, "How many nodes count."),
            new("ready_nodes", ParameterType.Integer, "How many of them are ready."),
            new("cordoned_nodes", ParameterType.TextList, "Those that are cordoned, which is no fault."),
        ],
        Example = """
            - id: sound
              cluster: { healthy: , ignore-nodes: [w7], skip: [pending-pods] }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = HealthSettings.From(context);
        await KnownNamespaces.RequireAsync(context.Cluster, settings.Namespaces.Order(), cancellation);
        var look = new HealthLook(context.Cluster, settings);
        var findings = await look.RunAsync(cancellation);
        var outputs = Outputs(look.Nodes, findings);
        context.Progress(string.Create(CultureInfo.InvariantCulture, $"{look.Nodes.Count(static n => n.IsReady)} of {Sentences.Count(look.Nodes.Count, "node")} ready; {findings.Count} not well"));
        return findings.Count == 0 ? new StepOutcome.Unchanged(outputs) : new StepOutcome.Failed(Failure(findings), outputs);
    }

    /// <summary>The failure of a cluster that is not well. Trying again helps when it recovers by itself.</summary>
    public static StepFailure Failure(IReadOnlyList<HealthFinding> findings)
    {
        var more = findings.Count > MostInMessage ? string.Create(CultureInfo.InvariantCulture, $"; and {findings.Count - MostInMessage} more") : "";
        ImmutableArray<string> details = findings.Count > 1 ? [.. findings.Take(MostDetails).Select(static f => f.Line)] : [];
        if (findings.Count > MostDetails)
            details = details.Add(string.Create(CultureInfo.InvariantCulture, $"and {findings.Count - MostDetails} more"));
        return new(
            "cluster-not-healthy",
            $"{string.Join("; ", findings.Take(MostInMessage).Select(static f => f.Line))}{more}",
            Retryable: true,
            HintFor(findings[0]),
            details);
    }

    private static string HintFor(HealthFinding first) => first.Check switch
    {
        HealthFinding.Nodes when first.Object == HealthFinding.Cluster => "correct `selector` or `ignore-nodes`; `kubectl get nodes --show-labels` shows what there is",
        HealthFinding.Nodes or HealthFinding.Leases => $"look at `kubectl describe {first.Object}` and at `journalctl -u kubelet` there; `ignore-nodes` leaves a node out",
        HealthFinding.ControlPlane => "look at the pod with `kubectl -n kube-system describe pod` and, on its node, with `crictl ps -a`",
        HealthFinding.ApiServer => "look at `kubectl get --raw '/readyz?verbose'`; for etcd at `etcdctl: endpoint health`",
        HealthFinding.PendingPods => "uncordon a node or add one, or mend what the pod asks for; `ignore-namespaces` leaves a namespace out",
        _ => "look at its pods with `kubectl describe`; `ignore-namespaces` leaves a namespace out",
    };

    private static Value.Map Outputs(IReadOnlyList<NodeHealth> nodes, IReadOnlyList<HealthFinding> findings) => OutputMap.Of(
        ("findings", HealthFinding.List(findings)),
        ("nodes", OutputMap.Integer(nodes.Count)),
        ("ready_nodes", OutputMap.Integer(nodes.Count(static n => n.IsReady))),
        ("cordoned_nodes", new Value.List([.. nodes.Where(static n => n.IsCordoned).Select(static n => OutputMap.Text(n.Name))])));
}
