using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Whether what a fault strikes is in the world. Pure.</summary>
public static class FaultCheck
{
    /// <summary>What is wrong in one sentence, and the mend; null when nothing is.</summary>
    public static (string Problem, string? Hint)? Of(Fault fault, World world)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(world);
        var nodes = world.Nodes.Select(static n => n.Name);
        return fault switch
        {
            Fault.ConnectionLost lost => Missing("machine", lost.Host, Machines(world)),
            Fault.PowerLoss loss => Missing("machine", loss.Host, Machines(world)),
            Fault.Reboot reboot => Missing("machine", reboot.Host, Machines(world)),
            Fault.DiskFull full => Missing("machine", full.Host, Machines(world)),
            Fault.DpkgLock held => Missing("machine", held.Host, Machines(world)),
            Fault.PackageMissing { Host: { } host } => Missing("machine", host, Machines(world)),
            Fault.ClockJump { Host: { } host } => Missing("machine", host, Machines(world)),
            Fault.PdbBlocks blocks => Missing("budget", blocks.Budget, world.Budgets.Select(static b => b.Path)),
            Fault.NodeNotReady node => Missing("node", node.Node, nodes),
            Fault.OtherActor { Act: OtherAct.Deletes } other => Missing("workload", other.Target, world.Workloads.Select(static w => w.Path)),
            Fault.OtherActor other => Missing("node", other.Target, nodes),
            _ => null,
        };
    }

    private static IEnumerable<string> Machines(World world) => world.Nodes.Select(static n => n.Name).Concat(world.Hosts.Select(static h => h.Name));

    private static (string, string?)? Missing(string what, string name, IEnumerable<string> known)
    {
        var all = known.ToArray();
        return all.Contains(name) ? null : ($"the world has no {what} `{Shown.Word(name)}`", NearestWord.HintOrList(name, all, "it has"));
    }
}
