using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Asks the API what a drain would meet. Of pods elsewhere only sums are kept.</summary>
internal static class DrainLook
{
    /// <summary>Pods that ended need no room, and are always deleted.</summary>
    private const string Living = "status.phase!=Succeeded,status.phase!=Failed";

    /// <param name="cluster">The cluster.</param>
    /// <param name="names">The nodes by name.</param>
    /// <param name="selector">The nodes by their labels; null: none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StepFailureException">A node is not there, or none is meant.</exception>
    public static async Task<DrainFacts> AtAsync(ICluster cluster, ImmutableArray<string> names, LabelSelector? selector, CancellationToken cancellation)
    {
        var nodes = await NodesAsync(cluster, cancellation);
        var leaving = LeavingOf(nodes, names, selector);
        var budgets = await DisruptionBudget.AllAsync(cluster, cancellation);
        var pods = new Dictionary<string, DrainPod>();
        var used = new Dictionary<string, Demand>();
        var replicas = new Dictionary<string, int>();
        var (seen, going) = (new HashSet<string>(), leaving.ToHashSet());
        await foreach (var pod in cluster.ListAsync(ApiResource.Pods, query: [new("fieldSelector", Living)], cancellation: cancellation))
        {
            var (node, uid) = (pod.Text("spec", "nodeName"), pod.Items("metadata", "ownerReferences").FirstOrDefault(static o => o.Flag("controller")).Text("uid"));
            if (!seen.Add($"{pod.ObjectNamespace()}/{pod.ObjectName()}"))
                continue;
            if (node.Length > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(used, node, out _) += Demand.OfPod(pod);
            if (uid.Length > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(replicas, uid, out _)++;
            if (going.Contains(node))
                pods[$"{pod.ObjectNamespace()}/{pod.ObjectName()}"] = DrainPod.Of(pod, budgets);
        }

        return new() { Leaving = leaving, Nodes = nodes, Pods = [.. pods.Values], Used = used, Replicas = replicas };
    }

    /// <summary>The nodes that are meant, each once: those named in their order, then those selected by name.</summary>
    private static ImmutableArray<string> LeavingOf(ImmutableArray<DrainNode> nodes, ImmutableArray<string> names, LabelSelector? selector)
    {
        if (names.FirstOrDefault(n => nodes.All(o => o.Name != n)) is { } missing)
            throw new StepFailureException(new("not-found", $"the cluster has no node `{Sentences.OneLine(missing)}`", Retryable: false, "`kubectl get nodes` lists them"));
        var selected = nodes.Where(n => selector?.Matches(n.Labels) == true).Select(static n => n.Name).Order(StringComparer.Ordinal);
        ImmutableArray<string> leaving = [.. names.Concat(selected).Distinct()];
        return leaving.IsEmpty
            ? throw new SettingException("no node is meant", "name nodes, or give a `selector` that some node fits: `kubectl get nodes --show-labels`")
            : leaving;
    }

    private static async Task<ImmutableArray<DrainNode>> NodesAsync(ICluster cluster, CancellationToken cancellation)
    {
        var nodes = ImmutableArray.CreateBuilder<DrainNode>();
        await foreach (var node in cluster.ListAsync(ApiResource.Nodes, cancellation: cancellation))
            nodes.Add(DrainNode.Of(node));
        return [.. nodes.DistinctBy(static n => n.Name)];
    }
}
