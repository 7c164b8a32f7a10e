using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// Asks the API what is not well. The server filters what it can, so that the pods of a large cluster do not travel; of what comes, only a few words are kept.
/// </summary>
internal sealed class HealthLook(ICluster cluster, HealthSettings settings)
{
    private static readonly ApiResource Deployments = new("apps", "v1", "deployments", "Deployment", true);

    private readonly List<HealthFinding> _findings = [];

    /// <summary>The nodes that count.</summary>
    public IReadOnlyList<NodeHealth> Nodes { get; private set; } = [];

    /// <summary>All that is not well.</summary>
    public async Task<IReadOnlyList<HealthFinding>> RunAsync(CancellationToken cancellation)
    {
        Nodes = await NodesAsync(cancellation);
        await CheckAsync(HealthFinding.ApiServer, ApiServerAsync, cancellation);
        await CheckAsync(HealthFinding.Nodes, ConditionsAsync, cancellation);
        await CheckAsync(HealthFinding.Leases, LeasesAsync, cancellation);
        await CheckAsync(HealthFinding.ControlPlane, ControlPlaneAsync, cancellation);
        await CheckAsync(HealthFinding.DaemonSets, DaemonSetsAsync, cancellation);
        await CheckAsync(HealthFinding.Deployments, DeploymentsAsync, cancellation);
        await CheckAsync(HealthFinding.PendingPods, PendingPodsAsync, cancellation);
        return [.. _findings.Distinct()];
    }

    private Task CheckAsync(string check, Func<CancellationToken, Task> look, CancellationToken cancellation) => settings.Checks(check) ? look(cancellation) : Task.CompletedTask;

    private async Task<IReadOnlyList<NodeHealth>> NodesAsync(CancellationToken cancellation)
    {
        var nodes = new Dictionary<string, NodeHealth>();
        List<KeyValuePair<string, string>> query = settings.Selector.Length > 0 ? [new("labelSelector", settings.Selector)] : [];
        await foreach (var node in cluster.ListAsync(ApiResource.Nodes, query: query, cancellation: cancellation))
        {
            if (!settings.IgnoredNodes.Contains(node.ObjectName()))
                nodes[node.ObjectName()] = NodeHealth.Of(node);
        }

        return [.. nodes.Values];
    }

    private async Task ApiServerAsync(CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(new("GET", "/readyz") { Query = [new("verbose", "")], Accept = "text/plain" }, cancellation);
        _findings.AddRange(ControlPlaneHealth.Readiness(answer.Status, answer.Text));
    }

    private Task ConditionsAsync(CancellationToken cancellation)
    {
        // All of no nodes are ready; a gate that is misspelt would let everything pass.
        if (Nodes.Count == 0)
            _findings.Add(new(HealthFinding.Nodes, HealthFinding.Cluster, settings.Selector.Length > 0 ? $"no node fits `{Sentences.OneLine(settings.Selector)}`" : "no node counts"));
        _findings.AddRange(Nodes.SelectMany(static n => n.Problems.Select(p => new HealthFinding(HealthFinding.Nodes, $"node {n.Name}", p))));
        return Task.CompletedTask;
    }

    private async Task LeasesAsync(CancellationToken cancellation)
    {
        var renewals = new Dictionary<string, DateTimeOffset>();
        await foreach (var lease in cluster.ListAsync(ApiResource.Leases, "kube-node-lease", cancellation: cancellation))
        {
            if (lease.Time("spec", "renewTime") is { } renewed)
                renewals[lease.ObjectName()] = renewed;
        }

        _findings.AddRange(NodeHealth.Silent(renewals, Nodes));
    }

    private async Task ControlPlaneAsync(CancellationToken cancellation)
    {
        var pods = new Dictionary<string, PodHealth>();
        await foreach (var pod in KubeSystem.ControlPlaneAsync(cluster, cancellation))
            pods[pod.ObjectName()] = PodHealth.Of(pod);
        PodHealth[] counting = [.. pods.Values.Where(p => !settings.IgnoredNodes.Contains(p.Node))];
        _findings.AddRange(ControlPlaneHealth.Judge(counting, Nodes));
    }

    private async Task DaemonSetsAsync(CancellationToken cancellation)
    {
        var ill = new Dictionary<string, WorkloadHealth>();
        await foreach (var set in cluster.ListAsync(ApiResource.DaemonSets, cancellation: cancellation))
        {
            if (settings.Counts(set) && WorkloadHealth.OfDaemonSet(set) is { IsWell: false } health)
                ill[$"{health.Namespace}/{health.Name}"] = health;
        }

        foreach (var set in ill.Values)
            await DaemonSetAsync(set, cancellation);
    }

    /// <summary>Which pods of a DaemonSet are not well. Those on nodes that do not count are no finding.</summary>
    private async Task DaemonSetAsync(WorkloadHealth set, CancellationToken cancellation)
    {
        var pods = new Dictionary<string, PodHealth>();
        if (set.Selector.Length > 0)
        {
            await foreach (var pod in cluster.ListAsync(ApiResource.Pods, set.Namespace, [new("labelSelector", set.Selector)], cancellation))
                pods[pod.ObjectName()] = PodHealth.Of(pod);
        }

        if (DaemonSetHealth.Judge(set, pods.Values, settings.IgnoredNodes) is { } finding)
            _findings.Add(finding);
    }

    private async Task DeploymentsAsync(CancellationToken cancellation)
    {
        await foreach (var deployment in cluster.ListAsync(Deployments, KubeSystem.Namespace, cancellation: cancellation))
        {
            if (settings.Counts(deployment) && WorkloadHealth.OfDeployment(deployment) is { IsWell: false } health)
                _findings.Add(new(HealthFinding.Deployments, $"Deployment {health.Namespace}/{health.Name}", health.Words));
        }
    }

    private async Task PendingPodsAsync(CancellationToken cancellation)
    {
        await foreach (var pod in cluster.ListAsync(ApiResource.Pods, query: [new("fieldSelector", "status.phase=Pending")], cancellation: cancellation))
        {
            if (settings.Counts(pod) && PodHealth.NoPlace(pod) is { Length: > 0 } why)
                _findings.Add(new(HealthFinding.PendingPods, $"pod {pod.ObjectNamespace()}/{pod.ObjectName()}", $"has no place to run: {why}"));
        }
    }
}
