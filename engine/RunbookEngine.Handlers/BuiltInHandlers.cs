using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Approve;
using RunbookEngine.Handlers.Apt;
using RunbookEngine.Handlers.Assert;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Handlers.Etcdctl;
using RunbookEngine.Handlers.Files;
using RunbookEngine.Handlers.Http;
using RunbookEngine.Handlers.Kubeadm;
using RunbookEngine.Handlers.Kubectl;
using RunbookEngine.Handlers.Log;
using RunbookEngine.Handlers.Pause;
using RunbookEngine.Handlers.Reboot;
using RunbookEngine.Handlers.Shell;
using RunbookEngine.Handlers.Systemctl;
using RunbookEngine.Handlers.Velero;
using RunbookEngine.Handlers.Wait;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers;

/// <summary>The tools that the engine knows. A new tool is one more line here.</summary>
public static class BuiltInHandlers
{
    /// <summary>The handlers by the name of their tool. They hold no state and may be shared by any number of runs.</summary>
    public static ImmutableDictionary<string, IStepHandler> Create()
    {
        IStepHandler[] handlers =
        [
            new ApproveHandler(),
            new AptHandler(),
            new AssertHandler(),
            new ClusterHandler(),
            new EtcdctlHandler(),
            new FilesHandler(),
            new HttpHandler(),
            new KubeadmHandler(),
            new KubectlHandler(),
            new LogHandler(),
            new PauseHandler(),
            new RebootHandler(),
            new ShellHandler(),
            new SystemctlHandler(),
            new VeleroHandler(),
            new WaitHandler(),
        ];
        return handlers.ToImmutableDictionary(static h => h.Definition.Name, static h => (IStepHandler)new ExpectedFailures(h));
    }

    /// <summary>What the tools understand, by name of tool.</summary>
    public static ImmutableArray<ToolDefinition> Definitions { get; } =
        [.. Create().Values.Select(static h => h.Definition).OrderBy(static d => d.Name, StringComparer.Ordinal)];
}
