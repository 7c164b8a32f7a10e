using System.Text.Json.Nodes;
using RunbookEngine.Simulation.Cluster;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>The objects by which kubeadm knows its cluster.</summary>
internal static class KubeadmCluster
{
    /// <summary>Puts them there, as <c>kubeadm init</c> does; a second time only what has changed.</summary>
    public static void SetVersion(SimulatedCluster cluster, string version)
    {
        var configuration = $"apiVersion: kubeadm.k8s.io/v1beta3\nclusterName: kubernetes\nkind: ClusterConfiguration\nkubernetesVersion: {version}\n";
        if (cluster["configmaps", "kube-system/kubeadm-config"] is not null)
            cluster.Edit("configmaps", "kube-system/kubeadm-config", c => c["data"]!["ClusterConfiguration"] = configuration);
        else
            cluster.Put(Map("kube-system", "kubeadm-config", "ClusterConfiguration", configuration));
    }

    /// <summary>How machines that join find it.</summary>
    public static void SetInfo(SimulatedCluster cluster, string server) => cluster.Put(Map(
        "kube-public", "cluster-info", "kubeconfig", $"apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0EK\n    server: {server}\n  name: \"\"\nkind: Config\n"));

    /// <summary>The images of kube-proxy and CoreDNS, where they are.</summary>
    public static void SetAddOns(SimulatedCluster cluster, string version)
    {
        Set("daemonsets", "kube-system/kube-proxy", KubernetesVersions.Image("kube-proxy", version));
        Set("deployments", "kube-system/coredns", KubernetesVersions.Image("coredns", version));

        void Set(string plural, string name, string image)
        {
            if (cluster[plural, name] is { } found && found.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString() != image)
                cluster.Edit(plural, name, o => o["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image);
        }
    }

    private static JsonObject Map(string space, string name, string key, string value) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space }, ["data"] = new JsonObject { [key] = value },
    };
}
