namespace RunbookEngine.Handlers.Cluster;

/// <summary>How far components may be from the API servers. Pure.</summary>
internal static class SkewRules
{
    /// <summary>How many minors a kubelet or kube-proxy may be behind; the policy's "upgrade order" still says less, its kubelet section is what holds.</summary>
    public const int KubeletLag = 3;

    /// <summary>What kubelets older than 1.25 may.</summary>
    private const int OldKubeletLag = 2;

    private static readonly KubeVersion LongerLagSince = new(1, 25, 0);

    /// <summary>
    /// Kubelets are no older than three minors behind the newest API server there will be, and none is newer than the API servers. The kubelet of a control-plane node goes with the API
    /// server beside it: in the middle of an upgrade it may be ahead of the others.
    /// </summary>
    public static RuleFinding Kubelets(UpgradeQuestion q)
    {
        const string Rule = "kubelets";
        var old = q.Facts.Nodes.Where(n => n.Kubelet is { } v && IsTooOld(v, q.NewestApiEver)).Select(static n => $"{n.Name} ({n.Kubelet})").ToArray();
        if (old.Length > 0)
        {
            return RuleFinding.Broken(Rule, RuleSources.Skew, $"too old for API servers of {q.NewestApiEver.Series}: {Sentences.Names(old)}",
                $"upgrade them to {Lowest(q.NewestApiEver)} or newer, or replace them, before the API servers");
        }

        var ahead = q.Facts.Nodes.Where(n => n.Kubelet is { } v && v.MinorsAheadOf(n.IsControlPlane ? q.ApiBeside(n.Name) : q.OldestApi) > 0).Select(static n => $"{n.Name} ({n.Kubelet})").ToArray();
        if (ahead.Length > 0)
        {
            return RuleFinding.Broken(Rule, RuleSources.Skew, $"newer than the oldest API server ({q.OldestApi}): {Sentences.Names(ahead)}",
                $"bring every API server to the kubelets' minor before more kubelets; cordon these nodes meanwhile");
        }

        var silent = q.Facts.Nodes.Where(static n => n.Kubelet is null).Select(static n => n.Name).ToArray();
        return silent.Length > 0 || q.Facts.Nodes.IsEmpty
            ? RuleFinding.NotKnown(Rule, RuleSources.Skew, silent.Length > 0 ? $"no version reported by {Sentences.Names(silent)}" : "there are no nodes", "look at `kubectl get nodes`")
            : RuleFinding.Holds(Rule, RuleSources.Skew, $"{Span(q.Facts.Nodes.Select(static n => n.Kubelet!.Value))} on {Sentences.Count(q.Facts.Nodes.Length, "node")}{Laggards(q)}");
    }

    public static RuleFinding Proxies(UpgradeQuestion q)
    {
        const string Rule = "kube-proxies";
        var proxies = q.Facts.Of(RunningComponent.Proxy);
        if (proxies.IsEmpty)
            return RuleFinding.NotKnown(Rule, RuleSources.Skew, "no kube-proxy is seen", "fine where the network's own agent does its work; else look at where it runs");
        var kubelets = q.Facts.Nodes.ToDictionary(static n => n.Name, static n => n.Kubelet);
        var wrong = proxies.Where(p => p.Version is { } v && IsWrong(v, p.Node)).Select(static p => $"{p.Place} ({p.Version})").ToArray();
        if (wrong.Length > 0)
        {
            return RuleFinding.Broken(Rule, RuleSources.Skew, $"too far from the API servers or from its own kubelet: {Sentences.Names(wrong)}",
                $"bring kube-proxy to {q.OldestApi}: `kubectl -n kube-system set image daemonset/kube-proxy …`");
        }

        var unknown = proxies.Where(static p => p.Version is null).Select(static p => p.Place).ToArray();
        return unknown.Length > 0
            ? RuleFinding.NotKnown(Rule, RuleSources.Skew, $"the version of {Sentences.Names(unknown)} cannot be told from its image", "look at the image of kube-proxy")
            : RuleFinding.Holds(Rule, RuleSources.Skew, $"{Span(proxies.Select(static p => p.Version!.Value))} on {Sentences.Count(proxies.Length, "node")}");

        bool IsWrong(KubeVersion v, string node) =>
            IsTooOld(v, q.NewestApiEver) || v.MinorsAheadOf(q.OldestApi) > 0 || kubelets.GetValueOrDefault(node) is { } kubelet && Math.Abs(v.MinorsAheadOf(kubelet)) > KubeletLag;
    }

    /// <summary>Controller managers and schedulers are at the API server's minor or one behind, and never newer than the one they talk to.</summary>
    public static RuleFinding Managers(UpgradeQuestion q, string rule, string component)
    {
        var pods = q.Facts.Of(component);
        if (pods.IsEmpty)
            return RuleFinding.NotKnown(rule, RuleSources.Skew, $"no {component} is seen as a pod", "look at its version where it runs, or ask who runs the control plane");
        var wrong = pods.Where(p => p.Version is { } v && (v.MinorsAheadOf(q.ApiBeside(p.Node)) > 0 || q.NewestApiEver.MinorsAheadOf(v) > 1)).Select(static p => $"{p.Place} ({p.Version})").ToArray();
        if (wrong.Length > 0)
        {
            return RuleFinding.Broken(rule, RuleSources.Skew, $"neither at the minor of the API server nor one behind: {Sentences.Names(wrong)}",
                $"bring it to {q.OldestApi} first: `kubeadm upgrade node` on that node at the present version repairs its manifests");
        }

        var unknown = pods.Where(static p => p.Version is null).Select(static p => p.Place).ToArray();
        return unknown.Length > 0
            ? RuleFinding.NotKnown(rule, RuleSources.Skew, $"the version of {Sentences.Names(unknown)} cannot be told from its image", "look at its static pod manifest")
            : RuleFinding.Holds(rule, RuleSources.Skew, $"{Span(pods.Select(static p => p.Version!.Value))} on {Sentences.Count(pods.Length, "node")}");
    }

    /// <summary>One version, or the oldest and the newest.</summary>
    public static string Span(IEnumerable<KubeVersion> versions)
    {
        var (oldest, newest) = versions.Aggregate((Oldest: default(KubeVersion?), Newest: default(KubeVersion?)), static (span, v) =>
            (span.Oldest is { } o && o <= v ? o : v, span.Newest is { } n && n >= v ? n : v));
        return oldest == newest ? $"{oldest}" : $"{oldest} to {newest}";
    }

    private static bool IsTooOld(KubeVersion v, KubeVersion api) => api.MinorsAheadOf(v) > (v < LongerLagSince ? OldKubeletLag : KubeletLag);

    private static string Lowest(KubeVersion api) => $"{api.Major}.{Math.Max(0, api.Minor - KubeletLag)}";

    /// <summary>Lagging is legal, but kubeadm catches up minor by minor only.</summary>
    private static string Laggards(UpgradeQuestion q)
    {
        var far = q.IsWorkersOnly ? 0 : q.Nodes.Count(n => n.Kubelet is { } v && q.Target.MinorsAheadOf(v) > 1);
        return far == 0 ? "" : $"; {Sentences.Count(far, "node")} more than one minor behind {q.Target.Series} must catch up minor by minor, or be replaced";
    }
}
