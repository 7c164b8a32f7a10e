using System.Collections.Immutable;
using System.Text.RegularExpressions;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>What can go wrong with kubeadm. Codes come from exit statuses and from what was seen on the node and in the cluster.</summary>
internal static partial class KubeadmFailures
{
    /// <summary>
    /// kubeadm's own exit status when a check before it acts has failed; 1 is any other failure, 3 a wrong configuration (its <c>util/error.go</c>). A phase wraps the error of its checks, and then the
    /// status is 1 as well, so that only the words tell (kubernetes/minikube#6213 shows it).
    /// </summary>
    private const int PreflightStatus = 2;

    private const int ValidationStatus = 3;

    /// <summary>What mends a failed check. Its name is an identifier that <c>ignore-preflight-errors</c> takes, and kubeadm tells it nowhere but in its text.</summary>
    private static readonly ImmutableDictionary<string, string> Mends = new Dictionary<string, string>
    {
        ["CreateJob"] = "a Job in kube-system was not done in time: look whether its pod was scheduled and the pause image pulled; if only that check is wrong, `ignore-preflight-errors: CreateJob`",
        ["ControlPlaneNodesReady"] = "a node of the control plane is not ready: `kubectl get nodes`, and `journalctl -u kubelet` on it",
        ["StaticPodManifest"] = "a manifest is not in /etc/kubernetes/manifests: copy it back from the newest /etc/kubernetes/tmp/kubeadm-backup-manifests-*",
        ["ImagePull"] = "nothing was changed yet: look at the registry and its mirror, pull with `kubeadm: { config images pull: }`, then resume",
        ["IsPrivilegedUser"] = "log in as root, or set `become: sudo` for this host in the inventory",
        ["CoreDNSUnsupportedPlugins"] = "the Corefile uses what the new CoreDNS does not have: mend it first, in the ConfigMap kube-system/coredns",
        ["CoreDNSMigration"] = "the Corefile cannot be brought to the new CoreDNS: mend it first, in the ConfigMap kube-system/coredns",
        ["FileAvailable--etc-kubernetes-kubelet.conf"] = "this machine was a node before: `kubeadm: reset` first",
        ["DirAvailable--var-lib-etcd"] = "there is data of an etcd member: `kubeadm: reset` first, if it is of no more use",
        ["CRI"] = "the container runtime does not answer: look at `systemctl status containerd`",
        ["Port-10250"] = "a kubelet runs already: `kubeadm: reset` first, if this machine was a node",
        ["Swap"] = "swap is on: `swapoff -a`, and take it out of /etc/fstab",
    }.ToImmutableDictionary();

    /// <summary>The failure of a command of kubeadm that ended.</summary>
    public static StepFailure Of(CommandResult result, string code, string message, string? hint = null) => result.ExitStatus switch
    {
        127 => new(
            "kubeadm-missing",
            "kubeadm is not installed",
            Retryable: false,
            "install it first: `apt: { install: { kubeadm: VERSION }, hold: true }`"),
        PreflightStatus => Preflight(result),
        ValidationStatus => CommandOutcomes.ExitStatus(result, KubeadmCommand.Program) with
        {
            Code = "bad-configuration",
            Retryable = false,
            Message = "kubeadm does not take its configuration",
            Hint = "the lines above say which field: mend the file that `config` names",
        },
        _ when result.Stderr.Contains("[preflight] Some fatal errors occurred", StringComparison.Ordinal) => Preflight(result),
        _ => CommandOutcomes.ExitStatus(result, KubeadmCommand.Program, hint) with { Code = code, Message = message },
    };

    public static StepFailure Unreadable(string what, CommandResult result) => new(
        "unreadable",
        $"what kubeadm said about {what} cannot be read",
        Retryable: false,
        "tell us its version with `kubeadm version -o short` and the lines above",
        CommandOutcomes.LastLines(result));

    public static StepFailure TooOld(string kubeadm, string wanted) => new(
        "kubeadm-version",
        $"this kubeadm is {kubeadm}, and brings no cluster to {wanted}",
        Retryable: false,
        $"install kubeadm {KubeVersion.Plain(wanted)} on this node first: `apt: {{ install: {{ kubeadm: {KubeVersion.Plain(wanted)} }}, hold: true }}`");

    public static StepFailure Stray(string target, ImmutableArray<string> files) => new(
        "stray-manifest",
        $"{target} has a second manifest of the same pod in {KubeadmCommand.Home}/manifests: {string.Join(", ", files)}; nothing was done",
        Retryable: false,
        "kubelet reads every file there, and a stray copy hides the real one: move it to another folder, never keep backups there");

    public static StepFailure ManifestMissing(string target, ImmutableArray<string> pods) => new(
        "manifest-missing",
        $"{target} has no manifest of {string.Join(", ", pods)}, and no attempt of this step left one; nothing was done",
        Retryable: false,
        $"copy it back from the newest {KubeadmCommand.Home}/tmp/kubeadm-backup-manifests-* to {KubeadmCommand.Home}/manifests, then resume");

    private static StepFailure Preflight(CommandResult result)
    {
        var checks = Check().Matches(result.Stderr + "\n" + result.Stdout).Select(static m => m.Groups[1].Value).Distinct().ToArray();
        return new(
            "preflight-failed",
            checks.Length == 0 ? "a check of kubeadm failed before it began" : $"checks of kubeadm failed before it began: {string.Join(", ", checks)}",
            Retryable: true,
            checks.Select(static c => Mends.GetValueOrDefault(c)).FirstOrDefault(static m => m is not null) ?? "the lines above say what is wrong: mend it, then resume",
            CommandOutcomes.LastLines(result));
    }

    [GeneratedRegex(@"\[ERROR ([A-Za-z0-9._-]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Check();
}
