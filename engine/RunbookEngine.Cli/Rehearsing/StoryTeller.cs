using System.Globalization;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Gathers what is told of a rehearsal.</summary>
internal static class StoryTeller
{
    public static RehearsalStory Tell(Runbook runbook, World world, int seed, Rehearser rehearser, RehearsalResult result)
    {
        var cluster = rehearser.World!.Cluster as SimulatedCluster;
        return new()
        {
            Name = runbook.Name,
            World = string.Create(CultureInfo.InvariantCulture, $"world `{world.Name}` ({world.ControlPlanes.Count()} control plane, {world.Workers.Count()} workers)"),
            Seed = seed,
            Result = result,
            Timeline = Timeline.Of(result.Plan, result.Events),
            PodsMoved = cluster?.PodsMoved ?? 0,
            Workloads = cluster is null ? [] : [.. cluster.Workloads().Where(static w => w.Moved > 0 || w.Smallest < w.Wanted).Select(w => Workload(w, world))],
            Blockers = cluster is null ? [] : [.. cluster.Blocked.Select(static b => string.Create(CultureInfo.InvariantCulture, $"PDB {b.Key} refused {b.Value} evictions, which were asked for again"))],
            NotExecuted = [.. rehearser.World.NotExecuted],
        };
    }

    private static WorkloadStory Workload(WorkloadReport workload, World world)
    {
        var parts = workload.Name.Split('/');
        var labels = world.Workloads.FirstOrDefault(w => w.Namespace == parts[0] && w.Name == parts[^1])?.Labels ?? [];
        var budget = world.Budgets.FirstOrDefault(b => b.Namespace == parts[0] && b.Selector.Length > 0 && b.Selector.All(labels.Contains));
        int? wanted = budget switch
        {
            { MinAvailable: { } least } => least.Of(workload.Wanted),
            { MaxUnavailable: { } most } => workload.Wanted - most.Of(workload.Wanted),
            _ => null,
        };
        return new(workload.Name, workload.Wanted, workload.Smallest, wanted);
    }
}
