using System.Diagnostics;
using System.Text.Json;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// A Deployment in a namespace of its own whose pods a disruption budget guards, and a watch that follows how many of them are healthy: ready, and not on their way out.
/// What it saw are states that the cluster really had, in their order.
/// </summary>
internal sealed class GuardedPods : IAsyncDisposable
{
    private readonly KubernetesLab _lab;
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<string> _healthy = [];
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    private GuardedPods(KubernetesLab lab, string name) => (_lab, Name) = (lab, name);

    /// <summary>Of namespace, Deployment and budget.</summary>
    public string Name { get; }

    /// <summary>The fewest healthy pods there were at any moment.</summary>
    public int Fewest { get; private set; } = int.MaxValue;

    /// <summary>How many changes the watch saw.</summary>
    public int Changes { get; private set; }

    /// <summary>Creates them, waits until all are healthy, and begins to watch.</summary>
    /// <param name="lab">The cluster.</param>
    /// <param name="name">Of namespace, Deployment and budget.</param>
    /// <param name="replicas">How many pods.</param>
    /// <param name="minAvailable">How many of them must stay healthy.</param>
    public static async Task<GuardedPods> CreateAsync(KubernetesLab lab, string name, int replicas, int minAvailable)
    {
        var pods = new GuardedPods(lab, name);
        await lab.ApplyAsync(Manifest(name, replicas));
        await lab.KubectlAsync("rollout", "status", "deployment", name, "-n", name, "--timeout=300s");
        await pods.AllowAsync(minAvailable);
        pods._watching = pods.WatchAsync();
        await pods._begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return pods;
    }

    /// <summary>Gives the budget another number, and waits until it counts.</summary>
    public async Task AllowAsync(int minAvailable)
    {
        await _lab.ApplyAsync($$"""
            apiVersion: policy/{{await _lab.PolicyVersionAsync()}}
            kind: PodDisruptionBudget
            metadata: { name: {{Name}}, namespace: {{Name}} }
            spec: { minAvailable: {{minAvailable}}, selector: { matchLabels: { app: {{Name}} } } }
            """);
        var clock = Stopwatch.StartNew();
        while (await _lab.KubectlAsync("get", "pdb", Name, "-n", Name, "-o", "jsonpath={.status.desiredHealthy} {.status.observedGeneration} {.metadata.generation}") is var said
            && said.Split(' ') is not [var desired, var observed, var generation] || desired != $"{minAvailable}" || observed != generation)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"the budget is not taken note of: {said}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lab.TryKubectlAsync("delete", "namespace", Name, "--wait=false");
        _end.Dispose();
    }

    private static string Manifest(string name, int replicas) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{name}} }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: {{name}} }
        spec:
          replicas: {{replicas}}
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              containers: [{ name: web, image: "{{KubernetesLab.Image}}" }]
        """;

    // A watch ends when the API server does: then the list is taken anew, and the watch goes on from there.
    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            if (await _lab.TryKubectlAsync("get", "pods", "-n", Name, "-o", "json") is { Exit: 0 } list)
                await FollowAsync(JsonDocument.Parse(list.Output).RootElement);
        }
    }

    private async Task FollowAsync(JsonElement list)
    {
        _healthy.Clear();
        foreach (var pod in list.GetProperty("items").EnumerateArray())
            Note(pod, isGone: false);
        Count();
        _begun.TrySetResult();
        using var kubectl = _lab.StartKubectl("get", "--raw", $"/api/v1/namespaces/{Name}/pods?watch=true&resourceVersion={list.GetProperty("metadata").GetProperty("resourceVersion")}");
        _ = kubectl.StandardError.ReadToEndAsync();
        await using var atEnd = _end.Token.Register(kubectl.Kill);
        while (await kubectl.StandardOutput.ReadLineAsync() is { } line && JsonDocument.Parse(line).RootElement is var change && !change.GetProperty("type").ValueEquals("ERROR"))
        {
            Note(change.GetProperty("object"), change.GetProperty("type").ValueEquals("DELETED"));
            Count();
        }

        kubectl.Kill();
    }

    private void Note(JsonElement pod, bool isGone)
    {
        var metadata = pod.GetProperty("metadata");
        var isReady = pod.GetProperty("status").TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(static c => c.GetProperty("type").ValueEquals("Ready") && c.GetProperty("status").ValueEquals("True"));
        if (isReady && !isGone && !metadata.TryGetProperty("deletionTimestamp", out _))
            _healthy.Add(metadata.GetProperty("uid").GetString()!);
        else
            _healthy.Remove(metadata.GetProperty("uid").GetString()!);
        Changes++;
    }

    private void Count() => Fewest = Math.Min(Fewest, _healthy.Count);
}
