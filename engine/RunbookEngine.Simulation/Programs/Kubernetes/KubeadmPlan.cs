using System.Globalization;
using System.Text.Json;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>A node as kubeadm sees it.</summary>
internal sealed record PlannedNode(string Name, string Kubelet, bool IsControlPlane, bool IsReady, bool IsCordoned);

/// <summary><c>kubeadm upgrade plan VERSION</c>: tables before 1.24, a document for the upgrade up to 1.30, a list of upgrades after; only for the version that is given, since nobody asks the internet.</summary>
internal static class KubeadmPlan
{
    public static async Task<int> RunAsync(KubernetesMachine machine, ProgramCall call, bool asJson)
    {
        await call.TakesAsync(TimeSpan.FromSeconds(8));
        if (!machine.HasApi || !machine.Host.Files.Exists(KubernetesMachine.Home + "/admin.conf"))
            return call.Fail(1, $"error: [upgrade/health] FATAL: {(machine.HasApi ? "couldn't create a Kubernetes client from file \"/etc/kubernetes/admin.conf\"" : $"Get \"https://{machine.Address}:6443/healthz\": dial tcp {machine.Address}:6443: connect: connection refused")}");
        var (current, kubeadm) = (machine.Cluster.ServerVersion, machine.Kubeadm()!);
        var version = call.Arguments.Skip(2).FirstOrDefault(static a => a.StartsWith('v')) ?? kubeadm;
        var isNewer = KubernetesVersions.Numbers(version) > KubernetesVersions.Numbers(current);
        if (asJson)
            call.Say(Json(machine, kubeadm, current, version, isNewer));
        else
            SayTables(machine, call, current, version, isNewer);
        return 0;
    }

    /// <summary>All nodes of the cluster.</summary>
    public static PlannedNode[] Nodes(KubernetesMachine machine) => [.. machine.Cluster.All("nodes").Select(Node)];

    private static PlannedNode Node(JsonElement node)
    {
        var meta = node.GetProperty("metadata");
        var status = node.GetProperty("status");
        return new(
            meta.GetProperty("name").GetString()!,
            status.GetProperty("nodeInfo").GetProperty("kubeletVersion").GetString()!,
            meta.TryGetProperty("labels", out var labels) && labels.TryGetProperty("node-role.kubernetes.io/control-plane", out _),
            status.GetProperty("conditions").EnumerateArray().Any(static c => c.GetProperty("type").GetString() == "Ready" && c.GetProperty("status").GetString() == "True"),
            node.TryGetProperty("spec", out var spec) && spec.TryGetProperty("unschedulable", out var cordoned) && cordoned.GetBoolean());
    }

    private static IEnumerable<(string Name, string Node, string From, string To)> Parts(KubernetesMachine machine, string current, string version)
    {
        foreach (var node in Nodes(machine).Where(n => n.Kubelet != version))
            yield return ("kubelet", node.Name, node.Kubelet, version);
        foreach (var component in new[] { "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy" })
            yield return (component, component == "kube-proxy" ? "" : machine.Node, current, version);
        yield return ("CoreDNS", "", KubernetesVersions.Dns(current), KubernetesVersions.Dns(version));
        yield return ("etcd", machine.Node, KubernetesVersions.Etcd(current), KubernetesVersions.Etcd(version));
    }

    private static string Json(KubernetesMachine machine, string kubeadm, string current, string version, bool isNewer)
    {
        var parts = $"\"components\":[{string.Join(',', Parts(machine, current, version).Select(static p => $"{{\"name\":\"{p.Name}\",\"currentVersion\":\"{p.From}\",\"newVersion\":\"{p.To}\"{(p.Node.Length > 0 ? $",\"nodeName\":\"{p.Node}\"" : "")}}}"))}]";
        const string Configs = "\"configVersions\":[{\"group\":\"kubelet.config.k8s.io\",\"currentVersion\":\"v1beta1\",\"preferredVersion\":\"v1beta1\",\"manualUpgradeRequired\":false}]";
        if (KubernetesVersions.Minor(kubeadm) <= 30)
            return $"{{\"kind\":\"UpgradePlan\",\"apiVersion\":\"output.kubeadm.k8s.io/v1alpha2\",{(isNewer ? parts + "," : "")}{Configs}}}";
        return $"{{\"kind\":\"UpgradePlan\",\"apiVersion\":\"output.kubeadm.k8s.io/v1alpha3\"{(isNewer ? $",\"availableUpgrades\":[{{\"description\":\"version in the {KubernetesVersions.Short(KubernetesVersions.Minor(version))} series\",{parts}}}]" : "")},{Configs}}}";
    }

    private static void SayTables(KubernetesMachine machine, ProgramCall call, string current, string version, bool isNewer)
    {
        call.Say($"[upgrade/config] Making sure the configuration is correct:\n[upgrade/versions] Cluster version: {current}\n[upgrade/versions] kubeadm version: {machine.Kubeadm()}\n");
        if (!isNewer)
            return;
        call.Say("Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':");
        call.Say($"{"COMPONENT",-11} {"CURRENT",-13} AVAILABLE");
        foreach (var (kubelet, index) in Nodes(machine).GroupBy(static n => n.Kubelet).Select(static (g, i) => (g, i)))
            call.Say(string.Create(CultureInfo.InvariantCulture, $"{(index == 0 ? "kubelet" : ""),-11} {$"{kubelet.Count()} x {kubelet.Key}",-13} {version}"));
        call.Say($"\nUpgrade to the latest version in the {KubernetesVersions.Short(KubernetesVersions.Minor(version))} series:\n\n{"COMPONENT",-25} {"CURRENT",-10} AVAILABLE");
        foreach (var (name, _, from, to) in Parts(machine, current, version).Where(static p => p.Name != "kubelet"))
            call.Say($"{name,-25} {from,-10} {to}");
        call.Say($"\nYou can now apply the upgrade by executing the following command:\n\n\tkubeadm upgrade apply {version}\n\n_____________________________________________________________________\n");
    }
}
