using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Asks the API for the versions in a cluster. What may not be seen is left out; only the API server's own version, pods and nodes are needed.</summary>
internal static class UpgradeLook
{
    private static readonly ImmutableArray<ApiResource> WebhookKinds =
    [
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false),
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false),
    ];

    public static async Task<UpgradeFacts> AtAsync(ICluster cluster, CancellationToken cancellation)
    {
        var version = (await cluster.SendAsync(new("GET", "/version"), cancellation)).OrThrow().Json.Text("gitVersion");
        return new()
        {
            Answering = KubeVersion.Parse(version) ?? throw new StepFailureException(new("bad-answer", $"the API server calls its version `{Sentences.OneLine(version)}`, which cannot be read", Retryable: false,
                "look at `kubectl version`: is that the API of a Kubernetes cluster?")),
            Components = await ComponentsAsync(cluster, cancellation),
            Nodes = await NodesAsync(cluster, cancellation),
            DeprecatedApis = await OrNullAsync(() => DeprecatedAsync(cluster, cancellation)),
            StrictWebhooks = await OrNullAsync(() => StrictWebhooksAsync(cluster, cancellation)),
        };
    }

    /// <summary>A pod as a component; null for pods that run none which matters.</summary>
    public static RunningComponent? ComponentOf(JsonElement pod)
    {
        var name = pod.Label("component") ?? (pod.Label("k8s-app") == RunningComponent.Proxy ? RunningComponent.Proxy : null);
        if (name is null || pod.Items("spec", "containers").FirstOrDefault(c => c.Text("name") == name) is not { ValueKind: JsonValueKind.Object } container)
            return null;
        var words = container.Items("command").Concat(container.Items("args")).Select(static a => a.GetString() ?? "");
        return new(name, pod.Text("spec", "nodeName"), KubeVersion.OfImage(container.Text("image")))
        {
            ExperimentalFlags = [.. words.Where(static w => w.StartsWith("--experimental-", StringComparison.Ordinal)).Select(static w => w.Split('=')[0])],
        };
    }

    private static async Task<ImmutableArray<RunningComponent>> ComponentsAsync(ICluster cluster, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<RunningComponent>();
        await foreach (var pod in KubeSystem.ControlPlaneAsync(cluster, cancellation))
            Add(pod);
        await foreach (var pod in KubeSystem.PodsAsync(cluster, "k8s-app=kube-proxy", cancellation))
            Add(pod);
        return [.. found.DistinctBy(static c => (c.Name, c.Node, c.Version))];

        void Add(JsonElement pod)
        {
            if (ComponentOf(pod) is { } component)
                found.Add(component);
        }
    }

    private static async Task<ImmutableArray<NodeVersions>> NodesAsync(ICluster cluster, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<NodeVersions>();
        await foreach (var node in cluster.ListAsync(ApiResource.Nodes, cancellation: cancellation))
        {
            found.Add(new(node.ObjectName(), KubeSystem.IsControlPlane(node), KubeVersion.Parse(node.Text("status", "nodeInfo", "kubeletVersion")),
                node.Text("status", "nodeInfo", "containerRuntimeVersion")));
        }

        return [.. found.DistinctBy(static n => n.Name)];
    }

    private static async Task<ImmutableArray<DeprecatedApi>> DeprecatedAsync(ICluster cluster, CancellationToken cancellation) =>
        DeprecatedMetric.Read((await cluster.SendAsync(new("GET", "/metrics") { Accept = "text/plain" }, cancellation)).OrThrow().Body.Span);

    private static async Task<ImmutableArray<string>> StrictWebhooksAsync(ICluster cluster, CancellationToken cancellation)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var kind in WebhookKinds)
        {
            await foreach (var configuration in cluster.ListAsync(kind, cancellation: cancellation))
            {
                if (configuration.Items("webhooks").Any(static w => w.Text("failurePolicy") is "Fail" or ""))
                    names.Add(configuration.ObjectName());
            }
        }

        return [.. names.Distinct().Order(StringComparer.Ordinal)];
    }

    private static async Task<ImmutableArray<T>?> OrNullAsync<T>(Func<Task<ImmutableArray<T>>> look)
    {
        try
        {
            return await look();
        }
        catch (ClusterException)
        {
            return null;
        }
    }
}
