using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>What the author allows, for <see cref="PodFilters"/>.</summary>
internal sealed record PodRules
{
    public bool IgnoreDaemonSets { get; init; }

    public bool DeleteEmptyDirData { get; init; }

    public bool Force { get; init; }

    /// <summary>A pod that should have stopped longer ago than this is not waited for; zero: each is.</summary>
    public TimeSpan SkipWaitForDelete { get; init; }

    /// <summary>Pods to leave alone; null: none.</summary>
    public LabelSelector? Skip { get; init; }

    /// <summary>Pods that come to their end by themselves; null: none.</summary>
    public LabelSelector? WaitCompleted { get; init; }
}

/// <summary>
/// Decides over each pod of a node, in the order of kubectl's own filters (kubectl/pkg/drain/filters.go); the first that does not let it go decides. The rules by label, which kubectl does
/// not have, come before them. Pure.
/// </summary>
internal static class PodFilters
{
    public const string DaemonSet = "DaemonSet";

    /// <summary>The decision over a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="rules">What the author allows.</param>
    /// <param name="hasDaemonSet">Whether the DaemonSet that the pod names is there.</param>
    /// <param name="now">The time.</param>
    public static PodDecision Decide(PodFacts pod, PodRules rules, bool hasDaemonSet, DateTimeOffset now) =>
        ByLabel(pod, rules) ?? Lingering(pod, rules, now) ?? OfDaemonSet(pod, rules, hasDaemonSet) ?? Mirror(pod) ?? LocalData(pod, rules) ?? (PodDecision?)Unmanaged(pod, rules)
        ?? new PodDecision.Evict(Loss(pod, rules, hasDaemonSet));

    private static PodDecision? ByLabel(PodFacts pod, PodRules rules)
    {
        if (rules.Skip?.Matches(pod.Labels) == true)
            return new PodDecision.Leave("`skip` leaves it");
        if (rules.WaitCompleted?.Matches(pod.Labels) != true)
            return null;
        return pod.IsFinished ? new PodDecision.Leave("it has come to its end") : new PodDecision.Await();
    }

    private static PodDecision.Leave? Lingering(PodFacts pod, PodRules rules, DateTimeOffset now) =>
        rules.SkipWaitForDelete > TimeSpan.Zero && now - pod.DeletedBy > rules.SkipWaitForDelete
            ? new($"it should have stopped at {pod.DeletedBy:HH:mm:ss} UTC and is not waited for")
            : null;

    private static PodDecision? OfDaemonSet(PodFacts pod, PodRules rules, bool hasDaemonSet)
    {
        if (pod.Controller?.Kind != DaemonSet || pod.IsFinished)
            return null;
        if (!hasDaemonSet)
            return rules.Force ? null : new PodDecision.Refuse($"its {pod.Controller} is gone, so nothing would bring it back", "force: true");
        return rules.IgnoreDaemonSets
            ? new PodDecision.Leave($"{pod.Controller} would start it again at once")
            : new PodDecision.Refuse($"{pod.Controller} would start it again at once", "ignore-daemonsets: true");
    }

    private static PodDecision.Leave? Mirror(PodFacts pod) => pod.IsMirror ? new("it is a static pod of the kubelet") : null;

    private static PodDecision.Refuse? LocalData(PodFacts pod, PodRules rules) =>
        pod is { HasEmptyDir: true, IsFinished: false } && !rules.DeleteEmptyDirData ? new("the data in its emptyDir would be lost", "delete-emptydir-data: true") : null;

    private static PodDecision.Refuse? Unmanaged(PodFacts pod, PodRules rules) =>
        pod is { Controller: null, IsFinished: false } && !rules.Force ? new("it has no controller, so nothing would bring it back", "force: true") : null;

    private static string? Loss(PodFacts pod, PodRules rules, bool hasDaemonSet)
    {
        if (pod.IsFinished)
            return null;
        if (pod.Controller is null || pod.Controller.Kind == DaemonSet && !hasDaemonSet)
            return "nothing brings it back";
        return pod.HasEmptyDir && rules.DeleteEmptyDirData ? "the data in its emptyDir is lost" : null;
    }
}
