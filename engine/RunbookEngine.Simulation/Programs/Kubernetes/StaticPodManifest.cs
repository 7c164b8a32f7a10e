namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>Manifests as kubeadm writes them, without what nothing here looks at.</summary>
internal static class StaticPodManifest
{
    /// <param name="machine">Where it is to stand.</param>
    /// <param name="component">Such as <c>kube-apiserver</c>.</param>
    /// <param name="image">Its image.</param>
    /// <param name="initialCluster">Of etcd: the members that it begins with; null: as the manifest has it that is there.</param>
    public static string Of(KubernetesMachine machine, string component, string image, string? initialCluster) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          annotations:
            kubeadm.kubernetes.io/{{component}}.advertise-address.endpoint: {{machine.Address}}:6443
          labels:
            component: {{component}}
            tier: control-plane
          name: {{component}}
          namespace: kube-system
        spec:
          containers:
          - command:
            - {{component}}
        {{string.Concat(Flags(machine, component, initialCluster).Select(static f => $"    - --{f}\n"))}}    image: {{image}}
            imagePullPolicy: IfNotPresent
            name: {{component}}
          hostNetwork: true
          priorityClassName: system-node-critical
        status: {}

        """;

    private static IEnumerable<string> Flags(KubernetesMachine machine, string component, string? initialCluster) => component != "etcd" ? [] :
    [
        $"advertise-client-urls=https://{machine.Address}:2379",
        "cert-file=/etc/kubernetes/pki/etcd/server.crt",
        "data-dir=/var/lib/etcd",
        $"initial-advertise-peer-urls=https://{machine.Address}:2380",
        $"initial-cluster={initialCluster ?? Existing(machine)}",
        $"listen-client-urls=https://127.0.0.1:2379,https://{machine.Address}:2379",
        $"listen-peer-urls=https://{machine.Address}:2380",
        $"name={machine.Node}",
    ];

    private static string Existing(KubernetesMachine machine) => (machine.Host.Files.Read(KubernetesMachine.ManifestOf("etcd")) ?? "").Split('\n').Select(static l => l.Trim())
        .FirstOrDefault(static l => l.StartsWith("- --initial-cluster=", StringComparison.Ordinal))?["- --initial-cluster=".Length..] ?? $"{machine.Node}=https://{machine.Address}:2380";
}
