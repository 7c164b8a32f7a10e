using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What etcd must be before its own minor changes with that of Kubernetes. Pure.</summary>
internal static class EtcdRules
{
    private static readonly KubeVersion Etcd35 = new(3, 5, 0);
    private static readonly KubeVersion Etcd36 = new(3, 6, 0);
    private static readonly KubeVersion Etcd37 = new(3, 7, 0);

    /// <summary>Older ones can bring back members that were removed, or lose the promotion of a learner, once they are 3.6.</summary>
    private static readonly KubeVersion Safe35 = new(3, 5, 26);

    /// <summary>What etcd's guide asks for today.</summary>
    private static readonly KubeVersion Advised35 = new(3, 5, 32);

    private static readonly KubeVersion Safe36 = new(3, 6, 11);

    public static ImmutableArray<RuleFinding> Judge(UpgradeQuestion q)
    {
        var members = q.Facts.Of(RunningComponent.Etcd);
        return members.IsEmpty ? [Unseen(q.Target)] : [Versions(q.Target, members), .. Flags(q.Target, members)];
    }

    /// <summary>The minor of etcd that a minor of Kubernetes comes with.</summary>
    public static KubeVersion MinorFor(KubeVersion target) => target.Minor switch { <= 33 => Etcd35, <= 36 => Etcd36, _ => Etcd37 };

    private static RuleFinding Versions(KubeVersion target, ImmutableArray<RunningComponent> members)
    {
        const string Rule = "etcd";
        var wanted = MinorFor(target);
        var source = SourceOf(wanted);
        if (members.Where(static m => m.Version is null).Select(static m => m.Place).ToArray() is { Length: > 0 } unknown)
            return RuleFinding.NotKnown(Rule, source, $"the version of {Sentences.Names(unknown)} cannot be told from its image", "ask it: `etcdctl endpoint status`");
        var span = SkewRules.Span(members.Select(static m => m.Version!.Value));
        var before = members.Where(m => m.Version is { } v && wanted.MinorsAheadOf(v) > 0).ToArray();
        if (before.Length == 0)
            return RuleFinding.Holds(Rule, source, $"{span} on {Sentences.Count(members.Length, "member")}; {target.Series} comes with {wanted.Series}");
        if (before.Where(m => !IsReady(m.Version!.Value, wanted)).Select(static m => $"{m.Place} ({m.Version})").ToArray() is { Length: > 0 } wrong)
            return RuleFinding.Broken(Rule, source, $"{target.Series} comes with etcd {wanted.Series}, and not ready for it: {Sentences.Names(wrong)}", Mend(wanted));
        var remark = wanted == Etcd36 && before.Any(static m => m.Version < Advised35) ? $"; etcd's guide asks for {Advised35}" : "";
        return RuleFinding.Holds(Rule, source, $"{span}, ready for the {wanted.Series} that {target.Series} comes with{remark}");
    }

    private static bool IsReady(KubeVersion v, KubeVersion wanted) => wanted.MinorsAheadOf(v) == 1 && v >= (wanted == Etcd36 ? Safe35 : Safe36);

    private static string Mend(KubeVersion wanted) => wanted == Etcd36
        ? $"bring every member to {Advised35} or a newer 3.5 first: older ones can bring removed members back (etcd#19557)"
        : $"bring every member to {Safe36} or a newer 3.6 first";

    /// <summary>3.7 does not start with flags that it no longer knows.</summary>
    private static ImmutableArray<RuleFinding> Flags(KubeVersion target, ImmutableArray<RunningComponent> members)
    {
        if (MinorFor(target) < Etcd37)
            return [];
        var flags = members.SelectMany(static m => m.ExperimentalFlags).Distinct().ToArray();
        return
        [
            flags.Length > 0
                ? RuleFinding.Broken("etcd-flags", RuleSources.EtcdTo37, $"etcd 3.7 does not start with {Sentences.Names(flags)}", "replace them by the flags without `experimental-` in `extraArgs` of kubeadm's configuration and in the manifest")
                : RuleFinding.Holds("etcd-flags", RuleSources.EtcdTo37, "no `--experimental-` flag is set"),
        ];
    }

    private static RuleFinding Unseen(KubeVersion target) => RuleFinding.NotKnown("etcd", RuleSources.EtcdOfMinor,
        "etcd is not seen as a pod", $"{target.Series} goes with etcd {MinorFor(target).Series}: look with `etcdctl: endpoint status` on its hosts");

    private static string SourceOf(KubeVersion wanted) => wanted == Etcd36 ? RuleSources.EtcdTo36 : wanted == Etcd37 ? RuleSources.EtcdTo37 : RuleSources.EtcdOfMinor;
}
