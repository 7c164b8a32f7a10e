using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The labels and taints that kubelet and kubeadm give a node. Pure.</summary>
/// <remarks>The role was called <c>master</c>: as a label up to 1.23, as a taint up to 1.24, where both taints were set.</remarks>
internal static class WorldRoles
{
    private const string ControlPlane = "node-role.kubernetes.io/control-plane";
    private const string Master = "node-role.kubernetes.io/master";

    public static IEnumerable<KeyValuePair<string, string>> Labels(string name, WorldRole role, string version)
    {
        yield return new("kubernetes.io/arch", "amd64");
        yield return new("kubernetes.io/hostname", name);
        yield return new("kubernetes.io/os", "linux");
        if (role != WorldRole.ControlPlane)
            yield break;
        yield return new(ControlPlane, "");
        if (WorldVersions.Minor(version) <= 23)
            yield return new(Master, "");
    }

    public static ImmutableArray<WorldTaint> Taints(WorldRole role, string version) => role != WorldRole.ControlPlane ? [] : WorldVersions.Minor(version) switch
    {
        <= 23 => [new(Master, "", "NoSchedule")],
        24 => [new(ControlPlane, "", "NoSchedule"), new(Master, "", "NoSchedule")],
        _ => [new(ControlPlane, "", "NoSchedule")],
    };
}
