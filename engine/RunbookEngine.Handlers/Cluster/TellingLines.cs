using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>The few lines of what was gathered that most likely say why something failed. Pure.</summary>
internal static partial class TellingLines
{
    private const int MostOfEach = 3;

    /// <summary>A kubelet renews its Lease every 10 s.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    /// <summary>Warnings that are older say nothing of what failed now.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    public static ImmutableArray<string> Of(NodeEvidence evidence) =>
        [.. Node(evidence), .. evidence.Health.Take(MostOfEach).Select(static f => f.Line), .. Budgets(evidence), .. Pods(evidence), .. Events(evidence), .. Kubelet(evidence)];

    private static IEnumerable<string> Node(NodeEvidence e)
    {
        if (e.Name.Length == 0)
            yield break;
        if (e.Node.ValueKind == System.Text.Json.JsonValueKind.Undefined)
        {
            if (!e.Missing.Any(static m => m.StartsWith("the node:", StringComparison.Ordinal)))
                yield return $"node {e.Name}: the cluster has no such node";
            yield break;
        }

        var health = NodeHealth.Of(e.Node);
        foreach (var problem in health.Problems)
            yield return $"node {e.Name}: {problem}";
        if (e.Renewed is { } renewed && e.At - renewed > s_silence)
            yield return string.Create(CultureInfo.InvariantCulture, $"node {e.Name}: its kubelet last renewed its Lease at {renewed.UtcDateTime:HH:mm:ss} UTC, {(int)(e.At - renewed).TotalSeconds} s ago");
        if (health.IsCordoned)
            yield return $"node {e.Name} is cordoned{(e.MaintainedBy.Length > 0 ? $", and under maintenance by {Sentences.OneLine(e.MaintainedBy)}" : "")}";
    }

    /// <summary>Budgets that let nothing go.</summary>
    private static IEnumerable<string> Budgets(NodeEvidence e) => e.Budgets.Where(static b => b.Budget.Allowed == 0).Take(MostOfEach).Select(static b =>
    {
        var pods = b.Pods.IsEmpty ? "" : $"; it holds {Sentences.Names(b.Pods, MostOfEach)}";
        return $"budget {b.Budget.Words} lets no pod go ({b.Budget.Healthy.Current} healthy, {b.Budget.Healthy.Desired} needed){pods}";
    });

    private static IEnumerable<string> Pods(NodeEvidence e)
    {
        var stuck = e.Pods.Where(p => p.LeavingSince is { } since && e.At > since).Select(p => string.Create(CultureInfo.InvariantCulture,
            $"pod {p.Words}: should have been gone at {p.LeavingSince!.Value.UtcDateTime:HH:mm:ss} UTC"));
        var ill = e.Pods.Where(static p => !p.IsWell && !p.Health.IsLeaving).Select(static p => $"pod {p.Words}: {p.Health.State}");
        return stuck.Take(MostOfEach).Concat(ill.Take(MostOfEach));
    }

    /// <summary>The last warnings, each about its object once.</summary>
    private static IEnumerable<string> Events(NodeEvidence e) => e.Events.Where(v => v.IsWarning && e.At - v.At < s_recent).Reverse()
        .DistinctBy(static v => (v.About, v.Reason)).Take(MostOfEach).Reverse().Select(static v => $"event {v.Line}");

    /// <summary>The kubelet's last errors, as its log marks them (<c>E0601 12:00:00</c>), without those that only repeat one.</summary>
    private static IEnumerable<string> Kubelet(NodeEvidence e) => e.Texts.GetValueOrDefault(HostLook.Journal, "").Split('\n').Where(static l => Error().IsMatch(l)).Reverse()
        .DistinctBy(static l => Error().Split(l)[^1]).Take(MostOfEach).Reverse().Select(static l => $"kubelet: {Sentences.OneLine(l[Error().Match(l).Index..].Trim())}");

    [GeneratedRegex(@"\b[EF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ |\bkubelet: error: |Failed with result|Failed to start|command failed")]
    private static partial Regex Error();
}
