using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>How a workload fared.</summary>
/// <param name="Name">As <c>namespace/Kind/name</c>.</param>
/// <param name="Wanted">How many pods it wants now.</param>
/// <param name="Ready">How many are ready now.</param>
/// <param name="Smallest">The fewest that were ready at a time, since all were for the first time.</param>
/// <param name="Moved">How many of its pods were evicted.</param>
public sealed record WorkloadReport(string Name, int Wanted, int Ready, int Smallest, int Moved);

/// <summary>What can be told of a cluster: what it is, and what it went through.</summary>
public sealed partial class SimulatedCluster
{
    private static readonly string[] s_named = ["configmaps", "secrets", "services", "persistentvolumeclaims", "namespaces", "customresourcedefinitions", "serviceaccounts"];

    /// <summary>How many pods were evicted because their node was lost.</summary>
    public int TaintEvictions { get; private set; }

    /// <summary>How many pods were moved, for whatever reason.</summary>
    public int PodsMoved => Evictions + TaintEvictions;

    /// <summary>The budgets that refused evictions, as <c>namespace/name</c>, with how many.</summary>
    public ImmutableSortedDictionary<string, int> Blocked
    {
        get
        {
            lock (Gate)
                return RefusingBudgets.ToImmutableSortedDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>How each workload fared, by name. What a Deployment has under it is told with it.</summary>
    public ImmutableArray<WorkloadReport> Workloads()
    {
        lock (Gate)
        {
            CatchUp();
            return
            [
                .. _workloads.Values.Where(static w => w.Parent is null && w.Kind != "Job")
                    .Select(static w => new WorkloadReport($"{w.Item.Space}/{w.Kind}/{w.Item.Name}", w.Wanted, w.Ready, w.Smallest ?? w.Ready, w.Moved))
                    .OrderBy(static w => w.Name, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>
    /// What the cluster is, in sorted lines: without times, UIDs, names that are made up, and which pod is where. Two runs that did the same end in the same lines, once what they set off has
    /// settled; give it some minutes first.
    /// </summary>
    public ImmutableArray<string> Facts()
    {
        lock (Gate)
        {
            CatchUp();
            Budgets.Refresh();
            return
            [
                .. Stored("nodes").SelectMany(NodeFacts)
                    .Concat(_machines.Values.SelectMany(static m => m.Running.Select(c => $"static pod {c} on {m.Name}: {m.Manifests.GetValueOrDefault(c)}")))
                    .Concat(_workloads.Values.Where(static w => w.Parent is null).Select(WorkloadFact))
                    .Concat(Stored("pods").Where(static p => p.Controller is null).Select(static p => $"pod {p.FullName}: {p.Phase}{(p.IsReady ? ", ready" : "")}"))
                    .Concat(Stored("leases").Where(IsHeld).Select(static l => $"lease {l.FullName}: held"))
                    .Concat(Stored("poddisruptionbudgets").Select(BudgetFact))
                    .Concat(s_named.SelectMany(Stored).Select(static o => $"{o.Kind.Plural} {o.FullName}: {Hash(o)}"))
                    .Concat(AllObjects().Where(static o => o.Kind.Group is "velero.io" or "snapshot.storage.k8s.io").GroupBy(static o => $"{o.Kind.Plural} that are {PhaseOf(o)}")
                        .Select(static g => string.Create(CultureInfo.InvariantCulture, $"{g.Key}: {g.Count()}")))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    private static IEnumerable<string> NodeFacts(ApiObject node)
    {
        var isCordoned = (bool?)node.Json["spec"]?["unschedulable"] == true;
        yield return $"node {node.Name}: {node.Json["status"]?["nodeInfo"]?["kubeletVersion"]}, {(node.IsReady ? "ready" : "not ready")}, {(isCordoned ? "cordoned" : "takes pods")}";
        foreach (var taint in node.Json["spec"]?["taints"] as JsonArray ?? [])
            yield return $"node {node.Name}: taint {taint!["key"]}={taint["value"]}:{taint["effect"]}";
        foreach (var (name, _) in (node.Meta["annotations"] as JsonObject ?? []).Where(static a => a.Key.StartsWith("runbook-engine", StringComparison.Ordinal)))
            yield return $"node {node.Name}: annotation {name}";
    }

    /// <summary>A Lease that was not renewed for as long as it lasts is nobody's.</summary>
    private bool IsHeld(ApiObject lease)
    {
        var spec = lease.Json["spec"];
        return lease.Space != "kube-node-lease" && ((string?)spec?["holderIdentity"] ?? "").Length > 0
            && DateTimeOffset.TryParse((string?)spec?["renewTime"], CultureInfo.InvariantCulture, out var renewed)
            && renewed + TimeSpan.FromSeconds((double?)(long?)spec?["leaseDurationSeconds"] ?? 0) > Agenda.Now;
    }

    private static string WorkloadFact(Workload workload)
    {
        var image = (string?)(workload.Template?["spec"]?["containers"] as JsonArray)?.FirstOrDefault()?["image"];
        return workload.Kind == "Job"
            ? $"Job {workload.Item.FullName}: {(workload.Pods.Any(static p => p.Phase == "Succeeded") ? "done" : "not done")}"
            : string.Create(CultureInfo.InvariantCulture, $"{workload.Kind} {workload.Item.FullName}: {workload.Ready} of {workload.Wanted} ready, {image}");
    }

    private static string BudgetFact(ApiObject budget)
    {
        var (spec, status) = (budget.Json["spec"], budget.Json["status"]);
        return $"budget {budget.FullName}: min {spec?["minAvailable"]}, max {spec?["maxUnavailable"]}, {status?["disruptionsAllowed"]} may go";
    }

    private static string PhaseOf(ApiObject item) => (string?)item.Json["status"]?["phase"] ?? ((bool?)item.Json["status"]?["readyToUse"] == true ? "ready to use" : "there");

    /// <summary>What an object holds, in a few letters.</summary>
    private static string Hash(ApiObject item)
    {
        var held = new JsonObject(item.Json.Where(static f => f.Key is not ("metadata" or "status")).Select(static f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(held.JsonBytes()))[..8];
    }
}
