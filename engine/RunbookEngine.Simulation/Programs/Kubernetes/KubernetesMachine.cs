using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Etcd;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>
/// A machine that kubeadm made, or may make, a node: its kubelet follows the manifests of static pods. Simplified: a manifest counts by its image alone, a kubelet that does not run still notices (the
/// cluster then lets its pods wait), and a container once started does not fail.
/// </summary>
internal sealed class KubernetesMachine
{
    public const string Home = "/etc/kubernetes";
    public const string Manifests = Home + "/manifests";

    /// <summary>How kubelet reaches the API; a machine that has it is a member of a cluster.</summary>
    public const string KubeletAccess = Home + "/kubelet.conf";

    public const string KubeletConfig = "/var/lib/kubelet/config.yaml";

    private readonly Dictionary<string, string> _told = [];
    private int _changes;

    public KubernetesMachine(SimulatedHost host, string node, SimulatedCluster cluster, SimulatedEtcd? etcd)
    {
        (Host, Node, Cluster, Etcd) = (host, node, cluster, etcd);
        host.Files.Changed += Notice;
        host.Started += Boot;
        host.World.FactSources.Add(Facts);
    }

    public SimulatedHost Host { get; }

    /// <summary>The name of its node.</summary>
    public string Node { get; set; }

    public SimulatedCluster Cluster { get; }

    /// <summary>The etcds of the world; null: etcd is not simulated, and its pods are only pods.</summary>
    public SimulatedEtcd? Etcd { get; }

    public string Address { get; init; } = "10.0.0.11";

    /// <summary>The version of kubeadm that is installed, such as <c>v1.36.4</c>; null: none is.</summary>
    public Func<string?> Kubeadm { get; set; } = static () => null;

    /// <summary>The version of the kubelet that is installed.</summary>
    public Func<string?> Kubelet { get; set; } = static () => null;

    /// <summary>Images that need not be pulled any more.</summary>
    public HashSet<string> Images { get; } = [];

    /// <summary>Whether the registry has what is asked for.</summary>
    public Func<string, bool> CanPull { get; set; } = static _ => true;

    public bool IsControlPlane => KubernetesVersions.Components.Skip(1).Any(c => Host.Files.Exists(ManifestOf(c)));

    /// <summary>Whether an API server answers requests from here.</summary>
    public bool HasApi => Host.IsOn && !Cluster.Trouble.IsGone && Cluster.HasApiServer();

    public static string ManifestOf(string component) => $"{Manifests}/{component}.yaml";

    /// <summary>The version that kubeadm has written down for the whole cluster; null: it was not made by kubeadm.</summary>
    public string? ClusterVersion => Cluster["configmaps", "kube-system/kubeadm-config"] is { } map
        ? map.GetProperty("data").GetProperty("ClusterConfiguration").GetString()!.Split('\n').First(static l => l.StartsWith("kubernetesVersion:", StringComparison.Ordinal)).Split(' ')[1]
        : null;

    /// <summary>The image that a component's manifest names; null: there is no manifest.</summary>
    public string? ImageOf(string component) => ImageIn(Host.Files.Read(ManifestOf(component)));

    public static string? ImageIn(string? manifest) => manifest?.Split('\n').Select(static l => l.Trim()).FirstOrDefault(static l => l.StartsWith("image:", StringComparison.Ordinal))?["image:".Length..].Trim();

    /// <summary>Whether a component runs as its manifest has it, and the API tells so.</summary>
    public bool IsUp(string component) => HasApi && Cluster["pods", $"kube-system/{component}-{Node}"] is { } pod
        && pod.GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString() == ImageOf(component)
        && pod.GetProperty("status").TryGetProperty("conditions", out var conditions) && conditions.EnumerateArray().Any(static c => c.GetProperty("type").GetString() == "Ready" && c.GetProperty("status").GetString() == "True");

    /// <summary>Makes what kubeadm would have made when it brought up this node, without any time; the cluster knows its pods already, and etcd is started by whoever builds the world.</summary>
    /// <param name="version">Of Kubernetes.</param>
    /// <param name="etcdInitialCluster">The members that etcd begins with; null: it is not here.</param>
    /// <param name="etcdVersion">Of etcd; null: what kubeadm brings with that version of Kubernetes.</param>
    public void Settle(string version, string? etcdInitialCluster = null, string? etcdVersion = null)
    {
        foreach (var component in KubernetesVersions.Components.Where(c => c != "etcd" || etcdInitialCluster is not null))
        {
            var image = _told[component] = component == "etcd" && etcdVersion is not null ? KubernetesVersions.EtcdImage(version, etcdVersion) : KubernetesVersions.Image(component, version);
            Host.Files.Write(ManifestOf(component), StaticPodManifest.Of(this, component, image, etcdInitialCluster));
        }

        Images.UnionWith(KubernetesVersions.Images(version));
        KubeadmCertificates.Make(this, Host.World.Time.GetUtcNow());
        SettleWorker(version);
    }

    /// <summary>The same of a worker.</summary>
    public void SettleWorker(string version)
    {
        Host.Files.Write(KubeletAccess, "apiVersion: v1\nkind: Config\n");
        Host.Files.Write(KubeletConfig, KubeadmUpgrade.KubeletSettings(version));
    }

    private void Notice(string path)
    {
        if (path.StartsWith(Manifests + "/", StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal))
            Tell(path[(Manifests.Length + 1)..^".yaml".Length]);
    }

    /// <summary>A kubelet sees a change of the folder within a second or so.</summary>
    private void Tell(string component)
    {
        if (!KubernetesVersions.Components.Contains(component))
            return;
        var image = ImageOf(component);
        if (_told.GetValueOrDefault(component) == image)
            return;
        _told.Remove(component);
        if (image is not null)
            _told[component] = image;
        Cluster.SetStaticPod(Node, component, image);
        if (component == "etcd" && Etcd is not null)
            _ = Host.World.Time.Begin(() => EtcdAsync(++_changes, TimeSpan.FromSeconds(2)));
    }

    private void Boot()
    {
        if (Etcd is not null && Host.Files.Exists(ManifestOf("etcd")))
            _ = Host.World.Time.Begin(() => EtcdAsync(++_changes, TimeSpan.FromSeconds(15)));
    }

    /// <summary>The container of etcd is ended and begun anew with what the manifest then says.</summary>
    private async Task<bool> EtcdAsync(int change, TimeSpan after)
    {
        await Task.Delay(after, Host.World.Time);
        if (change != _changes || !Host.IsOn)
            return false;
        Etcd!.Stop(Host, "/var/lib/etcd");
        if (Host.Files.Read(ManifestOf("etcd")) is not { } manifest)
            return false;
        await Task.Delay(TimeSpan.FromSeconds(2), Host.World.Time);
        if (change == _changes && Host.IsOn)
            Etcd.Start(Host, EtcdSettings.OfManifest(manifest), KubernetesVersions.Tag(ImageIn(manifest)!).Split('-')[0]);
        return true;
    }

    /// <summary>Versions of static pods and of kubelet's settings; certificates by whether they are the first ones.</summary>
    private IEnumerable<string> Facts()
    {
        foreach (var component in KubernetesVersions.Components.Where(c => ImageOf(c) is not null))
            yield return $"{Host.Name}: manifest of {component} {ImageOf(component)}";
        foreach (var name in Host.Files.Names(Manifests).Where(static n => !KubernetesVersions.Components.Any(c => n == c + ".yaml")))
            yield return $"{Host.Name}: stray {name} in the folder of manifests";
        foreach (var line in KubeadmCertificates.Facts(this))
            yield return $"{Host.Name}: {line}";
        if (IsControlPlane && ClusterVersion is { } version)
            yield return $"cluster: kubeadm-config says {version}";
    }
}
