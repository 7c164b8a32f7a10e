using System.Collections.Immutable;
using System.Diagnostics;
using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Simulation.Cluster;

/// <summary>A cluster of a thousand nodes answers at once. The limits here are many times what it takes, for machines under load; the figures are printed.</summary>
public class ClusterSpeedTests
{
    private static readonly FakeClock s_clock = new();

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public void Ten_thousand_pods_on_a_thousand_nodes_are_built_and_served_fast()
    {
        var began = Stopwatch.StartNew();
        var cluster = Large();
        Tell("built", began);

        Time("list of 10,000 pods, first", 1, 2000, () => cluster.Handle(new("GET", "/api/v1/pods")));
        Time("list of 10,000 pods", 10, 500, () => cluster.Handle(new("GET", "/api/v1/pods")));
        Time("list of the pods of a node", 500, 10, () => cluster.Handle(OnNode("w0500")));
        Time("node", 500, 10, () => cluster.Handle(new("GET", "/api/v1/nodes/w0500")));
        var pods = cluster.Handle(new("GET", "/api/v1/namespaces/space-7/pods")).Json.Items("items").Take(100).Select(static p => p.ObjectName()).ToArray();
        var next = 0;
        Time("eviction", 20, 20, () => Assert.Equal(201, Evict(cluster, "space-7", pods[next++]).Status));
    }

    [Fact]
    public void Emptying_a_hundred_nodes_of_a_thousand_takes_seconds_at_most()
    {
        var cluster = Large();
        var began = Stopwatch.StartNew();
        foreach (var node in Enumerable.Range(0, 100).Select(static i => $"w{i:0000}"))
        {
            cluster.Cordon(node, true);
            foreach (var pod in cluster.Handle(OnNode(node)).Json.Items("items").ToArray())
                Evict(cluster, pod.ObjectNamespace(), pod.ObjectName());
            s_clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Empty(cluster.Handle(OnNode(node)).Json.Items("items"));
            cluster.Cordon(node, false);
        }

        Tell($"100 nodes emptied, {cluster.PodsMoved} pods moved", began);
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(60));
        Assert.All(cluster.Workloads(), static w => Assert.Equal(w.Wanted, w.Ready));
    }

    internal static SimulatedCluster Large()
    {
        var cluster = new SimulatedCluster(s_clock, new(1));
        for (var i = 0; i < 1000; i++)
            cluster.AddNode(new($"w{i:0000}"));
        for (var i = 0; i < 100; i++)
        {
            var labels = ImmutableSortedDictionary<string, string>.Empty.Add("app", $"app-{i}");
            cluster.AddDeployment(new($"space-{i % 10}", $"app-{i}") { Replicas = 100, Labels = labels });
            cluster.AddBudget($"space-{i % 10}", $"app-{i}", null, "20%", labels);
        }

        return cluster;
    }

    private static ClusterRequest OnNode(string node) => new("GET", "/api/v1/pods") { Query = [new("fieldSelector", $"spec.nodeName={node}")] };

    private static ClusterAnswer Evict(SimulatedCluster cluster, string space, string pod) => cluster.Handle(new("POST", $"/api/v1/namespaces/{space}/pods/{pod}/eviction")
    {
        Body = $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"{{{space}}}"}}""",
    });

    private static void Time(string what, int times, double mostMilliseconds, Action work)
    {
        var began = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            work();
        var each = began.Elapsed.TotalMilliseconds / times;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {each:0.000} ms");
        Assert.True(each < mostMilliseconds, $"{what} took {each:0.000} ms");
    }

    private static void Tell(string what, Stopwatch began) => TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {began.Elapsed.TotalMilliseconds:0} ms");
}
