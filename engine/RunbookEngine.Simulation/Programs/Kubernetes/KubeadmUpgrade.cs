using System.Globalization;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>
/// <c>kubeadm upgrade apply</c> and <c>upgrade node</c>, in the order and with the two renames of the real ones (<c>phases/upgrade/staticpods.go</c>). Simplified: dry runs, patches and phases that are left out are
/// not known, and a check that may fail is one of three.
/// </summary>
internal sealed class KubeadmUpgrade(KubernetesMachine machine, ProgramCall call)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private bool _hasChanged;

    /// <summary>What kubelet is told; it changes with the cluster's version.</summary>
    public static string KubeletSettings(string version) => $"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n# as of {version}\n";

    public async Task<int> ApplyAsync()
    {
        var version = call.Arguments[2];
        call.Say("[preflight] Running pre-flight checks.");
        if (await ReachAsync() is { } unreachable)
            return unreachable;
        call.Say("[upgrade] Running cluster health checks");
        await call.TakesAsync(TimeSpan.FromSeconds(6));
        if (Health() is { } ill)
            return ill;
        call.Say($"[upgrade/version] You have chosen to change the cluster version to \"{version}\"");
        call.Say($"[upgrade/versions] Cluster version: {machine.Cluster.ServerVersion}\n[upgrade/versions] kubeadm version: {machine.Kubeadm()}");
        if (Skew(version) is { } skew && !Has("force"))
            return call.Fail(1, $"error: [upgrade/version] FATAL: the --version argument is invalid due to these errors:\n\n\t- {skew}\n\nCan be bypassed if you pass the --force flag\nTo see the stack trace of this error execute with --v=5 or higher");
        call.Say("[upgrade/prepull] Pulling images required for setting up a Kubernetes cluster");
        if (await KubeadmSmall.PullAsync(machine, call, version) is { } missing)
            return Preflight("ImagePull", $"failed to pull image {missing}: rpc error: code = NotFound desc = failed to pull and unpack image \"{missing}\": not found");
        call.Say($"[upgrade/apply] Upgrading your Static Pod-hosted control plane to version \"{version}\" (timeout: 5m0s)...");
        if (await ComponentsAsync(version) is { } failed)
            return failed;
        return await AfterAsync(version);
    }

    public async Task<int> NodeAsync()
    {
        call.Say("[upgrade] Reading configuration from the cluster...");
        if (await ReachAsync() is { } unreachable)
            return unreachable;
        var version = machine.ClusterVersion;
        if (version is null)
            return call.Fail(1, "error: [upgrade/config] FATAL: configmaps \"kubeadm-config\" not found");
        if (KubernetesVersions.Minor(machine.Kubeadm()!) - KubernetesVersions.Minor(version) is < 0 or > 1)
            return call.Fail(1, $"error: this version of kubeadm only supports deploying clusters with the control plane version >= {KubernetesVersions.Short(KubernetesVersions.Minor(machine.Kubeadm()!) - 1)}.0. Current version: {version}");
        call.Say("[preflight] Running pre-flight checks");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (machine.IsControlPlane)
        {
            if (await KubeadmSmall.PullAsync(machine, call, version) is { } missing)
                return Preflight("ImagePull", $"failed to pull image {missing}: not found");
            call.Say($"[upgrade] Upgrading your Static Pod-hosted control plane instance to version \"{version}\"...");
            if (await ComponentsAsync(version) is { } failed)
                return failed;
            call.Say("[upgrade] The control plane instance for this node was successfully updated!");
        }
        else
        {
            call.Say("[preflight] Skipping prepull. Not a control plane node.\n[upgrade] Skipping phase. Not a control plane node.");
        }

        await WriteKubeletSettingsAsync(version);
        if (_hasChanged)
            call.HasEffect("kubeadm upgrade node");
        call.Say("[upgrade] The configuration for this node was successfully updated!\n[upgrade] Now you should go ahead and upgrade the kubelet package using your package manager.");
        return 0;
    }

    private bool Has(string flag) => call.Arguments.Contains($"--{flag}=true") || call.Arguments.Contains("--" + flag);

    private bool IsOff(string flag) => call.Arguments.Contains($"--{flag}=false");

    private async Task<int?> ReachAsync()
    {
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (machine.HasApi)
            return null;
        await call.TakesAsync(TimeSpan.FromSeconds(10));
        return machine.HasApi ? null : call.Fail(1, $"error: [upgrade/config] FATAL: failed to get config map: Get \"https://{machine.Address}:6443/api/v1/namespaces/kube-system/configmaps/kubeadm-config?timeout=10s\": dial tcp {machine.Address}:6443: connect: connection refused\nTo see the stack trace of this error execute with --v=5 or higher");
    }

    private int? Health()
    {
        string[] missing = [.. KubernetesVersions.Components.Skip(1).Where(c => machine.ImageOf(c) is null).Select(KubernetesMachine.ManifestOf)];
        if (missing.Length > 0 && !Ignored("StaticPodManifest"))
            return Preflight("StaticPodManifest", $"The control plane seems to be Static Pod-hosted, but some of the manifests don't seem to exist on disk. This probably means you're running 'kubeadm upgrade' on a remote machine, which is not supported for a Static Pod-hosted cluster. Manifest files not found: [{string.Join(' ', missing)}]");
        var nodes = KubeadmPlan.Nodes(machine);
        string[] ill = [.. nodes.Where(static n => n is { IsControlPlane: true, IsReady: false }).Select(static n => n.Name)];
        if (ill.Length > 0 && !Ignored("ControlPlaneNodesReady"))
            return Preflight("ControlPlaneNodesReady", $"there are NotReady control-planes in the cluster: [{string.Join(' ', ill)}]");
        return nodes.Any(static n => n is { IsReady: true, IsCordoned: false }) || Ignored("CreateJob")
            ? null
            : Preflight("CreateJob", "Job \"upgrade-health-check\" in the namespace \"kube-system\" did not complete in 15s: no condition of type Complete");
    }

    private bool Ignored(string check) => call.Arguments.FirstOrDefault(static a => a.StartsWith("--ignore-preflight-errors=", StringComparison.Ordinal)) is { } given
        && given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(',') is var names && (names.Contains(check) || names.Contains("all"));

    private int Preflight(string check, string words) => KubeadmSmall.Preflight(call, KubernetesVersions.Minor(machine.Kubeadm()!) >= 32 ? "error execution phase preflight" : "[upgrade/health] FATAL", check, words);

    /// <summary>The policy of <c>phases/upgrade/policy.go</c>, as far as versions without a suffix go.</summary>
    private string? Skew(string version)
    {
        var (wanted, kubeadm, cluster) = (KubernetesVersions.Numbers(version)!, KubernetesVersions.Numbers(machine.Kubeadm()!)!, KubernetesVersions.Numbers(machine.Cluster.ServerVersion)!);
        if (wanted.Minor > cluster.Minor + 1)
            return $"Specified version to upgrade to \"{version}\" is too high; kubeadm can upgrade only 1 minor version at a time";
        if (wanted.Minor < cluster.Minor - 1)
            return $"Specified version to downgrade to \"{version}\" is too low; kubeadm can downgrade only 1 minor version at a time";
        if (kubeadm < wanted)
            return $"Specified version to upgrade to \"{version}\" is higher than the kubeadm version \"{machine.Kubeadm()}\". Upgrade kubeadm first using the tool you used to install kubeadm";
        if (kubeadm.Minor > wanted.Minor)
            return string.Create(CultureInfo.InvariantCulture, $"Kubeadm version {machine.Kubeadm()} can only be used to upgrade to Kubernetes version {kubeadm.Major}.{kubeadm.Minor}");
        string[] old = [.. KubeadmPlan.Nodes(machine).Select(static n => n.Kubelet).Where(k => wanted.Minor > KubernetesVersions.Minor(k) + (wanted.Minor >= 28 ? 3 : 1)).Distinct()];
        return old.Length > 0 ? $"There are kubelets in this cluster that are too old that have these versions [{string.Join(' ', old)}]" : null;
    }

    /// <summary>One after the other, etcd first. Every one that changes is away between two renames, and a loss of power there leaves it away.</summary>
    private async Task<int?> ComponentsAsync(string version)
    {
        var stamp = call.Host.World.Time.GetUtcNow().ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture);
        var (fresh, backup) = ($"{KubernetesMachine.Home}/tmp/kubeadm-upgraded-manifests{stamp}", $"{KubernetesMachine.Home}/tmp/kubeadm-backup-manifests-{stamp}");
        machine.Host.Files.CreateFolder(fresh);
        machine.Host.Files.CreateFolder(backup);
        machine.Host.Files.CreateFolder($"{KubernetesMachine.Home}/tmp/kubeadm-backup-etcd-{stamp}");
        foreach (var component in KubernetesVersions.Components.Where(c => machine.ImageOf(c) is not null && (c != "etcd" || !IsOff("etcd-upgrade"))))
        {
            if (await ComponentAsync(component, version, fresh, backup) is { } failed)
                return failed;
        }

        machine.Host.Files.Remove(fresh);
        return null;
    }

    private async Task<int?> ComponentAsync(string component, string version, string fresh, string backup)
    {
        var files = machine.Host.Files;
        call.Say($"[upgrade/staticpods] Preparing for \"{component}\" upgrade");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        var manifest = KubernetesMachine.ManifestOf(component);
        files.Write($"{fresh}/{component}.yaml", StaticPodManifest.Of(machine, component, KubernetesVersions.Image(component, version), null));
        if (machine.ImageOf(component) == KubernetesVersions.Image(component, version))
        {
            call.Say($"[upgrade/staticpods] Current and new manifests of {component} are equal, skipping upgrade");
            return null;
        }

        if (component == "etcd" && IsNewer(machine.ImageOf(component)!, KubernetesVersions.Image(component, version)))
        {
            call.Say("[upgrade/etcd] Non fatal issue encountered during upgrade: the desired etcd version is not newer than the currently installed");
            return null;
        }

        if (!IsOff("certificate-renewal"))
            KubeadmCertificates.RenewFor(machine, component);
        _hasChanged = true;
        files.Move(manifest, $"{backup}/{component}.yaml");
        await call.TakesAsync(TimeSpan.FromMilliseconds(20));
        files.Move($"{fresh}/{component}.yaml", manifest);
        call.Say($"[upgrade/staticpods] Moved new manifest to \"{manifest}\" and backed up old manifest to \"{backup}/{component}.yaml\"");
        call.Say("[upgrade/staticpods] Waiting for the kubelet to restart the component\n[upgrade/staticpods] This can take up to 5m0s");
        for (var end = call.Host.World.Time.GetUtcNow() + s_patience; !machine.IsUp(component); await call.TakesAsync(TimeSpan.FromSeconds(1)))
        {
            if (call.Host.World.Time.GetUtcNow() > end)
                return await RollBackAsync(backup);
        }

        call.Say($"[upgrade/staticpods] Component \"{component}\" upgraded successfully!");
        return null;
    }

    private static bool IsNewer(string there, string wanted) => KubernetesVersions.Numbers(KubernetesVersions.Tag(there)) > KubernetesVersions.Numbers(KubernetesVersions.Tag(wanted));

    /// <summary>All that were moved in this attempt are put back; etcd stays upgraded once it was.</summary>
    private async Task<int> RollBackAsync(string backup)
    {
        foreach (var component in KubernetesVersions.Components.Where(c => machine.Host.Files.Exists($"{backup}/{c}.yaml") && (c != "etcd" || !machine.IsUp("etcd"))))
        {
            machine.Host.Files.Move($"{backup}/{component}.yaml", KubernetesMachine.ManifestOf(component));
            await call.TakesAsync(TimeSpan.FromMilliseconds(20));
        }

        return call.Fail(1, "error: [upgrade/apply] FATAL: couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier state. Errors faced: timed out waiting for the condition\nTo see the stack trace of this error execute with --v=5 or higher");
    }

    /// <summary>The cluster's own settings, kubelet's, and the add-ons, which wait for the last node of the control plane from 1.28 on; here they never do.</summary>
    private async Task<int> AfterAsync(string version)
    {
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (!machine.HasApi)
            return call.Fail(1, "error: [upgrade/postupgrade] FATAL post-upgrade error: unable to create ConfigMap: connection refused");
        call.Say("[upload-config] Storing the configuration used in ConfigMap \"kubeadm-config\" in the \"kube-system\" Namespace");
        _hasChanged |= machine.ClusterVersion != version;
        KubeadmCluster.SetVersion(machine.Cluster, version);
        if (_hasChanged)
            call.HasEffect($"kubeadm upgrade apply {version}");
        await WriteKubeletSettingsAsync(version);
        call.Say("[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        KubeadmCluster.SetAddOns(machine.Cluster, version);
        call.Say("[addons] Applied essential addon: CoreDNS\n[addons] Applied essential addon: kube-proxy\n");
        call.Say($"[upgrade/successful] SUCCESS! Your cluster was upgraded to \"{version}\". Enjoy!\n");
        call.Say("[upgrade/kubelet] Now that your control plane is upgraded, please proceed with upgrading your kubelets if you haven't already done so.");
        return 0;
    }

    private async Task WriteKubeletSettingsAsync(string version)
    {
        call.Say($"[kubelet-start] Writing kubelet configuration to file \"{KubernetesMachine.KubeletConfig}\"");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        _hasChanged |= machine.Host.Files.Read(KubernetesMachine.KubeletConfig) != KubeletSettings(version);
        machine.Host.Files.Write(KubernetesMachine.KubeletConfig, KubeletSettings(version));
    }
}
