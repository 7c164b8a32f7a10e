using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Building;

/// <summary>Gives a machine what its description says: files, packages, units, and the programs that go with them.</summary>
internal static class MachineBuilder
{
    public static void Furnish(SimulatedHost host, WorldMachine machine, World world, SimulatedCluster cluster)
    {
        foreach (var (path, text) in machine.Files)
            host.Files.Write(path, text);
    }
}
