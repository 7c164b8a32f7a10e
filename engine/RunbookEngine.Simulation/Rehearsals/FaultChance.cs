using System.Collections.Immutable;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>Draws faults that may happen to a run: of any kind, at any of its steps. Each of them ends by itself, so that a run that is resumed often enough can come to its end.</summary>
public static class FaultChance
{
    private const int Most = 3;

    /// <summary>Draws one to three.</summary>
    /// <param name="chance">Where they come from.</param>
    /// <param name="plan">The run's plan.</param>
    /// <param name="world">Its world.</param>
    public static ImmutableArray<Fault> Draw(Random chance, Plan plan, World world)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(world);
        var steps = plan.Nodes.Where(static n => n.Step is ActionStep).ToArray();
        return steps.Length == 0 ? [] : [.. Enumerable.Range(0, chance.Next(1, Most + 1)).Select(_ => One(chance, steps[chance.Next(steps.Length)], world))];
    }

    private static Fault One(Random chance, PlanNode step, World world)
    {
        var host = step.Lane?.Target ?? Any(chance, [.. world.Nodes.Select(static n => n.Name), .. world.Etcd.IsExternal ? world.Etcd.Members : []]);
        var moment = new FaultMoment.At(step.Path, (FaultPoint)chance.Next(3));
        var length = TimeSpan.FromSeconds(chance.Next(5, 400));
        return chance.Next(14) switch
        {
            0 or 1 or 2 => new Fault.EngineCrash { Moment = moment, Length = TimeSpan.FromSeconds(chance.Next(0, 120)) },
            3 => new Fault.ConnectionLost(host) { Moment = moment, Length = length },
            4 => new Fault.PowerLoss(host) { Moment = moment, Length = length },
            5 => new Fault.Reboot(host) { Moment = moment },
            6 => new Fault.DiskFull(host) { Moment = moment, Length = length },
            7 => new Fault.PackageMissing(Any(chance, ["kubelet", "kubeadm", "kubectl"])) { Moment = moment, Length = length },
            8 => new Fault.DpkgLock(host) { Moment = moment, Length = length },
            9 => new Fault.ApiGone { Moment = moment, Length = length },
            10 => new Fault.ApiSlow(TimeSpan.FromSeconds(chance.Next(1, 20))) { Moment = moment, Length = length },
            11 => new Fault.ApiRefuses(Any(chance, [429, 500, 503])) { Moment = moment, Length = length },
            12 => new Fault.NodeNotReady(host) { Moment = moment, Length = length },
            _ => world.Budgets.Length > 0
                ? new Fault.PdbBlocks(Any(chance, [.. world.Budgets.Select(static b => b.Path)])) { Moment = moment, Length = length }
                : new Fault.ApiGone { Moment = moment, Length = length },
        };
    }

    private static T Any<T>(Random chance, ImmutableArray<T> choices) => choices[chance.Next(choices.Length)];
}
