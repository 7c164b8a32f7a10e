using System.Globalization;
using System.Text.Json.Nodes;
using RunbookEngine.Handlers.Kubectl.Draining;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubectl;

/// <summary>A pod on a node that is drained, and what becomes of it.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Expected">The flags given, as letters (i: ignore-daemonsets, e: delete-emptydir-data, f: force, s: skip-wait-for-delete-timeout 60 s), and the decision.</param>
internal sealed record DrainSituation(string Name, Func<JsonObject> Pod, params (string Flags, string Expected)[] Expected)
{
    /// <summary>Whether the DaemonSet it names is there.</summary>
    public bool HasDaemonSet { get; init; }

    /// <summary>How many disruptions each of the budgets over it allows.</summary>
    public int[] Budgets { get; init; } = [];
}

/// <summary>The situations in which drain is compared with the real kubectl.</summary>
internal static class DrainSituations
{
    public static DateTimeOffset Now { get; } = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<DrainSituation> All { get; } =
    [
        new("of a ReplicaSet", () => Pod("ReplicaSet/web"), ("", "evict"), ("ief", "evict")),
        new("of a StatefulSet", () => Pod("StatefulSet/db"), ("", "evict")),
        new("of a Job, running", () => Pod("Job/import"), ("", "evict")),
        new("of a Job, finished", () => Pod("Job/import").Phase("Succeeded"), ("", "evict")),
        new("of a ReplicationController", () => Pod("ReplicationController/old"), ("", "evict")),
        new("of a custom resource", () => Pod("Database/main"), ("", "evict")),
        new("of a controller that is gone", () => Pod("ReplicaSet/gone"), ("", "evict")),
        new("pending, not started", () => Pod("ReplicaSet/web").Phase("Pending"), ("", "evict")),
        new("not ready", () => Pod("ReplicaSet/web").With(static p => p["status"] = Some.RunningStatus(isReady: false)), ("", "evict")),
        new("of phase Unknown", () => Pod("ReplicaSet/web").Phase("Unknown"), ("", "evict")),
        new("of a DaemonSet", () => Pod("DaemonSet/proxy"), ("", "refuse"), ("i", "leave"), ("f", "refuse"), ("ief", "leave")) { HasDaemonSet = true },
        new("of a DaemonSet, with emptyDir", () => Pod("DaemonSet/proxy").EmptyDir(), ("", "refuse"), ("i", "leave"), ("ie", "leave")) { HasDaemonSet = true },
        new("of a DaemonSet, finished", () => Pod("DaemonSet/proxy").Phase("Failed"), ("", "evict"), ("i", "evict")) { HasDaemonSet = true },
        new("of a DaemonSet, being deleted", () => Pod("DaemonSet/proxy").Deleted(Now), ("", "refuse"), ("i", "leave")) { HasDaemonSet = true },
        new("of a DaemonSet that is gone", () => Pod("DaemonSet/gone"), ("", "refuse"), ("i", "refuse"), ("f", "evict"), ("if", "evict")),
        new("of a DaemonSet that is gone, with emptyDir", () => Pod("DaemonSet/gone").EmptyDir(), ("f", "refuse"), ("ef", "evict")),
        new("static pod (mirror)", () => Pod("Node/w1").Mirror(), ("", "leave"), ("ief", "leave")),
        new("static pod (mirror), with emptyDir", () => Pod("Node/w1").Mirror().EmptyDir(), ("", "leave")),
        new("static pod (mirror), without an owner", () => Pod(null).Mirror(), ("", "leave")),
        new("static pod (mirror), finished", () => Pod("Node/w1").Mirror().Phase("Failed"), ("", "leave")),
        new("with emptyDir", () => Pod("ReplicaSet/web").EmptyDir(), ("", "refuse"), ("i", "refuse"), ("f", "refuse"), ("e", "evict")),
        new("with emptyDir, finished", () => Pod("ReplicaSet/web").EmptyDir().Phase("Succeeded"), ("", "evict")),
        new("with emptyDir in memory", () => Pod("ReplicaSet/web").EmptyDir("Memory"), ("", "refuse"), ("e", "evict")),
        new("with hostPath", () => Pod("ReplicaSet/web").Volume("hostPath"), ("", "evict")),
        new("with a claim", () => Pod("StatefulSet/db").Volume("persistentVolumeClaim"), ("", "evict")),
        new("without a controller", () => Pod(null), ("", "refuse"), ("ie", "refuse"), ("f", "evict")),
        new("without a controller, finished", () => Pod(null).Phase("Succeeded"), ("", "evict")),
        new("without a controller, failed", () => Pod(null).Phase("Failed"), ("", "evict")),
        new("without a controller, with emptyDir", () => Pod(null).EmptyDir(), ("", "refuse"), ("e", "refuse"), ("f", "refuse"), ("ef", "evict")),
        new("owned, but not controlled", () => Pod("ReplicaSet/web").With(static p => p["metadata"]!["ownerReferences"]![0]!.AsObject().Remove("controller")), ("", "refuse"), ("f", "evict")),
        new("being deleted", () => Pod("ReplicaSet/web").Deleted(Now.AddSeconds(20)), ("", "evict"), ("s", "evict")),
        new("being deleted for longer than is waited", () => Pod("ReplicaSet/web").Deleted(Now.AddSeconds(-61)), ("", "evict"), ("s", "leave")),
        new("being deleted, without a controller", () => Pod(null).Deleted(Now.AddSeconds(-61)), ("", "refuse"), ("s", "leave")),
        new("being deleted, held by a finalizer", () => Pod("ReplicaSet/web").Deleted(Now.AddSeconds(20)).With(static p => p["metadata"]!["finalizers"] = new JsonArray("example.com/hold")), ("", "evict")),
        new("of kube-system", () => Pod("ReplicaSet/dns", "kube-system"), ("", "evict")),
        new("with a priority of the system", () => Pod("ReplicaSet/dns").With(static p => p["spec"]!["priorityClassName"] = "system-node-critical"), ("", "evict")),
    ];

    /// <summary>Those that the server decides: <c>retry</c>: it is asked again until a budget allows it; <c>fail</c>: it never will be.</summary>
    public static IReadOnlyList<DrainSituation> OfBudgets { get; } =
    [
        new("with a budget that allows one", () => Pod("ReplicaSet/web"), ("", "evict")) { Budgets = [1] },
        new("with a budget that allows none", () => Pod("ReplicaSet/web"), ("", "retry"), ("ief", "retry")) { Budgets = [0] },
        new("without a controller, with a budget that allows none", () => Pod(null), ("", "refuse"), ("f", "retry")) { Budgets = [0] },
        new("pending, with a budget that allows none", () => Pod("ReplicaSet/web").Phase("Pending"), ("", "evict")) { Budgets = [0] },
        new("finished, with a budget that allows none", () => Pod("Job/import").Phase("Succeeded"), ("", "evict")) { Budgets = [0] },
        new("with two budgets that allow one", () => Pod("ReplicaSet/web"), ("", "fail")) { Budgets = [1, 1] },
        new("with two budgets, one of which allows none", () => Pod("ReplicaSet/web"), ("", "fail"), ("f", "fail")) { Budgets = [0, 1] },
    ];

    public static PodRules Rules(string flags) => new()
    {
        IgnoreDaemonSets = flags.Contains('i'), DeleteEmptyDirData = flags.Contains('e'), Force = flags.Contains('f'),
        SkipWaitForDelete = TimeSpan.FromSeconds(flags.Contains('s') ? 60 : 0),
    };

    public static string Word(PodDecision decision) => decision switch { PodDecision.Evict => "evict", PodDecision.Leave => "leave", PodDecision.Refuse => "refuse", _ => "await" };

    private static JsonObject Pod(string? owner, string space = "default") => Some.Pod($"{space}/pod", "w1", owner);

    private static JsonObject Phase(this JsonObject pod, string phase) => pod.With(p => p["status"]!["phase"] = phase);

    private static JsonObject Mirror(this JsonObject pod) => pod.With(static p => p["metadata"]!["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = "hash" });

    private static JsonObject EmptyDir(this JsonObject pod, string? medium = null) => pod.With(p => p["spec"]!["volumes"] = new JsonArray(new JsonObject
    {
        ["name"] = "data", ["emptyDir"] = medium is null ? new JsonObject() : new JsonObject { ["medium"] = medium },
    }));

    private static JsonObject Volume(this JsonObject pod, string kind) =>
        pod.With(p => p["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "data", [kind] = new JsonObject { ["path"] = "/srv", ["claimName"] = "data" } }));

    private static JsonObject Deleted(this JsonObject pod, DateTimeOffset until) => pod.With(p =>
    {
        p["metadata"]!["deletionTimestamp"] = until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        p["metadata"]!["deletionGracePeriodSeconds"] = 30;
    });
}
