using System.Collections.Immutable;
using RunbookEngine.Cli.Capturing;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Building;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Tests.Cli;

/// <summary>A world that was built and is recorded is the world that it was built from.</summary>
public class CaptureOfSimulationTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 50)]
    public void What_was_built_is_what_is_recorded(int controlPlanes, int workers)
    {
        var world = WorldLoader.LoadText("w", TypicalWorld.Text(controlPlanes, workers, "1.35.6", "1.34.2")).World!;
        var simulated = WorldBuilder.Build(world, 1, new(2026, 1, 5, 22, 0, 0, TimeSpan.Zero));

        var captured = simulated.Time.Run(new Life(simulated.Time), () => new ClusterCapture(simulated.Cluster).RunAsync(CancellationToken.None)).World;
        captured = WorldLoader.LoadText("captured", WorldText.Of(captured, [])).World!;

        Assert.Equal(Nodes(world), Nodes(captured));
        Assert.Equal(Workloads(world), Workloads(captured));
        Assert.Equal(Budgets(world), Budgets(captured));
    }

    private static IEnumerable<string> Nodes(World world) => world.Nodes.Select(static n => $"{n.Name} {n.Role} {n.Version} {n.Cpu} {n.Memory} {n.Pods} {string.Join(',', n.Taints)} {n.IsCordoned} {n.IsReady}");

    private static IEnumerable<string> Workloads(World world) => world.Workloads.Where(static w => w.Namespace != "kube-system")
        .Select(static w => $"{w.Path} {w.Kind} {w.Replicas} {w.Cpu} {w.Memory} {w.TerminationGrace} {w.HasEmptyDir} {Pairs(w.Labels)}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Budgets(World world) => world.Budgets.Select(static b => $"{b.Path} {b.MinAvailable} {b.MaxUnavailable} {Pairs(b.Selector)}").Order(StringComparer.Ordinal);

    private static string Pairs(ImmutableArray<KeyValuePair<string, string>> pairs) => string.Join(',', pairs.Select(static p => $"{p.Key}={p.Value}"));
}
