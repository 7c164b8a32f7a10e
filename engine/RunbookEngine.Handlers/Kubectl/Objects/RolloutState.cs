using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>How far a rollout is, by the rules of kubectl (kubectl/pkg/polymorphichelpers/rollout_status.go). Pure.</summary>
/// <param name="IsDone">Whether all of it is out.</param>
/// <param name="IsFailed">Whether it has given up.</param>
/// <param name="Words">In words after the object's name.</param>
internal sealed record RolloutState(bool IsDone, bool IsFailed, string Words)
{
    /// <summary>The state of an object; null for kinds that roll nothing out.</summary>
    public static RolloutState? Of(string kind, JsonElement item) => kind switch
    {
        "Deployment" => Observed(item) ?? Deployment(item),
        "DaemonSet" => ByHand(item, "updateStrategy") ?? Observed(item) ?? DaemonSet(item),
        "StatefulSet" => ByHand(item, "updateStrategy") ?? Observed(item) ?? StatefulSet(item),
        _ => null,
    };

    private static RolloutState Deployment(JsonElement item)
    {
        var (wanted, updated) = (item.Number("spec", "replicas") ?? 1, Status(item, "updatedReplicas"));
        var (all, available) = (Status(item, "replicas"), Status(item, "availableReplicas"));
        if (item.Items("status", "conditions").Any(static c => c.Text("type") == "Progressing" && c.Text("reason") == "ProgressDeadlineExceeded"))
            return new(false, true, "it exceeded its progress deadline");
        if (updated < wanted)
            return Waiting($"{updated} of {wanted} new replicas have been updated");
        if (all > updated)
            return Waiting($"{all - updated} old replicas are still to end");
        return available < updated ? Waiting($"{available} of {updated} updated replicas are available") : Done;
    }

    private static RolloutState DaemonSet(JsonElement item)
    {
        var (wanted, updated, available) = (Status(item, "desiredNumberScheduled"), Status(item, "updatedNumberScheduled"), Status(item, "numberAvailable"));
        if (updated < wanted)
            return Waiting($"{updated} of {wanted} new pods have been updated");
        return available < wanted ? Waiting($"{available} of {wanted} updated pods are available") : Done;
    }

    private static RolloutState StatefulSet(JsonElement item)
    {
        var (wanted, ready, updated) = (item.Number("spec", "replicas") ?? 1, Status(item, "readyReplicas"), Status(item, "updatedReplicas"));
        if (ready < wanted)
            return Waiting($"{ready} of {wanted} pods are ready");
        if (item.Number("spec", "updateStrategy", "rollingUpdate", "partition") is > 0 and var partition)
            return updated < wanted - partition ? Waiting($"{updated} of {wanted - partition} new pods of the partition have been updated") : Done;
        return item.Text("status", "updateRevision") == item.Text("status", "currentRevision") ? Done : Waiting($"{updated} of {wanted} pods have the new revision");
    }

    private static RolloutState? Observed(JsonElement item) =>
        (item.Number("status", "observedGeneration") ?? 0) < (item.Number("metadata", "generation") ?? 0) ? Waiting($"its newest version has not been looked at yet") : null;

    private static RolloutState? ByHand(JsonElement item, string strategy) =>
        item.Text("spec", strategy, "type") == "OnDelete" ? new(false, true, "its pods are updated by hand (OnDelete), so there is no rollout to wait for") : null;

    private static long Status(JsonElement item, string field) => item.Number("status", field) ?? 0;

    private static RolloutState Done { get; } = new(true, false, "rolled out");

    private static RolloutState Waiting(FormattableString words) => new(false, false, words.ToString(CultureInfo.InvariantCulture));
}
