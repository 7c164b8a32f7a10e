using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>What a world has where its author names only the version of Kubernetes. Pure.</summary>
internal static class WorldVersions
{
    /// <summary>How pkgs.k8s.io ends the versions of its packages.</summary>
    private const string Revision = "-1.1";

    /// <summary>Patch versions of a minor version that the repository has by default.</summary>
    private const int Patches = 16;

    private static readonly string[] s_kubernetes = ["kubeadm", "kubectl", "kubelet"];

    /// <summary>The packages of Kubernetes, which nodes hold by default.</summary>
    public static ImmutableArray<string> Held { get; } = [.. s_kubernetes];

    /// <summary>What every Debian machine has here: something that an upgrade can bring forward.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> OfMachine { get; } = [new("linux-image-generic", "6.8.0-79.79"), new("openssl", "3.0.13-0ubuntu3.5")];

    /// <summary>What the repository has of it.</summary>
    public static ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Offered { get; } =
        [new("containerd", ["2.1.4-1"]), new("linux-image-generic", ["6.8.0-79.79", "6.8.0-84.84"]), new("openssl", ["3.0.13-0ubuntu3.5", "3.0.13-0ubuntu3.6"])];

    /// <summary>What a node of a version has installed beside <see cref="OfMachine"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfNode(string version) =>
        s_kubernetes.Select(name => new KeyValuePair<string, string>(name, version + Revision)).Prepend(new("containerd", "2.1.4-1"));

    /// <summary>The second number.</summary>
    public static int Minor(string version) => Part(version, 1);

    /// <summary>What the repository has when nobody says: newer patches of the cluster's minor version, and of the next two.</summary>
    public static IEnumerable<string> Newer(string version)
    {
        var (major, minor, patch) = (Part(version, 0), Minor(version), Part(version, 2));
        return Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(i == 0 ? patch : 0, Patches).Select(p => $"{major}.{minor + i}.{p}"));
    }

    /// <summary>The packages of some versions of Kubernetes, oldest first.</summary>
    public static IEnumerable<KeyValuePair<string, ImmutableArray<string>>> Packages(IEnumerable<string> versions)
    {
        ImmutableArray<string> packaged = [.. versions.Distinct().OrderBy(static v => Part(v, 0)).ThenBy(Minor).ThenBy(static v => Part(v, 2)).Select(static v => v + Revision)];
        return s_kubernetes.Select(name => new KeyValuePair<string, ImmutableArray<string>>(name, packaged));
    }

    /// <summary>The etcd that belongs to a version of Kubernetes: 3.5 up to 1.33, 3.6 up to 1.36, then 3.7; each at the patch that the next minor version asks for.</summary>
    public static string Etcd(string version) => Minor(version) switch
    {
        <= 21 => "3.4.27",
        <= 33 => "3.5.32",
        <= 36 => "3.6.11",
        _ => "3.7.1",
    };

    private static int Part(string version, int number) =>
        version.Split('.', '-', '+') is var parts && parts.Length > number && int.TryParse(parts[number], NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0;
}
