using RunbookEngine.Model;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Programs;

/// <summary>Sets machines up as a world describes them, as if each had been up for long.</summary>
/// <param name="world">Where they stand.</param>
public sealed class HostBuilder(SimulatedWorld world)
{
    private static readonly string[] s_unitsOfNodes = ["containerd", "kubelet"];

    private const string Kubernetes = "/etc/apt/sources.list.d/kubernetes.list";

    /// <summary>Sets up the machine of that name, which is added unless it is there.</summary>
    /// <param name="machine">What the world says of it.</param>
    /// <param name="units">Units that run on it and come up with it, beside those of its packages; such as <c>etcd</c> where that is no static pod.</param>
    public DebianMachine Build(WorldMachine machine, params string[] units)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(units);
        var host = world.Find(machine.Name) ?? world.AddHost(machine.Name);
        var debian = new DebianMachine(host, world.Repository, machine.Times) { Os = machine.Os, DiskFree = machine.DiskFree };
        debian.Begin(machine.Kernel);
        WriteFiles(host, machine);
        foreach (var (name, version) in machine.Packages)
            debian.Add(name, version);
        foreach (var name in machine.Held)
            debian.Packages.Hold(name, true);
        if (machine.NeedsReboot)
            debian.Parts.AskForReboot(null);
        host.Files.IsFull = machine.DiskFree == 0;
        AddUnits(debian, machine, units);
        debian.FetchLists(world.Time.GetUtcNow());
        debian.Settle();
        world.FactSources.Add(debian.Facts);
        return debian;
    }

    private static void AddUnits(DebianMachine debian, WorldMachine machine, string[] units)
    {
        foreach (var unit in (machine is WorldNode ? s_unitsOfNodes : []).Concat(units).Append("ssh"))
        {
            if (debian.Units.Find(unit) is null)
                debian.Parts.WriteUnit(unit + ".service", unit, "1");
            debian.Units.Enable(unit);
        }

        if (machine is WorldNode { IsReady: false })
            debian.StartsAtFirst = static unit => unit != "kubelet.service";
    }

    private void WriteFiles(SimulatedHost host, WorldMachine machine)
    {
        host.Files.CreateFolder("/etc/apt/sources.list.d");
        host.Files.Write("/etc/apt/sources.list", "deb http://archive.ubuntu.com/ubuntu noble main\n");
        if (machine is WorldNode node)
            host.Files.Write(Kubernetes, $"deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] https://pkgs.k8s.io/core:/stable:/v{PackageVersion.Minor(node.Version)}/deb/ /\n");
        foreach (var folder in new[] { "/tmp", "/root", "/home", "/var/lib", "/var/log", "/var/tmp", "/var/backups", "/mnt", "/opt", "/srv", "/run" })
            host.Files.CreateFolder(folder);
        foreach (var (path, text) in machine.Files)
            host.Files.Write(path, text);
        if (host == world.Local)
            world.EngineFiles.AddRange(machine.Files.Select(static f => f.Key));
    }
}
