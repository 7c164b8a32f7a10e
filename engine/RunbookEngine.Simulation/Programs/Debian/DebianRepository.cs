using System.Collections.Immutable;
using System.Text.RegularExpressions;
using RunbookEngine.Model;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>
/// What can be installed in a world. An address that names a minor, as <c>https://pkgs.k8s.io/core:/stable:/v1.36/deb/</c> does, offers Kubernetes' packages of that minor; every other address offers
/// all the rest.
/// </summary>
public sealed partial class DebianRepository
{
    private static readonly ImmutableHashSet<string> s_byMinor = ["kubelet", "kubeadm", "kubectl"];
    private static readonly ImmutableHashSet<string> s_withThem = ["cri-tools", "kubernetes-cni"];

    private readonly Dictionary<string, ImmutableArray<string>> _versions = [];
    private readonly Dictionary<string, ImmutableArray<string>> _needs = new() { ["kubelet"] = ["kubernetes-cni"], ["kubeadm"] = ["cri-tools"], ["openssh-server"] = ["openssh-sftp-server"] };
    private readonly Dictionary<string, TimeSpan> _slow = [];
    private readonly HashSet<string> _askForReboot = ["libc6", "systemd", "dbus", "linux-base"];
    private readonly HashSet<(string Package, string? Host)> _missing = [];

    /// <summary>Adds what a world offers.</summary>
    public void Add(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        foreach (var (name, versions) in world.Repository)
            Add(name, [.. versions]);
    }

    /// <summary>Adds versions of a package.</summary>
    public void Add(string name, params string[] versions) => _versions[name] = [.. Versions(name).Concat(versions).Distinct().Order(PackageVersion.Order)];

    /// <summary>Says what a package needs; what is nowhere on offer is not asked for.</summary>
    public void Needs(string name, params string[] others) => _needs[name] = [.. others];

    /// <summary>Says that the machine asks for a reboot once such a package was brought to another version.</summary>
    public void AsksForReboot(string name) => _askForReboot.Add(name);

    /// <summary>Says how much longer than others a package takes until it is configured.</summary>
    public void TakesLonger(string name, TimeSpan by) => _slow[name] = by;

    /// <summary>Takes a package out of the repository, for one machine or for all.</summary>
    public void Withdraw(string name, string? host = null) => _missing.Add((name, host));

    /// <summary>Puts it back.</summary>
    public void PutBack(string name, string? host = null) => _missing.Remove((name, host));

    internal bool IsMissing(string name, string host) => _missing.Contains((name, null)) || _missing.Contains((name, host));

    /// <summary>A package's version as the repository spells it, such as <c>1.36.4-1.1</c> of <c>1.36.4</c>; null: a machine cannot have it.</summary>
    internal string? Packaged(string name, string version, string host) => IsMissing(name, host) ? null : Versions(name).LastOrDefault(v => PackageVersion.Upstream(v) == version);

    internal bool MakesRebootNeeded(string name) => _askForReboot.Contains(name) || Kernels.IsKernel(name);

    internal TimeSpan Extra(string name) => _slow.GetValueOrDefault(name);

    internal ImmutableArray<string> Needed(string name) => _needs.GetValueOrDefault(name, []);

    /// <summary>Whether anything answers at an address.</summary>
    internal static bool Answers(string url) => !url.Contains("//127.0.0.1", StringComparison.Ordinal) && !url.Contains(".invalid/", StringComparison.Ordinal);

    /// <summary>What an address offers a machine now; null: there is no repository.</summary>
    internal ImmutableDictionary<string, ImmutableArray<string>>? At(string url, string host)
    {
        var minor = Segment().Match(url) is { Success: true } match ? match.Groups[1].Value : null;
        var found = _versions.Where(p => !IsMissing(p.Key, host)).Select(p => KeyValuePair.Create(p.Key, Of(p.Key, p.Value, minor))).Where(static p => !p.Value.IsEmpty).ToImmutableDictionary();
        return minor is null || _versions.Any(p => s_byMinor.Contains(p.Key) && !Of(p.Key, p.Value, minor).IsEmpty) ? found : null;
    }

    private ImmutableArray<string> Versions(string name) => _versions.GetValueOrDefault(name, []);

    private static ImmutableArray<string> Of(string name, ImmutableArray<string> versions, string? minor)
    {
        if (minor is null)
            return s_byMinor.Contains(name) || s_withThem.Contains(name) ? [] : versions;
        return s_withThem.Contains(name) ? versions : s_byMinor.Contains(name) ? [.. versions.Where(v => PackageVersion.Minor(v) == minor)] : [];
    }

    [GeneratedRegex(@"/v(\d+\.\d+)(?:/|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Segment();
}

/// <summary>Packages that bring a kernel. Pure.</summary>
internal static class Kernels
{
    /// <summary>Whether a package brings one.</summary>
    public static bool IsKernel(string name) => Of(name, "1.0") is not null;

    /// <summary>
    /// The kernel that a package brings: <c>linux-image-6.8.0-80-generic</c> says it itself; of <c>linux-image-generic</c> the version says it, as <c>6.8.0-80.80</c> and <c>6.8.0.80.80</c> do; null: none.
    /// </summary>
    public static string? Of(string name, string version)
    {
        const string Image = "linux-image-";
        if (!name.StartsWith(Image, StringComparison.Ordinal))
            return null;
        var rest = name[Image.Length..];
        if (char.IsAsciiDigit(rest[0]))
            return rest;
        var numbers = version[(version.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.', '-', '~', '+');
        return $"{string.Join('.', numbers.Take(3))}{(numbers.Length > 3 ? "-" + numbers[3] : "")}-{rest}";
    }
}
