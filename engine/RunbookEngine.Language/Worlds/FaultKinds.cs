using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>A kind of fault.</summary>
/// <param name="Name">Such as <c>power-loss</c>.</param>
/// <param name="What">What it strikes, as a word in capitals; empty: it names nothing.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Example">As <c>--fault</c> takes it.</param>
public sealed record FaultKind(string Name, string What, string Description, string Example);

/// <summary>All kinds of faults, for the reader, its hints and the documentation.</summary>
public static class FaultKinds
{
    internal const string Host = "HOST";
    internal const string Node = "NODE";

    /// <summary>All of them.</summary>
    public static ImmutableArray<FaultKind> All { get; } =
    [
        new("engine-crash", "", "The engine is killed, and the run resumed once `for` is over, or at once. Machines and cluster go on meanwhile.", "engine-crash at upgrade[w2]/kubelet middle"),
        new("connection-lost", Host, "The connection to a machine breaks, and none can be made. Its commands go on.", "connection-lost w2 at upgrade[w2]/kubelet for 90s"),
        new("power-loss", Host, "A machine stops in the middle of what it does, and starts again once `for` is over; without `for` it stays down.", "power-loss w2 at upgrade[w2]/kubelet for 2m"),
        new("reboot", Host, "Somebody reboots a machine.", "reboot w2 after 90s"),
        new("disk-full", Host, "A machine's disk has no room left.", "disk-full w2 at upgrade[w2]/kubeadm for 10m"),
        new("package-missing", "PACKAGE", "The repository lacks a package, for all machines or the one after `on`.", "package-missing kubelet on w2"),
        new("dpkg-lock", Host, "Another program holds the lock of dpkg.", "dpkg-lock w2 at upgrade[w2]/kubeadm begin for 1m"),
        new("pdb-blocks", "NAMESPACE/NAME", "A PodDisruptionBudget allows no eviction.", "pdb-blocks shop/web for 10m"),
        new("api-gone", "", "No API server answers.", "api-gone after 2m for 30s"),
        new("api-slow", "TIME", "Every request to the API server takes so much longer.", "api-slow 5s after 1m for 2m"),
        new("api-refuses", "STATUS", "Every request to the API server is refused with 429, or 500 to 599.", "api-refuses 429 after 1m for 20s"),
        new("clock-jump", "TIME", "The engine's clock, or that of the machine after `on`, is set forward, or with `-` back.", "clock-jump -1h after 5m"),
        new("node-not-ready", Node, "A node's kubelet does not report Ready.", "node-not-ready w2 at upgrade[w2]/ready for 5m"),
        new("other-actor", "cordons NODE | uncordons NODE | deletes NAMESPACE/NAME | upgrades NODE", "Somebody else works in the cluster: on a node, which they may bring to the API server's version, or deletes a pod of a workload.", "other-actor cordons w3 after 1m"),
    ];
}
