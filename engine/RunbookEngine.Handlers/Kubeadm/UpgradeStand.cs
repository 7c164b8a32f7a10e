namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>Where a failed upgrade of a control plane stands, by the manifests that are there now. Pure.</summary>
internal static class UpgradeStand
{
    public static (string Code, string What, string Hint) Unknown { get; } =
        ("upgrade-failed", "how far it came cannot be seen", "look at the node, then resume: kubeadm can be run again");

    /// <summary>The code, the end of the sentence, and what to do.</summary>
    public static (string Code, string What, string Hint) Of(NodeFacts now, string? target) => now switch
    {
        { Missing.IsEmpty: false } =>
            ("manifest-missing", $"the manifest of {string.Join(", ", now.Missing)} is away", "resume: it is copied back from kubeadm's backup before kubeadm runs again"),
        _ when target is null => Unknown,
        _ when now.AreAllAt(target) =>
            ("upgrade-unfinished", $"the control plane on it is at {target}, and what comes after is not done", "the lines above say what; mend that, then resume"),
        _ when now.At(target) > 0 =>
            ("half-upgraded", $"{now.At(target)} of 3 pods of the control plane on it are at {target}", "look at `journalctl -u kubelet` and `crictl ps -a` there, then resume: kubeadm does the rest"),
        _ =>
            ("rolled-back", "kubeadm has put the old manifests back", "kubelet did not bring up a new pod in time: look at `journalctl -u kubelet` and `crictl ps -a` on the node, then resume"),
    };
}
