using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// Gathers what a person would look at first. Reads no Secret and no ConfigMap, and of pods neither environment nor arguments. A part that cannot be read is named, and the others are gathered
/// all the same. The API and the host each have the patience to answer.
/// </summary>
internal sealed class EvidenceLook(ICluster cluster, TimeProvider clock, TimeSpan patience)
{
    private const string Host = "the host";
    private const int MostLogs = 10;
    private const int LogBytes = 128 * 1024;

    private readonly List<string> _missing = [];
    private bool _isLost;

    /// <summary>About a node, with what its host says where that can be asked.</summary>
    public async Task<NodeEvidence> OfNodeAsync(string name, ICommands? host, CancellationToken cancellation)
    {
        var evidence = await WithinAsync(token => OfNodeAsync(name, token), cancellation);
        var texts = evidence.Texts.ToBuilder();
        if (host is not null)
            await WithinAsync(token => TryAsync(Host, async () => { await HostLook.AddAsync(host, texts, _missing.Add, token); return true; }, false, token), cancellation);
        return evidence with { Texts = texts.ToImmutable(), Missing = [.. _missing] };
    }

    /// <summary>About the cluster as a whole.</summary>
    public Task<NodeEvidence> OfClusterAsync(CancellationToken cancellation) => WithinAsync(OfClusterWithinAsync, cancellation);

    private async Task<NodeEvidence> OfNodeAsync(string name, CancellationToken cancellation)
    {
        var budgets = await TryAsync("budgets", () => DisruptionBudget.AllAsync(cluster, cancellation), [], cancellation);
        var covered = new Dictionary<string, List<string>>();
        var pods = await TryAsync("pods", () => PodsAsync(name, budgets, covered, cancellation), [], cancellation);
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        await LogsAsync(pods, texts, cancellation);
        return new()
        {
            Name = name,
            At = clock.GetUtcNow(),
            Node = await TryAsync("the node", async () => await cluster.FindAsync(ApiResource.Nodes, null, name, cancellation) ?? default, default, cancellation),
            Pods = pods,
            Events = await TryAsync("events", () => EventsAsync(name, pods, cancellation), [], cancellation),
            Budgets = [.. budgets.Where(b => covered.ContainsKey(b.Words)).Select(b => new BudgetFact(b, [.. covered[b.Words]]))],
            Renewed = await TryAsync("the node's Lease", async () => (await cluster.FindAsync(ApiResource.Leases, "kube-node-lease", name, cancellation))?.Time("spec", "renewTime"), null, cancellation),
            MaintainedBy = await TryAsync("the Lease of maintenance", () => MaintainerAsync(name, cancellation), "", cancellation),
            Texts = texts.ToImmutable(),
            Missing = [.. _missing],
        };
    }

    private async Task<NodeEvidence> OfClusterWithinAsync(CancellationToken cancellation)
    {
        var health = await TryAsync("the health of the cluster", async () => await new HealthLook(cluster, HealthSettings.All).RunAsync(cancellation), [], cancellation);
        var budgets = await TryAsync("budgets", () => DisruptionBudget.AllAsync(cluster, cancellation), [], cancellation);
        var events = await TryAsync("events", () => EventFact.ListAsync(cluster, "type=Warning", cancellation), [], cancellation);
        return new()
        {
            Name = "",
            At = clock.GetUtcNow(),
            Health = [.. health],
            Events = events,
            Budgets = [.. budgets.Select(static b => new BudgetFact(b, []))],
            Missing = [.. _missing],
        };
    }

    private async Task<ImmutableArray<PodFact>> PodsAsync(string node, ImmutableArray<DisruptionBudget> budgets, Dictionary<string, List<string>> covered, CancellationToken cancellation)
    {
        var found = new Dictionary<string, PodFact>();
        await foreach (var pod in cluster.ListAsync(ApiResource.Pods, query: [new("fieldSelector", $"spec.nodeName={node}")], cancellation: cancellation))
        {
            var fact = FactOf(pod);
            if (!found.TryAdd(fact.Words, fact))
                continue;
            var labels = pod.Texts("metadata", "labels").ToDictionary();
            foreach (var budget in budgets.Where(b => b.Covers(fact.Health.Namespace, labels)))
                (covered.TryGetValue(budget.Words, out var names) ? names : covered[budget.Words] = []).Add(fact.Words);
        }

        return [.. found.Values.OrderBy(static p => p.Words, StringComparer.Ordinal)];
    }

    private static PodFact FactOf(JsonElement pod)
    {
        var owner = pod.Items("metadata", "ownerReferences").FirstOrDefault(static o => o.Flag("controller"));
        return new(
            PodHealth.Of(pod), pod.Text("status", "phase"), pod.Items("status", "containerStatuses").Sum(static c => c.Number("restartCount") ?? 0),
            owner.ValueKind == JsonValueKind.Undefined ? "" : $"{owner.Text("kind")}/{owner.Text("name")}",
            [.. pod.Items("spec", "containers").Select(static c => c.Text("name"))], pod.Time("metadata", "deletionTimestamp"));
    }

    private async Task<ImmutableArray<EventFact>> EventsAsync(string node, ImmutableArray<PodFact> pods, CancellationToken cancellation)
    {
        var ofNode = await EventFact.ListAsync(cluster, $"involvedObject.kind=Node,involvedObject.name={node}", cancellation);
        var ofPods = await EventFact.ListAsync(cluster, "involvedObject.kind=Pod", cancellation);
        var here = pods.Select(static p => $"pod {p.Words}").ToHashSet();
        return [.. ofNode.Concat(ofPods.Where(e => here.Contains(e.About))).OrderBy(static e => e.At)];
    }

    private async Task<string> MaintainerAsync(string node, CancellationToken cancellation) =>
        (await cluster.FindAsync(ApiResource.Leases, MaintenanceLease.Namespace, MaintenanceLease.NameOf(node), cancellation))?.Text("spec", "holderIdentity") ?? "";

    /// <summary>The last lines of the pods that are not well, those of <c>kube-system</c> first.</summary>
    private async Task LogsAsync(ImmutableArray<PodFact> pods, ImmutableSortedDictionary<string, string>.Builder texts, CancellationToken cancellation)
    {
        var ill = pods.Where(static p => !p.IsWell || p.Restarts > 0).OrderByDescending(static p => p.Health.Namespace == KubeSystem.Namespace).Take(MostLogs);
        foreach (var (pod, container) in ill.SelectMany(static p => p.Containers.Select(c => (p, c))))
        {
            var log = await TryAsync($"the log of {pod.Words} {container}", () => LogAsync(pod, container, isBefore: false, cancellation), "", cancellation);
            var before = pod.Restarts == 0 ? "" : await TryAsync($"the log of {pod.Words} {container} before its restart", () => LogAsync(pod, container, isBefore: true, cancellation), "", cancellation);
            foreach (var (suffix, text) in new[] { ("", log), (".before-restart", before) }.Where(static t => t.Item2.Length > 0))
                texts[$"logs/{pod.Health.Namespace}_{pod.Health.Name}_{container}{suffix}.log"] = text;
        }
    }

    private async Task<string> LogAsync(PodFact pod, string container, bool isBefore, CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(
            new("GET", ApiResource.Pods.PathOf(pod.Health.Namespace, pod.Health.Name, "log"))
            {
                Query = [new("container", container), new("tailLines", "200"), new("limitBytes", $"{LogBytes}"), new("previous", isBefore ? "true" : "false")],
                Accept = "text/plain",
            },
            cancellation);
        return answer.OrThrow().Text;
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> look, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var result = await look(either.Token);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private async Task<T> TryAsync<T>(string what, Func<Task<T>> look, T otherwise, CancellationToken within)
    {
        if (_isLost && what != Host || within.IsCancellationRequested)
        {
            _missing.Add($"{what}: {(_isLost && what != Host ? "the API server does not answer" : "there was no time left")}");
            return otherwise;
        }

        try
        {
            return await look();
        }
        catch (Exception exception) when (exception is ClusterException or ClusterUnreachableException or TargetLostException or OperationCanceledException)
        {
            _isLost |= exception is ClusterUnreachableException;
            _missing.Add($"{what}: {(exception is OperationCanceledException ? "no answer in time" : Sentences.OneLine(exception.Message))}");
            return otherwise;
        }
    }
}
