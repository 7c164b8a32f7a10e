using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>What belongs to a version of Kubernetes, as kubeadm of that minor has it (its <c>constants.go</c>); of patches that differ the last.</summary>
internal static class KubernetesVersions
{
    private static readonly string[] s_etcd =
        ["3.4.13-0", "3.4.13-0", "3.5.6-0", "3.5.6-0", "3.5.6-0", "3.5.9-0", "3.5.10-0", "3.5.15-0", "3.5.15-0", "3.5.16-0", "3.5.15-0", "3.5.24-0", "3.5.24-0", "3.5.24-0", "3.6.5-0", "3.6.6-0", "3.6.6-0", "3.7.1-0"];

    private static readonly string[] s_dns =
        ["1.7.0", "v1.8.0", "v1.8.4", "v1.8.6", "v1.8.6", "v1.9.3", "v1.9.3", "v1.10.1", "v1.10.1", "v1.11.1", "v1.11.3", "v1.11.3", "v1.11.3", "v1.12.0", "v1.12.1", "v1.13.1", "v1.13.1", "v1.13.1"];

    private static readonly string[] s_images = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "coredns", "pause", "etcd"];

    /// <summary>The components in the order in which kubeadm upgrades them.</summary>
    public static ImmutableArray<string> Components { get; } = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    public static int Minor(string version) => Numbers(version) is { } numbers ? numbers.Minor : 0;

    /// <summary>The numbers of <c>v1.36.4</c>; null: it is no version.</summary>
    public static Version? Numbers(string version) => Version.TryParse(version.TrimStart('v').Split('-', '+')[0], out var numbers) ? numbers : null;

    /// <summary>The image of a component; etcd and CoreDNS have versions of their own.</summary>
    public static string Image(string component, string version)
    {
        var registry = Registry(version);
        return component switch
        {
            "etcd" => EtcdImage(version, Etcd(version)),
            "coredns" => $"{registry}/{(Minor(version) < 21 ? "coredns" : "coredns/coredns")}:{Dns(version)}",
            "pause" => $"{registry}/pause:3.10",
            _ => $"{registry}/{component}:{version}",
        };
    }

    /// <summary>The image of an etcd of its own version, such as <c>3.6.11</c>, in a cluster of a version.</summary>
    public static string EtcdImage(string version, string etcd) => $"{Registry(version)}/etcd:{(etcd.Contains('-', StringComparison.Ordinal) ? etcd : etcd + "-0")}";

    public static string Etcd(string version) => Of(s_etcd, version);

    public static string Dns(string version) => Of(s_dns, version);

    public static IEnumerable<string> Images(string version) =>
        s_images.Select(c => Image(c, version));

    /// <summary>The tag of an image.</summary>
    public static string Tag(string image) => image[(image.LastIndexOf(':') + 1)..];

    public static string Short(int minor) => string.Create(CultureInfo.InvariantCulture, $"v1.{minor}");

    private static string Registry(string version) => Minor(version) < 25 ? "k8s.gcr.io" : "registry.k8s.io";

    /// <summary>The first is of 1.20; what is older or newer than the list is as its end.</summary>
    private static string Of(string[] list, string version) => list[Math.Clamp(Minor(version) - 20, 0, list.Length - 1)];
}
