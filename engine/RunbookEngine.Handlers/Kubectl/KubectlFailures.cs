using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;

namespace RunbookEngine.Handlers.Kubectl;

/// <summary>What can go wrong with objects of a cluster, and how to mend it. Codes come from what was asked and answered, never from the text of an answer.</summary>
internal static class KubectlFailures
{
    public static StepFailure NodeMissing(string node) =>
        new("not-found", $"there is no node {node} in the cluster", Retryable: false, "check its spelling; `kubectl get nodes` lists all");

    /// <summary>Others changed the object each time before our change arrived.</summary>
    public static StepFailure Contended(string what) =>
        new("conflict", $"{what} was changed by others again and again while it was to be changed", Retryable: true, "find out who writes it all the time: `kubectl get --show-managed-fields`");

    /// <summary>The server took the change, and the answer does not show it.</summary>
    public static StepFailure NotCordoned(string node) => new(
        "not-cordoned", $"{node} takes pods though the server took the change", Retryable: false,
        "an admission webhook or another controller sets it back: find it in `kubectl get node --show-managed-fields`");

    /// <summary>Another operator works on the node.</summary>
    public static StepFailure Held(string node, MaintenanceAnswer answer, TimeSpan after) => new(
        "node-held", $"{node} is under maintenance by {answer.Holder}, which did not end within {Spans.Words(after)}", Retryable: true,
        $"let {answer.Holder} finish; if it is gone for good, delete the Lease {MaintenanceLease.NameOf(node)} in the namespace {MaintenanceLease.Namespace}");

    /// <summary>Pods that must not be evicted as things are.</summary>
    public static StepFailure DrainRefused(string node, ImmutableArray<string> pods, bool isBegun) => new(
        "drain-refused", $"{node} cannot be drained: {Count(pods.Length, "pod")} may not be evicted", Retryable: false,
        $"{(isBegun ? "" : "nothing was evicted, and ")}the node stays cordoned; give the settings named above, or move these pods away yourself", pods);

    /// <summary>Pods that the server will not evict, whenever it is asked.</summary>
    public static StepFailure EvictionFailed(string node, ImmutableArray<string> pods, string hint) =>
        new("eviction-failed", $"{node} is not drained: {Count(pods.Length, "pod")} cannot be evicted", Retryable: false, hint, pods);

    /// <summary>The time is over.</summary>
    public static StepFailure DrainTimeout(string node, TimeSpan timeout, string standing, ImmutableArray<string> pods) => new(
        "drain-timeout", $"{node} is not drained after {Spans.Words(timeout)}: {standing}", Retryable: true,
        "the node stays cordoned; mend what the lines above name (more replicas, a budget that allows one, a finalizer), then resume", pods);

    /// <summary>A server from before evictions.</summary>
    public static StepFailure NoEviction { get; } = new(
        "no-eviction", "the API server knows no evictions", Retryable: false, "`disable-eviction: true` deletes pods instead, whatever disruption budgets say");

    public static StepFailure KindUnknown(string kind) => new(
        "kind-unknown", $"the cluster serves no kind `{kind}`", Retryable: false,
        "check its spelling, and whether its custom resource definition is installed; `kubectl api-resources` lists all");

    public static StepFailure Missing(ObjectName name) =>
        new("not-found", $"there is no {name.FullWords}", Retryable: false, "check its spelling and its `namespace`");

    /// <summary>Something else than what is asked for stands there.</summary>
    public static StepFailure Taken(ObjectName name, string what) =>
        new("already-set", $"{name.Words} has {what} already", Retryable: false, "`overwrite: true` sets it all the same");

    /// <summary>Another manager wants the same fields to be otherwise.</summary>
    public static StepFailure ApplyConflict(ObjectName name, ClusterException refused) => new(
        "apply-conflict", $"{name.FullWords} is managed by others too: {refused.Message}", Retryable: false,
        "take these fields out of the manifest, or take them over with `force-conflicts: true`", [.. refused.Causes.Select(static c => c.Value)]);

    /// <summary>The engine died in the middle of a patch of operations, and the object is neither what it was nor what it should be.</summary>
    public static StepFailure PatchedMeanwhile(ObjectName name) => new(
        "conflict", $"{name.FullWords} was changed by others while it was to be patched, and operations must not be done twice", Retryable: false,
        "look at the object, and resume once it is clear whether the patch is still to be done");

    /// <summary>It is deleted, and still there.</summary>
    public static StepFailure DeleteTimeout(string what, TimeSpan timeout, ImmutableArray<string> left) => new(
        "delete-timeout", $"{what} is still there after {Spans.Words(timeout)}", Retryable: true, "a finalizer or a pod that does not stop holds it: look at `kubectl describe` of it", left);

    /// <summary>A rollout that is not done, or never will be.</summary>
    public static StepFailure Rollout(string code, ObjectName name, string reason) =>
        new(code, $"{name.FullWords}: {reason}", Retryable: code == "rollout-timeout", "look at its pods and events: `kubectl describe` of it and of the newest pod");

    public static StepFailure WaitTimeout(string objects, TimeSpan timeout, ImmutableArray<string> missing) => new(
        "wait-timeout", $"{objects} is not as wanted after {Spans.Words(timeout)}: {missing[0]}{(missing.Length > 1 ? $" and {missing.Length - 1} more" : "")}", Retryable: true,
        "look at `kubectl describe` of it, then resume", missing);

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
