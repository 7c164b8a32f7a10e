using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Kubernetes;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using RunbookEngine.Tests.Kubectl;
using RunbookEngine.Tests.Proofs;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// The real kubectl and the engine drain alike: each gets a node of its own with one pod, on the same real API server, for every situation and set of flags. The nodes have no kubelet, and
/// the controllers stand still meanwhile, so that each pod stays as it was made until somebody drains its node.
/// Nobody else who needs those controllers may be at work.
/// </summary>
[Collection(nameof(KubernetesCollection))]
public sealed class DrainLikeKubectlTests(KubernetesLab lab, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Manifest = "/etc/kubernetes/manifests/kube-controller-manager.yaml";
    private const string Aside = "/etc/kubernetes/kube-controller-manager.aside";

    private LabDoor? _door;
    private KubernetesCluster? _cluster;
    private string _policy = "";

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    private KubernetesCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        (_door, var file) = await lab.OpenDoorAsync();
        _cluster = new(new() { Clock = TimeProvider.System, Random = new(1), KubeConfig = file });
        _policy = await lab.PolicyVersionAsync();
        // In a cluster that is new, the controllers first have to make what a pod needs.
        foreach (var space in new[] { "default", "kube-system" })
            await Eventually.Holds(() => Cluster.FindAsync(new("", "v1", "serviceaccounts", "ServiceAccount", true), space, "default", CancellationToken.None).Result is not null, TimeSpan.FromMinutes(1));
        await KubernetesLab.TryInControlPlaneAsync("mv", Manifest, Aside);
        await Eventually.Holds(() => KubernetesLab.TryInControlPlaneAsync("pgrep", "kube-controller").Result.Exit != 0, TimeSpan.FromMinutes(1));
        foreach (var node in await NamesAsync(ApiResource.Nodes, "drained=here"))
            await Cluster.DeleteAsync(ApiResource.Nodes, null, node, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_door is not null)
            await _door.DisposeAsync();
        await KubernetesLab.TryInControlPlaneAsync("mv", Aside, Manifest);
    }

    [Fact]
    public async Task Every_pod_is_decided_over_as_the_real_kubectl_does()
    {
        await ApplyAsync(Some.Workload("DaemonSet", "proxy").With(static d => d["spec"] = JsonNode.Parse(
            """{"selector":{"matchLabels":{"app":"none"}},"template":{"metadata":{"labels":{"app":"none"}},"spec":{"containers":[{"name":"main","image":"registry/main:1"}]}}}""")));
        var cases = DrainSituations.All.Concat(DrainSituations.OfBudgets).SelectMany(static s => s.Expected.Select(e => (Situation: s, e.Flags, e.Expected))).ToArray();
        List<string> wrong = [];
        for (var i = 0; i < cases.Length; i++)
        {
            var (situation, flags, expected) = cases[i];
            var (theirs, ours) = ($"kubectl-{i}", $"engine-{i}");
            await PrepareAsync(theirs, situation);
            await PrepareAsync(ours, situation);
            var seen = (Kubectl: await KubectlAsync(theirs, flags), Engine: await EngineAsync(ours, flags));
            output.WriteLine($"{situation.Name} [{flags}]: kubectl {seen.Kubectl}, engine {seen.Engine}, expected {expected}");
            if (seen != (expected, expected))
                wrong.Add($"{situation.Name} [{flags}]: kubectl {seen.Kubectl}, engine {seen.Engine}, expected {expected}");
            await CleanAsync(theirs);
            await CleanAsync(ours);
        }

        output.WriteLine($"{cases.Length} cases of {DrainSituations.All.Count + DrainSituations.OfBudgets.Count} situations");
        Assert.Empty(wrong);
    }

    /// <summary>Makes a node with the pod on it, in the state that the situation wants.</summary>
    private async Task PrepareAsync(string node, DrainSituation situation)
    {
        var body = Some.Node(node, labels: ("drained", "here"));
        await Cluster.CreateAsync(ApiResource.Nodes, null, body.ToJsonString(), Never);
        var pod = situation.Pod();
        var (meta, status) = (pod["metadata"]!.AsObject(), pod["status"]!.DeepClone());
        var (until, grace) = (meta["deletionTimestamp"] is { } time ? DateTimeOffset.Parse((string)time!, System.Globalization.CultureInfo.InvariantCulture) : (DateTimeOffset?)null, 0);
        foreach (var field in new[] { "uid", "deletionTimestamp", "deletionGracePeriodSeconds" })
            meta.Remove(field);
        (meta["name"], meta["labels"]) = (node, new JsonObject { ["pod"] = node });
        (pod["spec"]!["nodeName"], pod["spec"]!["terminationGracePeriodSeconds"]) = (node, 0);
        pod.Remove("status");
        var space = (string)meta["namespace"]!;
        await Cluster.CreateAsync(ApiResource.Pods, space, pod.ToJsonString(), Never);
        (await Cluster.SendAsync(
            new("PATCH", ApiResource.Pods.PathOf(space, node, "status")) { ContentType = PatchTypes.Merge, Body = new JsonObject { ["status"] = status }.ToJsonString() }, Never)).OrThrow();
        foreach (var (index, budget) in situation.Budgets.Index())
            await BudgetAsync($"{node}-{index}", node, budget);
        if (until is null)
            return;
        grace = until > DrainSituations.Now ? 600 : 1;
        await Cluster.DeleteAsync(ApiResource.Pods, space, node, $$"""{"gracePeriodSeconds":{{grace}}}""", Never);
        if (grace == 1)
            await Task.Delay(TimeSpan.FromSeconds(4), Never);
    }

    private async Task BudgetAsync(string name, string pod, int allowed)
    {
        var resource = new ApiResource("policy", _policy, "poddisruptionbudgets", "PodDisruptionBudget", true);
        var body = Some.Budget(name, "none", minAvailable: 1).With(b =>
        {
            b["apiVersion"] = $"policy/{_policy}";
            b["spec"] = new JsonObject { ["minAvailable"] = 1, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["pod"] = pod } } };
        });
        await Cluster.CreateAsync(resource, "default", body.ToJsonString(), Never);
        (await Cluster.SendAsync(
            new("PATCH", resource.PathOf("default", name, "status"))
            {
                ContentType = PatchTypes.Merge,
                Body = $$$"""{"status":{"disruptionsAllowed":{{{allowed}}},"currentHealthy":1,"desiredHealthy":{{{1 - allowed}}},"expectedPods":1,"observedGeneration":1}}""",
            },
            Never)).OrThrow();
    }

    private async Task<string> KubectlAsync(string node, string flags)
    {
        List<string> words = ["drain", node, "--timeout=2s"];
        words.AddRange(flags.Select(static f => f switch { 'i' => "--ignore-daemonsets", 'e' => "--delete-emptydir-data", 'f' => "--force", _ => "--skip-wait-for-delete-timeout=1" }));
        var said = await lab.TryKubectlAsync([.. words]);
        var text = said.Output + said.Error;
        return text.Contains("cannot delete", StringComparison.Ordinal) ? "refuse"
            : text.Contains("more than one PodDisruptionBudget", StringComparison.Ordinal) ? "fail"
            : text.Contains("would violate", StringComparison.Ordinal) ? "retry"
            : text.Contains($"evicting pod", StringComparison.Ordinal) ? "evict"
            : said.Exit == 0 ? "leave" : text;
    }

    private async Task<string> EngineAsync(string node, string flags)
    {
        var drain = new ToolRun(
            "kubectl", "drain", ("node", Text(node)), ("timeout", Text("2s")), ("lease", Flag(false)), ("ignore-daemonsets", Flag(flags.Contains('i'))),
            ("delete-emptydir-data", Flag(flags.Contains('e'))), ("force", Flag(flags.Contains('f'))), ("skip-wait-for-delete-timeout", Text(flags.Contains('s') ? "1s" : "0s")));
        var outcome = await drain.With(c => c with { Cluster = Cluster, Clock = TimeProvider.System, StartedAt = TimeProvider.System.GetUtcNow() }).RunAsync();
        return outcome switch
        {
            StepOutcome.Failed { Failure.Code: "drain-refused" } => "refuse",
            StepOutcome.Failed { Failure.Code: "eviction-failed" } failed when failed.Failure.Details[0].Contains("2 disruption budgets", StringComparison.Ordinal) => "fail",
            StepOutcome.Failed { Failure.Code: "drain-timeout" } failed when failed.Failure.Message.Contains("PDB", StringComparison.Ordinal) => "retry",
            // The pod is on its way, and no kubelet is there to end it.
            StepOutcome.Failed { Failure.Code: "drain-timeout" } => "evict",
            StepOutcome.Succeeded done => done.Outputs["evicted"]!.ToString() == "1" ? "evict" : "leave",
            _ => outcome.ToString(),
        };
    }

    private async Task CleanAsync(string node)
    {
        await foreach (var pod in Cluster.ListAsync(ApiResource.Pods, null, [new("fieldSelector", $"spec.nodeName={node}")], Never))
        {
            await Cluster.PatchAsync(ApiResource.Pods, pod.ObjectNamespace(), pod.ObjectName(), PatchTypes.Merge, """{"metadata":{"finalizers":null}}""", Never);
            await Cluster.DeleteAsync(ApiResource.Pods, pod.ObjectNamespace(), pod.ObjectName(), """{"gracePeriodSeconds":0}""", Never);
        }

        await Cluster.DeleteAsync(ApiResource.Nodes, null, node, null, Never);
    }

    private async Task ApplyAsync(JsonObject item)
    {
        item["metadata"]!.AsObject().Remove("uid");
        item.Remove("status");
        (await Cluster.SendAsync(
            new("PATCH", ApiResource.DaemonSets.PathOf("default", "proxy")) { ContentType = PatchTypes.Apply, Body = item.ToJsonString(), Query = [new("fieldManager", "test")] }, Never)).OrThrow();
    }

    private async Task<IReadOnlyList<string>> NamesAsync(ApiResource resource, string selector)
    {
        List<string> names = [];
        await foreach (var item in Cluster.ListAsync(resource, null, [new("labelSelector", selector)], Never))
            names.Add(item.ObjectName());
        return names;
    }
}
