using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What of a node tells whether it is well.</summary>
/// <param name="Name">The node.</param>
/// <param name="IsControlPlane">Whether it carries the control plane's role.</param>
/// <param name="IsReady">Whether its condition says so.</param>
/// <param name="IsCordoned">Whether new pods are kept away.</param>
/// <param name="Problems">What its conditions say against it.</param>
internal sealed record NodeHealth(string Name, bool IsControlPlane, bool IsReady, bool IsCordoned, ImmutableArray<string> Problems)
{
    private static readonly string[] Bad = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    /// <summary>After so long without a word from its kubelet, the controllers too call a node not ready (50 s since 1.32; 40 s before).</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(50);

    /// <summary>Takes it out of the API's object. Pure.</summary>
    public static NodeHealth Of(JsonElement node)
    {
        JsonElement[] conditions = [.. node.Items("status", "conditions")];
        var ready = conditions.FirstOrDefault(static c => c.Text("type") == "Ready");
        var isReady = ready.Text("status") == "True";
        var bad = conditions.Where(static c => Bad.Contains(c.Text("type")) && c.Text("status") == "True").Select(static c => Words(c.Text("type"), c));
        string[] problems = isReady ? [.. bad] : [NotReady(ready), .. bad];
        return new(node.ObjectName(), KubeSystem.IsControlPlane(node), isReady, node.Flag("spec", "unschedulable"), [.. problems]);
    }

    /// <summary>
    /// The nodes whose kubelets have said nothing for too long although they count as ready, which is so while the controller manager is down. Measured from the newest word of any
    /// kubelet, so that the clock of this machine does not matter.
    /// </summary>
    public static IEnumerable<HealthFinding> Silent(IReadOnlyDictionary<string, DateTimeOffset> renewals, IEnumerable<NodeHealth> nodes)
    {
        if (renewals.Count == 0)
            yield break;
        var newest = renewals.Values.Max();
        foreach (var node in nodes.Where(static n => n.IsReady))
        {
            if (renewals.TryGetValue(node.Name, out var renewed) && newest - renewed > s_silence)
            {
                yield return new(HealthFinding.Leases, $"node {node.Name}", string.Create(CultureInfo.InvariantCulture,
                    $"counts as ready, but its kubelet has not renewed its Lease since {renewed.UtcDateTime:HH:mm:ss} UTC, {(int)(newest - renewed).TotalSeconds} s before others"));
            }
        }
    }

    private static string NotReady(JsonElement ready) => ready.ValueKind == JsonValueKind.Undefined ? "has never been ready" : Words("not ready", ready);

    private static string Words(string what, JsonElement condition)
    {
        var since = condition.Time("lastTransitionTime") is { } time ? string.Create(CultureInfo.InvariantCulture, $" since {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "";
        var why = Sentences.OneLine(condition.Text("message")) is { Length: > 0 } message ? message : Sentences.OneLine(condition.Text("reason"));
        return $"{what}{since}{(why.Length > 0 ? $" ({why})" : "")}";
    }
}
