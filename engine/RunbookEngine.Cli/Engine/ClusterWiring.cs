using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Kubernetes;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>The cluster that a command line means. Nothing is read or asked before somebody needs it.</summary>
internal static class ClusterWiring
{
    /// <summary>Whoever waits for a list of nodes sits in front of it; a run that is on its way has more patience.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>For a run.</summary>
    /// <param name="session">Settings, clock and log.</param>
    /// <param name="notice">Is told what a person may want to know meanwhile.</param>
    public static KubernetesCluster Open(CliSession session, Action<string> notice) => new(Options(session) with { Notice = notice });

    /// <summary>What a run holds in it.</summary>
    public static ClusterHold Hold(CliSession session, ICluster cluster, LeaseHolder self) => new(cluster, $"{self.User}@{self.Host}", session.Console.Clock, session.Log);

    /// <summary>The contexts that can be named.</summary>
    public static IReadOnlyList<string> Contexts(CliSession session) => KubernetesCluster.Contexts(Options(session));

    /// <summary>The nodes of the cluster for a runbook whose targets they are; null for any other.</summary>
    /// <exception cref="ClusterUnreachableException">The cluster does not answer, or there is none.</exception>
    /// <exception cref="ClusterException">It refuses to tell.</exception>
    public static async Task<IReadOnlyCollection<ClusterNode>?> NodesAsync(CliSession session, Runbook runbook)
    {
        if (!ClusterUse.NeedsNodes(runbook))
            return null;
        await using var cluster = new KubernetesCluster(Options(session) with { Patience = s_patience });
        var nodes = new List<ClusterNode>();
        await foreach (var node in cluster.ListAsync(ApiResource.Nodes))
            nodes.Add(ClusterNode.Of(node));
        return nodes;
    }

    private static KubernetesOptions Options(CliSession session) => new()
    {
        Clock = session.Console.Clock,
        Random = new(session.Console.Random.Next()),
        KubeConfig = session.Settings.KubeConfig,
        Context = session.Settings.Context,
        Environment = session.Console.Environment,
    };
}
