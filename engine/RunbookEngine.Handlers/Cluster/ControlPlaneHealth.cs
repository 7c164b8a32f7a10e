namespace RunbookEngine.Handlers.Cluster;

/// <summary>Whether the parts of the control plane are well. Pure.</summary>
internal static class ControlPlaneHealth
{
    /// <summary>
    /// Pods that are not ready, and those that are missing: a component that runs as a pod on one node of the control plane should do so on all of them. A manifest that was lost leaves
    /// no pod behind that could be called ill. etcd may be elsewhere on purpose, so a member is missed only beside at least two others.
    /// </summary>
    public static IEnumerable<HealthFinding> Judge(IReadOnlyCollection<PodHealth> pods, IEnumerable<NodeHealth> nodes)
    {
        NodeHealth[] planes = [.. nodes.Where(static n => n.IsControlPlane)];
        foreach (var pod in pods.Where(static p => !p.IsReady))
            yield return new(HealthFinding.ControlPlane, $"pod {pod.Namespace}/{pod.Name}", $"not ready ({pod.State})");
        foreach (var component in pods.Where(static p => p.Component.Length > 0).GroupBy(static p => p.Component))
        {
            var there = component.Select(static p => p.Node).ToHashSet();
            if (component.Key == RunningComponent.Etcd && there.Count < 2)
                continue;
            foreach (var plane in planes.Where(p => !there.Contains(p.Name)))
                yield return new(HealthFinding.ControlPlane, $"{component.Key} on {plane.Name}", $"there is no such pod, but one on {Sentences.Names(there.Order(StringComparer.Ordinal))}: is its manifest in /etc/kubernetes/manifests?");
        }
    }

    /// <summary>What the API server says of itself when asked with <c>/readyz?verbose</c>: lines such as <c>[-]etcd failed: reason withheld</c>.</summary>
    public static IEnumerable<HealthFinding> Readiness(int status, string text)
    {
        string[] failed = [.. text.Split('\n').Where(static l => l.StartsWith("[-]", StringComparison.Ordinal)).Select(static l => Sentences.OneLine(l[3..]))];
        foreach (var line in failed)
            yield return new(HealthFinding.ApiServer, "API server", $"readyz: {line}");
        if (failed.Length == 0 && status != 200)
            yield return new(HealthFinding.ApiServer, "API server", $"readyz answers with status {status}");
    }
}
