using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Capturing;

/// <summary>What was recorded of a cluster.</summary>
/// <param name="World">The nodes, workloads and budgets; what a capture does not look at has the defaults of its type.</param>
/// <param name="Notes">What could not be recorded as it is, one sentence each.</param>
internal sealed record CapturedWorld(World World, ImmutableArray<string> Notes);

/// <summary>Records a world from a real cluster. It only lists, and never Secrets, ConfigMaps, or what containers are given: of a pod's template it keeps amounts, times and labels.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class ClusterCapture(ICluster cluster)
{
    private static readonly ApiResource[] s_workloads =
    [
        new("apps", "v1", "deployments", "Deployment", true), new("apps", "v1", "statefulsets", "StatefulSet", true), ApiResource.DaemonSets, new("batch", "v1", "jobs", "Job", true),
    ];

    private static readonly ApiResource s_budgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

    private static readonly ApiResource s_claims = new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);

    private readonly List<string> _notes = [];

    /// <summary>Asks for everything, one kind after the other.</summary>
    /// <exception cref="ClusterException">The server refuses.</exception>
    /// <exception cref="ClusterUnreachableException">The server does not answer.</exception>
    public async Task<CapturedWorld> RunAsync(CancellationToken cancellation)
    {
        var version = (await cluster.SendAsync(new("GET", "/version"), cancellation)).OrThrow().Json.Text("gitVersion");
        var nodes = await ListAsync(ApiResource.Nodes, CapturedNode.Of, cancellation);
        var budgets = await ListAsync(s_budgets, Budget, cancellation);
        var workloads = ImmutableArray.CreateBuilder<WorldWorkload>();
        foreach (var kind in s_workloads)
            workloads.AddRange(await ListAsync(kind, o => CapturedWorkload.Of(kind.Kind, o), cancellation));
        var (bare, etcd, members) = await PodsAsync(cancellation);
        workloads.AddRange(bare);
        var world = new World
        {
            Name = cluster.Name,
            Version = CapturedNode.Number(version),
            Nodes = [.. CapturedNode.WithoutNoise(nodes, workloads).OrderBy(static n => n.Role).ThenBy(static n => n.Name, Numbered.Names)],
            Etcd = new() { Version = etcd, Members = [] },
            Workloads = [.. workloads.OrderBy(static w => w.Namespace, StringComparer.Ordinal).ThenBy(static w => w.Kind).ThenBy(static w => w.Name, Numbered.Names)],
            Budgets = [.. budgets.OrderBy(static b => b.Path, StringComparer.Ordinal)],
            Volumes = [.. (await ListAsync(s_claims, Volume, cancellation)).OrderBy(static v => v.Namespace, StringComparer.Ordinal).ThenBy(static v => v.Name, Numbered.Names)],
            Velero = workloads.FirstOrDefault(static w => w is { Kind: WorkloadKind.Deployment, Name: "velero" }) is { } velero ? new() { Namespace = velero.Namespace } : null,
        };
        if (members.Count == 0)
            _notes.Add("no pods of etcd were seen: its members are taken to be on the control planes");
        return new(world with { Etcd = world.Etcd with { Members = [.. world.ControlPlanes.Select(static n => n.Name)] } }, [.. _notes]);
    }

    private async Task<ImmutableArray<T>> ListAsync<T>(ApiResource kind, Func<JsonElement, T?> take, CancellationToken cancellation)
        where T : class
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        await foreach (var item in cluster.ListAsync(kind, cancellation: cancellation))
        {
            // A list that is begun anew gives some objects twice.
            if (take(item) is { } taken)
                all[$"{item.ObjectNamespace()}/{item.ObjectName()}"] = taken;
        }

        return [.. all.Values];
    }

    /// <summary>Pods that nothing makes anew, and etcd's version and machines.</summary>
    private async Task<(ImmutableArray<WorldWorkload> Bare, string Etcd, HashSet<string> Members)> PodsAsync(CancellationToken cancellation)
    {
        var (etcd, members) = ("", new HashSet<string>());
        var bare = await ListAsync(ApiResource.Pods, pod =>
        {
            if (pod.Label("component") == "etcd" && pod.ObjectNamespace() == ClusterHold.Namespace)
            {
                etcd = CapturedNode.Number(pod.Items("spec", "containers").Select(static c => c.Text("image")).FirstOrDefault("").Split(':')[^1]);
                members.Add(pod.Text("spec", "nodeName"));
            }

            return CapturedWorkload.Bare(pod);
        }, cancellation);
        return (bare, etcd, members);
    }

    private WorldBudget? Budget(JsonElement budget)
    {
        var selector = budget.Texts("spec", "selector", "matchLabels").ToImmutableArray();
        foreach (var expression in budget.Items("spec", "selector", "matchExpressions"))
        {
            var values = expression.Items("values").Select(static v => v.GetString() ?? "").ToArray();
            if (expression.Text("operator") == "In" && values is [var only])
                selector = selector.Add(new(expression.Text("key"), only));
            else
                _notes.Add($"the budget {budget.ObjectNamespace()}/{budget.ObjectName()} selects pods by an expression ({expression.Text("key")} {expression.Text("operator")}), which is left out");
        }

        if (selector.IsEmpty)
            return null;
        var (least, most) = (Amount(budget, "minAvailable"), Amount(budget, "maxUnavailable"));
        return new()
        {
            Namespace = budget.ObjectNamespace(),
            Name = budget.ObjectName(),
            Selector = selector,
            MinAvailable = least ?? (most is null ? new WorldAmount(1, false) : null),
            MaxUnavailable = least is null ? most : null,
            EvictsUnhealthy = budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow",
        };
    }

    private static WorldAmount? Amount(JsonElement budget, string name)
    {
        if (budget.Number("spec", name) is { } number)
            return new((int)number, false);
        return budget.Text("spec", name) is { Length: > 1 } text && int.TryParse(text.TrimEnd('%'), out var percent) ? new(percent, text.EndsWith('%')) : null;
    }

    private static WorldVolume? Volume(JsonElement claim) =>
        claim.Text("status", "phase") == "Bound" && ResourceAmount.TryParseBytes(claim.Text("status", "capacity", "storage"), out var size)
            ? new(claim.ObjectNamespace(), claim.ObjectName(), size, claim.Text("spec", "storageClassName") is { Length: > 0 } own ? own : "standard")
            : null;
}
