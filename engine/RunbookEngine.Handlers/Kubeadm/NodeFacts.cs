using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>What <see cref="UpgradeScript"/> tells of a node. Pure.</summary>
/// <param name="Kubeadm">The version of kubeadm; empty when it was not told.</param>
/// <param name="IsBegun">Whether an attempt of the same step has begun and not ended well.</param>
/// <param name="Images">The image of each static pod of the control plane that has a manifest, by its name.</param>
/// <param name="Missing">Those that should have a manifest and have none.</param>
/// <param name="Strays">Files with a second manifest of such a pod.</param>
/// <param name="Backups">Folders with what kubeadm moved away in this step.</param>
/// <param name="Restored">Manifests that were copied back, with the folder they came from.</param>
internal sealed record NodeFacts(
    string Kubeadm,
    bool IsBegun,
    ImmutableSortedDictionary<string, string> Images,
    ImmutableArray<string> Missing,
    ImmutableArray<string> Strays,
    ImmutableArray<string> Backups,
    ImmutableArray<string> Restored)
{
    private static readonly ImmutableArray<string> OfTheVersion = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    /// <summary>Whether static pods of the control plane run here; told when something was done.</summary>
    public bool IsControlPlane { get; init; }

    /// <summary>The version of the API server's image; null where there is none.</summary>
    public string? ApiServer => Images.TryGetValue("kube-apiserver", out var image) && KubeVersion.OfImage(image) is { Length: > 0 } tag ? tag : null;

    /// <summary>How many of the three pods that carry the cluster's version are at it.</summary>
    public int At(string version) => OfTheVersion.Count(p => Images.TryGetValue(p, out var image) && KubeVersion.Same(KubeVersion.OfImage(image), version));

    /// <summary>Whether all three are.</summary>
    public bool AreAllAt(string version) => At(version) == OfTheVersion.Length;

    /// <summary>Reads the lines for the engine and passes over kubeadm's own.</summary>
    public static NodeFacts Parse(string text)
    {
        var lines = text.Split('\n').Where(static l => l.StartsWith('#')).Select(static l => l.TrimEnd('\r').Split('\t')).ToArray();
        return new(
            lines.FirstOrDefault(static l => l is ["#kubeadm", _])?[1].Trim() ?? "",
            lines.Any(static l => l is ["#begun"]),
            lines.Where(static l => l is ["#manifest", _, _]).ToImmutableSortedDictionary(static l => l[1], static l => l[2], StringComparer.Ordinal),
            [.. Second(lines, "#missing")],
            [.. Second(lines, "#stray")],
            [.. Second(lines, "#backup")],
            [.. lines.Where(static l => l is ["#restored", _, _]).Select(static l => $"{l[1]} from {l[2]}")])
        {
            IsControlPlane = lines.Any(static l => l is ["#control-plane"]),
        };
    }

    private static IEnumerable<string> Second(string[][] lines, string word) => lines.Where(l => l.Length == 2 && l[0] == word).Select(static l => l[1]);
}
