#:project ../../engine/RunbookEngine.Kubernetes
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:property PublishAot=false
#:property AnalysisLevel=none

// Fills an API server with the objects of a large cluster: nodes that are ready, Deployments' pods that run on them, and disruption budgets over some. What is there already stays.
//
//   cluster KUBECONFIG NODES PODS   prints wall milliseconds
using System.Diagnostics;
using System.Globalization;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes;

const int PodsOfOne = 50;
var (nodes, pods) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
await using var cluster = new KubernetesCluster(new() { Clock = TimeProvider.System, Random = new(1), KubeConfig = args[0] });
var replicaSets = new ApiResource("apps", "v1", "replicasets", "ReplicaSet", true);
var budgets = new ApiResource("policy", "v1beta1", "poddisruptionbudgets", "PodDisruptionBudget", true);
var images = string.Join(',', Enumerable.Range(0, 20).Select(static n => $$"""{"names":["registry.example/team/app-{{n}}@sha256:{{new string('a', 64)}}","registry.example/team/app-{{n}}:1.0"],"sizeBytes":123456789}"""));
var settings = string.Join(',', Enumerable.Range(0, 12).Select(static n => $$"""{"name":"SETTING_{{n}}","value":"some value of a usual length"}"""));
var clock = Stopwatch.StartNew();

await Many(nodes, async i =>
{
    var name = $"n{i:d4}";
    await Create(ApiResource.Nodes, null, $$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{name}}","labels":{"pool":"bench","kubernetes.io/hostname":"{{name}}","kubernetes.io/os":"linux","topology.kubernetes.io/zone":"z{{i % 3}}"} },"spec":{} }""");
    // With the taint that the server gives to a new node nothing could move there; who takes it away is not at work.
    await cluster.PatchAsync(ApiResource.Nodes, null, name, PatchTypes.Merge, """{"spec":{"taints":null}}""", CancellationToken.None);
    await Status(ApiResource.Nodes, null, name, $$"""
        {"status":{"capacity":{"cpu":"16","memory":"64Gi","pods":"110"},"allocatable":{"cpu":"16","memory":"64Gi","pods":"110"},
        "addresses":[{"type":"InternalIP","address":"10.90.{{i / 250}}.{{1 + (i % 250)}}"},{"type":"Hostname","address":"{{name}}"}],
        "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","message":"kubelet is posting ready status","lastHeartbeatTime":"2026-01-01T00:00:00Z","lastTransitionTime":"2026-01-01T00:00:00Z"},
        {"type":"MemoryPressure","status":"False","reason":"KubeletHasSufficientMemory"},{"type":"DiskPressure","status":"False","reason":"KubeletHasNoDiskPressure"},{"type":"PIDPressure","status":"False","reason":"KubeletHasSufficientPID"}],
        "nodeInfo":{"machineID":"{{name}}","systemUUID":"{{name}}","bootID":"{{name}}","kernelVersion":"6.1.0","osImage":"Debian","containerRuntimeVersion":"containerd://2.0.0","kubeletVersion":"v1.20.2","kubeProxyVersion":"v1.20.2","operatingSystem":"linux","architecture":"amd64"},
        "images":[{{images}}]} }
        """);
});
Console.Error.WriteLine($"{nodes} nodes after {clock.ElapsedMilliseconds} ms");

var apps = (pods + PodsOfOne - 1) / PodsOfOne;
var uids = new string[apps];
await Many(apps, async a =>
{
    await Create(replicaSets, "default", $$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"app-{{a}}"},"spec":{"replicas":{{PodsOfOne}},"selector":{"matchLabels":{"app":"app-{{a}}"} },"template":{"metadata":{"labels":{"app":"app-{{a}}"} },"spec":{"containers":[{"name":"main","image":"registry.example/app:1"}]} } } }""");
    await Status(replicaSets, "default", $"app-{a}", $$"""{"status":{"replicas":{{PodsOfOne}},"readyReplicas":{{PodsOfOne}},"availableReplicas":{{PodsOfOne}},"observedGeneration":1} }""");
    uids[a] = (await cluster.FindAsync(replicaSets, "default", $"app-{a}", CancellationToken.None))!.Value.ObjectUid();
    if (a % 4 != 0)
        return;
    await Create(budgets, "default", $$"""{"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"app-{{a}}"},"spec":{"maxUnavailable":5,"selector":{"matchLabels":{"app":"app-{{a}}"} } } }""");
    await Status(budgets, "default", $"app-{a}", $$"""{"status":{"disruptionsAllowed":5,"currentHealthy":{{PodsOfOne}},"desiredHealthy":{{PodsOfOne - 5}},"expectedPods":{{PodsOfOne}},"observedGeneration":1} }""");
});

await Many(pods, async p =>
{
    var (name, app) = ($"app-{p / PodsOfOne}-{p:d5}", p / PodsOfOne);
    await Create(ApiResource.Pods, "default", $$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","labels":{"app":"app-{{app}}","pod-template-hash":"5d4f8c7b9"},"annotations":{"example.org/checksum":"{{new string('c', 64)}}"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"app-{{app}}","uid":"{{uids[app]}}","controller":true,"blockOwnerDeletion":true}]},
        "spec":{"nodeName":"n{{p % nodes:d4}}","automountServiceAccountToken":false,"terminationGracePeriodSeconds":30,
        "containers":[{"name":"main","image":"registry.example/team/app-{{app}}:1.0","ports":[{"containerPort":8080}],"env":[{{settings}}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"} },"readinessProbe":{"httpGet":{"path":"/ready","port":8080} } }]} }
        """);
    await Status(ApiResource.Pods, "default", name, $$"""
        {"status":{"phase":"Running","podIP":"10.91.{{p / 250}}.{{1 + (p % 250)}}","startTime":"2026-01-01T00:00:00Z",
        "conditions":[{"type":"Initialized","status":"True"},{"type":"Ready","status":"True"},{"type":"ContainersReady","status":"True"},{"type":"PodScheduled","status":"True"}],
        "containerStatuses":[{"name":"main","ready":true,"started":true,"restartCount":0,"image":"registry.example/team/app-{{app}}:1.0","imageID":"registry.example/team/app@sha256:{{new string('b', 64)}}","containerID":"containerd://{{new string('d', 64)}}","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"} } }]} }
        """);
});
Console.WriteLine(clock.ElapsedMilliseconds);

Task Many(int count, Func<int, Task> act) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await act(i));

async Task Create(ApiResource resource, string? space, string body)
{
    var answer = await cluster.SendAsync(new("POST", resource.PathOf(space)) { Body = body, IsRepeatable = true }, CancellationToken.None);
    if (answer.Status != 409)
        answer.OrThrow();
}

async Task Status(ApiResource resource, string? space, string name, string body) =>
    (await cluster.SendAsync(new("PATCH", resource.PathOf(space, name, "status")) { Body = body, ContentType = PatchTypes.Merge }, CancellationToken.None)).OrThrow();
