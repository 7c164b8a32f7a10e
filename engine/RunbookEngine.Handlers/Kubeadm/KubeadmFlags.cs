using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// The flags of kubeadm that steps may give, and what becomes of them. A setting whose text is empty counts as left out, so that a runbook can pass on an input
/// that has no value. Which of them a version knows is for kubeadm to say.
/// </summary>
internal static class KubeadmFlags
{
    public static ParameterDefinition Kubeconfig { get; } =
        new("kubeconfig", ParameterType.Text, "How the API is reached, a file on the node; kubeadm's own choice when left out.", Example: "/etc/kubernetes/admin.conf");

    public static ParameterDefinition Config { get; } =
        new("config", ParameterType.Text, "A configuration file on the node; kubeadm takes it instead of most other flags.", Example: "/etc/kubernetes/kubeadm.yaml");

    public static ParameterDefinition Patches { get; } =
        new("patches", ParameterType.Text, "A folder on the node with patches for static pods and kubelet's configuration.", Example: "/etc/kubernetes/patches");

    public static ParameterDefinition IgnorePreflightErrors { get; } =
        new("ignore-preflight-errors", ParameterType.TextList, "Checks that may fail, by the names that kubeadm gives them.", Example: "CreateJob");

    public static ParameterDefinition SkipPhases { get; } =
        new("skip-phases", ParameterType.TextList, "Phases that are left out; for `upgrade apply` from 1.32 on.", Example: "addon/coredns");

    public static ParameterDefinition CertificateRenewal { get; } =
        new("certificate-renewal", ParameterType.Boolean, "Renew the certificates of what is upgraded; done when left out.", Example: "false");

    public static ParameterDefinition EtcdUpgrade { get; } =
        new("etcd-upgrade", ParameterType.Boolean, "Upgrade etcd too where kubeadm runs it; done when left out.", Example: "false");

    public static ParameterDefinition CertDir { get; } =
        new("cert-dir", ParameterType.Text, "Where the certificates are; /etc/kubernetes/pki when left out.", Example: "/etc/kubernetes/pki");

    public static ParameterDefinition CriSocket { get; } =
        new("cri-socket", ParameterType.Text, "The socket of the container runtime; found by kubeadm when left out.", Example: "unix:///run/containerd/containerd.sock");

    /// <summary>Those that the step gives, as <c>--name=value</c>, so that no value is ever taken for a flag.</summary>
    public static ImmutableArray<string> Given(StepContext context, params ReadOnlySpan<ParameterDefinition> flags)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var flag in flags)
        {
            if (ValueOf(context.Arguments, flag) is { Length: > 0 } value)
                words.Add($"--{flag.Name}={value}");
        }

        return words.ToImmutable();
    }

    private static string? ValueOf(Arguments arguments, ParameterDefinition flag) => flag.Type switch
    {
        ParameterType.Boolean => arguments.Has(flag.Name) ? (arguments.Flag(flag.Name) ? "true" : "false") : null,
        ParameterType.TextList => string.Join(',', arguments.List(flag.Name).Where(static t => t.Length > 0)),
        ParameterType.Duration => arguments.DurationOrNull(flag.Name) is { } time ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s") : null,
        ParameterType.Version => arguments.TextOrNull(flag.Name) is { Length: > 0 } version ? KubeVersion.Tag(version) : null,
        _ => arguments.TextOrNull(flag.Name),
    };
}
