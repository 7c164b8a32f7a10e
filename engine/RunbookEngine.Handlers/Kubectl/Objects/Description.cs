using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Handlers.Kubectl.Draining;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>Writes what matters of an object for people, a line a fact. Pure.</summary>
internal static class Description
{
    private static readonly string[] Counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "desiredNumberScheduled", "numberReady", "numberAvailable", "disruptionsAllowed"];

    public static IEnumerable<string> Of(ObjectName name, JsonElement item, DateTimeOffset now) =>
    [
        $"{name.FullWords}, {ObjectText.Age(item.Time("metadata", "creationTimestamp"), now)} old",
        .. Deleted(item),
        .. OwnerFacts.Of(item) is { } owner ? [$"owner: {owner}"] : Array.Empty<string>(),
        .. Pairs("labels", item.Texts("metadata", "labels")),
        .. OfNode(name, item),
        .. OfPod(item),
        .. OfCounts(item),
        .. Conditions(item, now),
    ];

    public static IEnumerable<string> Pods(IReadOnlyList<JsonElement> pods, DateTimeOffset now) => pods.Count == 0 ? ["pods: none"] :
    [
        string.Create(CultureInfo.InvariantCulture, $"pods: {pods.Count}"),
        .. pods.Select(p => $"  {p.ObjectNamespace()}/{p.ObjectName()}: {p.Text("status", "phase")}, {ObjectText.Age(p.Time("metadata", "creationTimestamp"), now)} old{(p.Has("metadata", "deletionTimestamp") ? ", being deleted" : "")}"),
    ];

    public static IEnumerable<string> Events(IReadOnlyList<JsonElement> events, DateTimeOffset now) => events.Count == 0 ? ["events: none"] :
    [
        "events:",
        .. events.Select(e => $"  {ObjectText.Age(LastSeen(e), now)} ago{Times(e)}: {e.Text("type")} {e.Text("reason")}: {e.Text("message").ReplaceLineEndings(" ")}"),
    ];

    /// <summary>When an event was seen last; the API writes it in one of three places.</summary>
    public static DateTimeOffset? LastSeen(JsonElement item) =>
        item.Time("series", "lastObservedTime") ?? item.Time("lastTimestamp") ?? item.Time("eventTime") ?? item.Time("metadata", "creationTimestamp");

    private static string Times(JsonElement item) => item.Number("count") is > 1 and var count ? string.Create(CultureInfo.InvariantCulture, $", {count} times") : "";

    private static IEnumerable<string> Deleted(JsonElement item)
    {
        if (item.Text("metadata", "deletionTimestamp") is { Length: > 0 } time)
            yield return $"being deleted since {time}; finalizers: {string.Join(", ", item.Items("metadata", "finalizers").Select(static f => f.ToString()))}";
    }

    private static IEnumerable<string> OfNode(ObjectName name, JsonElement item)
    {
        if (name.Resource is not { Group: "", Plural: "nodes" })
            yield break;
        var state = NodeState.Of(item);
        yield return state.IsCordoned ? $"cordoned, by {state.Who}" : "takes pods";
        foreach (var taint in NodeTaint.Of(item))
            yield return $"taint: {taint}";
        yield return $"kubelet {item.Text("status", "nodeInfo", "kubeletVersion")}, {item.Text("status", "nodeInfo", "containerRuntimeVersion")}, kernel {item.Text("status", "nodeInfo", "kernelVersion")}";
    }

    private static IEnumerable<string> OfPod(JsonElement item)
    {
        if (!item.Has("spec", "containers"))
            yield break;
        yield return $"phase {item.Text("status", "phase")} on {(item.Text("spec", "nodeName") is { Length: > 0 } node ? node : "no node")}{Because(item.At("status"))}";
        foreach (var container in item.Items("status", "initContainerStatuses").Concat(item.Items("status", "containerStatuses")))
            yield return $"container {container.Text("name")}: {StateOf(container.At("state"))}, {container.Number("restartCount") ?? 0} restarts, image {container.Text("image")}";
    }

    private static string StateOf(JsonElement state) => state.ValueKind == JsonValueKind.Object
        ? string.Join(' ', state.EnumerateObject().Select(static s => s.Name + Because(s.Value) + (s.Value.Number("exitCode") is { } exit ? $" exit {exit}" : "")))
        : "unknown";

    private static string Because(JsonElement json) => (json.Text("reason"), json.Text("message").ReplaceLineEndings(" ")) switch
    {
        ("", "") => "",
        (var reason, "") => $" ({reason})",
        ("", var message) => $" ({message})",
        var (reason, message) => $" ({reason}: {message})",
    };

    private static IEnumerable<string> OfCounts(JsonElement item)
    {
        var counts = Counts.Select(c => (Name: c, Count: item.Number("status", c))).Where(static c => c.Count is not null).Select(static c => $"{c.Name} {c.Count}").ToArray();
        return counts.Length == 0 ? [] : [string.Join(", ", counts)];
    }

    private static IEnumerable<string> Conditions(JsonElement item, DateTimeOffset now) => item.Items("status", "conditions")
        .Select(c => $"condition {c.Text("type")}: {c.Text("status")} for {ObjectText.Age(c.Time("lastTransitionTime"), now)}{Because(c)}");

    private static IEnumerable<string> Pairs(string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var texts = pairs.Select(static p => $"{p.Key}={p.Value}").ToArray();
        return texts.Length == 0 ? [] : [$"{name}: {string.Join(", ", texts)}"];
    }
}
