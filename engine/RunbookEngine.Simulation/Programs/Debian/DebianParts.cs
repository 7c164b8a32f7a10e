using System.Collections.Immutable;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Systemd;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>What packages bring along beside their database: programs, units, kernels, and the wish for a reboot.</summary>
internal sealed class DebianParts(SimulatedHost host, DebianRepository repository, UnitBook units)
{
    private const string Flag = "reboot-required";

    /// <summary>Units by package, and whether an upgrade restarts them. kubelet's own does not: that is a step of the upgrade.</summary>
    private static readonly ImmutableDictionary<string, (string Unit, bool Restarts)> s_units = new Dictionary<string, (string, bool)>
    {
        ["kubelet"] = ("kubelet.service", false),
        ["containerd"] = ("containerd.service", true),
        ["containerd.io"] = ("containerd.service", true),
        ["cri-o"] = ("crio.service", true),
        ["etcd-server"] = ("etcd.service", true),
        ["openssh-server"] = ("ssh.service", true),
    }.ToImmutableDictionary();

    /// <summary>Whether a package leaves configuration behind when it is removed and not purged.</summary>
    public static bool HasConfiguration(string name) => name is not ("kubelet" or "kubeadm" or "kubectl" or "cri-tools" or "kubernetes-cni");

    /// <summary>What a package brought that is there at the start of a story; the kernel that runs is told apart from that.</summary>
    public void BelongsFromTheStart(string name, string version)
    {
        Unpacked(name, version);
        if (s_units.TryGetValue(name, out var service))
            units.Enable(service.Unit);
    }

    /// <summary>Its files are on the disk.</summary>
    public void Unpacked(string name, string version)
    {
        if (s_units.TryGetValue(name, out var service))
            WriteUnit(service.Unit, name, version);
        if (Kernels.Of(name, version) is { } kernel)
            host.Files.Write("/boot/vmlinuz-" + kernel, kernel);
        else
            host.Files.Write("/usr/bin/" + name, $"{name} {version}\n");
    }

    /// <summary>It is whole.</summary>
    /// <param name="name">The package.</param>
    /// <param name="before">What was there before; empty: nothing.</param>
    /// <param name="version">What is there now.</param>
    public void Configured(string name, string before, string version)
    {
        if (before.Length > 0 && before != version && repository.MakesRebootNeeded(name))
            AskForReboot(name);
        if (before.Length == 0 && Kernels.IsKernel(name))
            AskForReboot(name);
        if (!s_units.TryGetValue(name, out var service))
            return;
        units.Reload();
        if (before.Length == 0)
            units.Enable(service.Unit);
        if (before.Length == 0 || (service.Restarts && before != version && units.Find(service.Unit) is { IsActive: true }))
            units.Restart(service.Unit);
    }

    /// <summary>It is about to go.</summary>
    public void Leaving(string name)
    {
        if (s_units.TryGetValue(name, out var service))
            units.Stop(service.Unit);
    }

    /// <summary>Its files are gone.</summary>
    public void Gone(string name)
    {
        host.Files.Remove("/usr/bin/" + name);
        if (!s_units.TryGetValue(name, out var service))
            return;
        host.Files.Remove(UnitBook.Vendor + service.Unit);
        units.Reload();
    }

    /// <summary>Lets the machine ask for a reboot, as the hook of a package does.</summary>
    public void AskForReboot(string? package)
    {
        foreach (var folder in new[] { "/run/", "/var/run/" })
        {
            host.Files.Write(folder + Flag, "*** System restart required ***\n");
            if (package is not null)
                host.Files.Write($"{folder}{Flag}.pkgs", host.Files.Read($"{folder}{Flag}.pkgs") + package + "\n");
        }
    }

    /// <summary>What makes a service of its own; the parts of a machine that was there before the story have one too.</summary>
    public void WriteUnit(string unit, string name, string version) => host.Files.Write(UnitBook.Vendor + unit, $"""
        [Unit]
        Description={name} {version}
        [Service]
        ExecStart=/usr/bin/{name}
        Restart=always
        [Install]
        WantedBy=multi-user.target

        """);
}
