using System.Collections.Immutable;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>Lets faults strike a rehearsal when their moment has come.</summary>
public static class FaultActs
{
    private static readonly TimeSpan s_ever = TimeSpan.FromDays(60);

    /// <summary>Prepares them all.</summary>
    public static void Arm(Rehearsal rehearsal, SimulatedWorld world, Disturbance disturbance, ImmutableArray<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(rehearsal);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(disturbance);
        foreach (var fault in faults)
        {
            void Strike(Life life) => FaultActs.Strike(fault, rehearsal, world, life);
            switch (fault.Moment)
            {
                case FaultMoment.After after:
                    Later(world, after.Delay, () => Strike(rehearsal.Life!));
                    break;
                case FaultMoment.Write write:
                    disturbance.Expect(write, Strike);
                    break;
                case FaultMoment.At { Point: FaultPoint.Middle } at:
                    // A second into the step: most that is worth a fault takes longer.
                    disturbance.Expect(at, life => Later(world, TimeSpan.FromSeconds(1), () => Strike(life)));
                    break;
                case FaultMoment.At at:
                    disturbance.Expect(at, Strike);
                    break;
            }
        }
    }

    private static void Strike(Fault fault, Rehearsal rehearsal, SimulatedWorld world, Life life)
    {
        if (fault is Fault.EngineCrash)
        {
            rehearsal.ResumesAfter = fault.Length ?? TimeSpan.Zero;
            life.End();
        }
        else if (fault is Fault.PackageMissing missing)
        {
            world.Repository.Withdraw(missing.Package, missing.Host);
            Until(world, fault.Length, () => world.Repository.PutBack(missing.Package, missing.Host));
        }
        else if (fault is Fault.ClockJump { Host: null or "local" } jump)
        {
            life.Jump(jump.By);
            Until(world, fault.Length, () => rehearsal.Life!.Jump(-jump.By));
        }
        else if (HostOf(fault) is { } name)
        {
            if (world.Find(name) is { } host)
                StrikeHost(fault, host);
        }
        else if (world.Cluster is SimulatedCluster cluster)
        {
            StrikeCluster(fault, world, cluster);
        }
    }

    private static string? HostOf(Fault fault) => fault switch
    {
        Fault.ConnectionLost f => f.Host,
        Fault.PowerLoss f => f.Host,
        Fault.Reboot f => f.Host,
        Fault.DiskFull f => f.Host,
        Fault.DpkgLock f => f.Host,
        _ => null,
    };

    private static void StrikeHost(Fault fault, SimulatedHost host)
    {
        switch (fault)
        {
            case Fault.ConnectionLost:
                host.Cut(true);
                Until(host.World, fault.Length, () => host.Cut(false));
                break;
            case Fault.PowerLoss:
                host.PowerOff();
                Until(host.World, fault.Length, host.PowerOn);
                break;
            case Fault.Reboot:
                host.Restart();
                break;
            case Fault.DiskFull:
                host.Files.IsFull = true;
                Until(host.World, fault.Length, () => host.Files.IsFull = false);
                break;
            case Fault.DpkgLock:
                host.Debian?.HoldLock(fault.Length);
                break;
        }
    }

    private static void StrikeCluster(Fault fault, SimulatedWorld world, SimulatedCluster cluster)
    {
        var length = fault.Length ?? s_ever;
        switch (fault)
        {
            case Fault.ApiGone:
                cluster.Trouble.Down(length);
                break;
            case Fault.ApiSlow slow:
                cluster.Trouble.Slow(slow.By, length);
                break;
            case Fault.ApiRefuses refuses:
                cluster.Trouble.Refuses(refuses.Status, length);
                break;
            case Fault.PdbBlocks blocks:
                cluster.BlockBudget(blocks.Budget, true);
                Until(world, fault.Length, () => cluster.BlockBudget(blocks.Budget, false));
                break;
            case Fault.NodeNotReady ill:
                cluster.NeverReady(ill.Node, true);
                Until(world, fault.Length, () => cluster.NeverReady(ill.Node, false));
                break;
            case Fault.OtherActor { Act: OtherAct.Deletes } other:
                cluster.DeletePodOf(other.Target);
                break;
            case Fault.OtherActor { Act: OtherAct.Upgrades } other:
                world.Find(other.Target)?.Debian?.UpgradeByHand(cluster.ServerVersion.TrimStart('v'));
                break;
            case Fault.OtherActor { Act: OtherAct.Cordons or OtherAct.Uncordons } other:
                cluster.Cordon(other.Target, other.Act == OtherAct.Cordons);
                break;
        }
    }

    private static void Until(SimulatedWorld world, TimeSpan? length, Action end)
    {
        if (length is { } time)
            Later(world, time, end);
    }

    private static void Later(SimulatedWorld world, TimeSpan time, Action act) => _ = world.Time.Begin(async () =>
    {
        await Task.Delay(time, world.Time);
        act();
        return true;
    });
}
