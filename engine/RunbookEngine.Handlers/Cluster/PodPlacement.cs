using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// Which nodes a pod may go to, by its node selector and its tolerations. Affinity, spreading and volumes that are bound to a place are not looked at: what is said here is an upper bound.
/// </summary>
internal sealed record PodPlacement(ImmutableArray<KeyValuePair<string, string>> NodeSelector, ImmutableArray<Toleration> Tolerations)
{
    public static PodPlacement Of(JsonElement pod) => new(
        [.. pod.Texts("spec", "nodeSelector")],
        [.. pod.Items("spec", "tolerations").Select(static t => new Toleration(t.Text("key"), t.Text("operator") == "Exists", t.Text("value"), t.Text("effect")))]);

    public bool Takes(DrainNode node) =>
        NodeSelector.All(s => node.Labels.TryGetValue(s.Key, out var value) && value == s.Value) && node.Taints.All(t => Tolerations.Any(o => o.Covers(t)));
}

/// <summary>A taint that keeps pods away: one with the effect <c>NoSchedule</c> or <c>NoExecute</c>.</summary>
internal sealed record Taint(string Key, string Value, string Effect);

/// <summary>What a pod takes of taints.</summary>
internal sealed record Toleration(string Key, bool AnyValue, string Value, string Effect)
{
    public bool Covers(Taint taint) => (Effect.Length == 0 || Effect == taint.Effect) && (Key.Length == 0 ? AnyValue : Key == taint.Key && (AnyValue || Value == taint.Value));
}
