using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Rules for bringing workers to a version while the control plane stays. Pure.</summary>
internal static class WorkerRules
{
    public static ImmutableArray<RuleFinding> Judge(UpgradeQuestion q) => [NotNewer(q), Forward(q), OneMinor(q)];

    private static RuleFinding NotNewer(UpgradeQuestion q)
    {
        const string Rule = "not-newer-than-api";
        if (q.Target > q.OldestApi)
        {
            return RuleFinding.Broken(Rule, RuleSources.Skew, $"{q.Target} is newer than the oldest API server ({q.OldestApi})",
                $"upgrade the control plane first, or name {q.OldestApi}");
        }

        return q.NewestApi.MinorsAheadOf(q.Target) > SkewRules.KubeletLag
            ? RuleFinding.Broken(Rule, RuleSources.Skew, $"{q.Target} is more than {SkewRules.KubeletLag} minors behind the API server ({q.NewestApi})", $"name a version of {q.NewestApi.Series}")
            : RuleFinding.Holds(Rule, RuleSources.Skew, $"the API servers ({q.OldestApi} or newer) serve kubelets of {q.Target}");
    }

    private static RuleFinding Forward(UpgradeQuestion q)
    {
        const string Rule = "no-downgrade";
        var newer = q.Nodes.Where(n => n.Kubelet is { } v && v.MinorsAheadOf(q.Target) > 0).Select(static n => $"{n.Name} ({n.Kubelet})").ToArray();
        return newer.Length > 0
            ? RuleFinding.Broken(Rule, RuleSources.KubeadmPolicy, $"kubelets newer than {q.Target.Series}: {Sentences.Names(newer)}", "name a version that is not older; a node goes back by being replaced")
            : RuleFinding.Holds(Rule, RuleSources.KubeadmPolicy, $"no worker's kubelet is newer than {q.Target.Series}");
    }

    /// <summary>The kubelet's minor stands for that of the kubeadm which was used there last.</summary>
    private static RuleFinding OneMinor(UpgradeQuestion q)
    {
        const string Rule = "one-minor-at-a-time";
        var far = q.Nodes.Where(n => n.Kubelet is { } v && q.Target.MinorsAheadOf(v) > 1).ToArray();
        return far.Length == 0
            ? RuleFinding.Holds(Rule, RuleSources.Kubeadm, $"no worker is more than one minor behind {q.Target.Series}")
            : RuleFinding.Broken(Rule, RuleSources.Kubeadm, $"more than one minor behind: {Sentences.Names(far.Select(static n => $"{n.Name} ({n.Kubelet})"))}; on a node, kubeadm goes one minor at a time",
                $"bring them to {far[0].Kubelet!.Value.Major}.{far.Min(static n => n.Kubelet!.Value.Minor) + 1} first, or replace them by new nodes");
    }
}
