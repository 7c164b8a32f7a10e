namespace RunbookEngine.Handlers.Cluster;

/// <summary>What nodes must have before their kubelets get the new version. Pure.</summary>
internal static class RuntimeRules
{
    private const string Containerd = "containerd://";

    private static readonly KubeVersion NeedsContainerd2 = new(1, 36, 0);
    private static readonly KubeVersion NeedsCgroup2 = new(1, 35, 0);
    private static readonly KubeVersion Containerd2 = new(2, 0, 0);

    /// <summary>1.35 is the last minor for containerd 1.x.</summary>
    public static RuleFinding Runtime(UpgradeQuestion q)
    {
        const string Rule = "container-runtime";
        if (q.Target.MinorsAheadOf(NeedsContainerd2) < 0)
            return RuleFinding.Holds(Rule, RuleSources.Runtime, $"{q.Target.Series} asks for no newer one");
        var old = q.Nodes.Where(static n => n.Runtime.StartsWith(Containerd, StringComparison.Ordinal) && KubeVersion.Parse(n.Runtime[Containerd.Length..]) < Containerd2)
            .Select(static n => $"{n.Name} ({n.Runtime[Containerd.Length..]})").ToArray();
        if (old.Length > 0)
            return RuleFinding.Broken(Rule, RuleSources.Runtime, $"{q.Target.Series} needs containerd 2.0, and older ones run on {Sentences.Names(old)}", "upgrade containerd on these nodes first, node by node, with a drain");
        var silent = q.Nodes.Where(static n => n.Runtime.Length == 0).Select(static n => n.Name).ToArray();
        return silent.Length > 0
            ? RuleFinding.NotKnown(Rule, RuleSources.Runtime, $"no runtime reported by {Sentences.Names(silent)}", "look on the node: `containerd --version`")
            : RuleFinding.Holds(Rule, RuleSources.Runtime, Sentences.Names(q.Nodes.Select(static n => n.Runtime).Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>From 1.35 on a kubelet does not start under cgroup v1, unless it is told to. The API does not show which one a node has.</summary>
    public static RuleFinding Cgroups(UpgradeQuestion q) => q.Target.MinorsAheadOf(NeedsCgroup2) < 0
        ? RuleFinding.Holds("cgroups", RuleSources.Runtime, $"{q.Target.Series} takes v1 and v2")
        : RuleFinding.NotKnown("cgroups", RuleSources.Runtime, $"kubelets of {q.Target.Series} refuse cgroup v1, and the API does not show which one a node has",
            "on every node `stat -fc %T /sys/fs/cgroup` must say `cgroup2fs`");

    /// <summary>kubeadm is not seen through the API.</summary>
    public static RuleFinding Kubeadm(UpgradeQuestion q) => RuleFinding.NotKnown("kubeadm", RuleSources.Kubeadm,
        $"kubeadm on a node must be of {q.Target.Series}, not older than {q.Target}, and at most one minor newer than the last one used there", "on every node: `kubeadm version -o short`");
}
