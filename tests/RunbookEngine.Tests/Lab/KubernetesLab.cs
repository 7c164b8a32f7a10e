using System.Diagnostics;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// The real cluster of <c>tests/lab</c>: a control plane on <c>kcp</c> and the workers <c>k1</c> to <c>k6</c>, brought up by the first test that needs it. Its API can be reached
/// from the lab's network, where <see cref="LabScript.Through"/> leads, and by <see cref="OpenDoorAsync"/> from this process.
/// <para><c>$RUNBOOK_KIND</c> names a cluster of kind, with one control plane, which takes its place for the tests that need no more than an API and kubelets: <see cref="OnAnyClusterTests"/> and
/// <see cref="DrainLikeKubectlTests"/>. So they see a newer API server than the lab can build.</para>
/// </summary>
public sealed class KubernetesLab : LabMachines
{
    /// <summary>What the workers start with.</summary>
    public const string Old = "1.20.2";

    /// <summary>What the control plane has, and the workers can be upgraded to.</summary>
    public const string New = "1.21.14";

    /// <summary>The cluster of kind that is tested; null: the lab's.</summary>
    private static string? Kind { get; } = Environment.GetEnvironmentVariable("RUNBOOK_KIND") is { Length: > 0 } name ? name : null;

    /// <summary>An image that its nodes can run.</summary>
    public static string Image => Kind is null ? "registry.invalid/web:1" : "registry.k8s.io/pause:3.10";

    /// <summary>The names of the workers, in the API and in the inventory.</summary>
    public static string[] Nodes { get; } = ["k1", "k2", "k3", "k4", "k5", "k6"];

    /// <summary>An administrator's kubeconfig, for programs in the lab's network.</summary>
    public string Kubeconfig => Path.Combine(Folder, "kubernetes", "admin.conf");

    /// <summary>A folder for an engine that works on the cluster, with <c>KUBECONFIG</c> set.</summary>
    public ProofFolder NewFolder() => new() { Through = Kind is null ? LabScript.Through : [], Environment = [("KUBECONFIG", Kubeconfig)] };

    /// <summary>Runs the real kubectl, whatever comes of it.</summary>
    public async Task<ProgramResult> TryKubectlAsync(params string[] words)
    {
        using var process = StartKubectl(words);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Runs the real kubectl and returns what it wrote.</summary>
    public async Task<string> KubectlAsync(params string[] words) => (await TryKubectlAsync(words)).Exits(0).Output.TrimEnd();

    /// <summary>What kubectl gets, as JSON.</summary>
    public async Task<JsonElement> GetAsync(params string[] words) => JsonDocument.Parse(await KubectlAsync(["get", "-o", "json", .. words])).RootElement;

    /// <summary>Creates or changes what a manifest says.</summary>
    public async Task ApplyAsync(string manifest)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, manifest);
        await KubectlAsync("apply", "-f", file);
        File.Delete(file);
    }

    /// <summary>Starts the real kubectl; whoever asked for it reads what it says.</summary>
    public Process StartKubectl(params string[] words)
    {
        string[] kubectl = Kind is null ? [.. LabScript.Through, Path.Combine(Folder, "kubernetes", "kubectl")] : ["kubectl"];
        string[] all = [.. kubectl, "--kubeconfig", Kubeconfig, .. words];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Path.Combine(Folder, "kubernetes");
        return Process.Start(start)!;
    }

    /// <summary>Runs a program on the machine of the control plane, whatever comes of it.</summary>
    public static Task<ProgramResult> TryInControlPlaneAsync(params string[] words) =>
        Kind is null ? LabScript.RunAsync(["in", "kcp", .. words]) : ProgramAsync("docker", ["exec", $"{Kind}-control-plane", .. words]);

    /// <summary>The version of the API of disruption budgets that the server prefers.</summary>
    public async Task<string> PolicyVersionAsync() => (await KubectlAsync("api-versions")).Split('\n').Contains("policy/v1") ? "v1" : "v1beta1";

    /// <summary>The workers that pods can go to, as they are now.</summary>
    public async Task<string[]> OpenWorkersAsync() =>
        [.. (await ReportsAsync()).Values.Where(static n => n is { IsReady: true, IsUnschedulable: false } && n.Name != "kcp" && n.Name != $"{Kind}-control-plane").Select(static n => n.Name).Order()];

    /// <summary>Stops or starts the API server, or restarts it: <c>stop-api</c>, <c>start-api</c>, <c>restart-api</c>.</summary>
    public async Task ServerAsync(string what)
    {
        _ = Folder;
        (await LabScript.RunAsync("kubernetes", what)).Exits(0);
    }

    /// <summary>A kubeconfig for this process itself; the door is open until it is disposed.</summary>
    internal async Task<(LabDoor? Door, string Kubeconfig)> OpenDoorAsync()
    {
        if (Kind is not null)
            return (null, Kubeconfig);
        var door = new LabDoor("kcp", 6443);
        var file = Path.GetTempFileName();
        // Loopback is no name of the server's certificate.
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Kubeconfig)).Replace(
            $"server: https://{LabScript.AddressOf("kcp")}:6443", $"tls-server-name: kubernetes\n    server: https://127.0.0.1:{door.Port}", StringComparison.Ordinal));
        return (door, file);
    }

    /// <summary>What the API says of the nodes.</summary>
    public async Task<Dictionary<string, NodeReport>> ReportsAsync() =>
        (await GetAsync("nodes")).GetProperty("items").EnumerateArray().Select(NodeReport.From).ToDictionary(static n => n.Name);

    /// <summary>No run holds the cluster: one that was killed after its last event keeps the lock until it lapses.</summary>
    public Task FreeAsync() => KubectlAsync("delete", "lease", ClusterHold.Name, "--namespace", ClusterHold.Namespace, "--ignore-not-found");

    /// <summary>Nodes as they are after a fresh installation: the older version, nothing of earlier runs, ready, and open for pods; no run holds the cluster.</summary>
    public async Task MakeFreshAsync(params string[] nodes)
    {
        await FreeAsync();
        await Task.WhenAll(nodes.Select(MakeFreshAsync));
        await WaitForAsync(nodes, static n => n is { IsReady: true, Version: Old, IsUnschedulable: false });
    }

    /// <summary>Waits until the API says of all these nodes what is wanted.</summary>
    public async Task WaitForAsync(string[] nodes, Func<NodeReport, bool> wanted)
    {
        var clock = Stopwatch.StartNew();
        while (await ReportsAsync() is var reports && !nodes.All(n => wanted(reports[n])))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"not so within two minutes: {string.Join("; ", reports.Values)}");
            await Task.Delay(250);
        }
    }

    protected override Task<string> StartAsync() => Kind is null ? LabPower.UpAsync(["kubernetes", "up", .. Nodes]) : FindKindAsync();

    private static async Task<string> FindKindAsync()
    {
        var said = await ProgramAsync("kind", "get", "kubeconfig", "--name", Kind!);
        var folder = Directory.CreateTempSubdirectory("kind-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "kubernetes"));
        await File.WriteAllTextAsync(Path.Combine(folder, "kubernetes", "admin.conf"), said.Exits(0).Output);
        return folder;
    }

    private static async Task<ProgramResult> ProgramAsync(string program, params string[] words)
    {
        var result = await Needed.TryAsync(program, words);
        Needed.Check(result is not null, program);
        return result!;
    }

    private async Task MakeFreshAsync(string node)
    {
        await KubectlAsync("uncordon", node);
        await KubectlAsync("taint", "node", node, "node.kubernetes.io/out-of-service-", "--overwrite").ContinueWith(static _ => { }, TaskScheduler.Default);
        await NodeAsync("wipe", node);
        await NodeAsync("start", node);
        await NodeAsync("wait", node);
    }
}

/// <summary>What the API says of a node.</summary>
public sealed record NodeReport(string Name, string Version, bool IsReady, bool IsUnschedulable)
{
    public static NodeReport From(JsonElement node) => new(
        node.GetProperty("metadata").GetProperty("name").GetString()!,
        node.GetProperty("status").GetProperty("nodeInfo").GetProperty("kubeletVersion").GetString()![1..],
        node.GetProperty("status").GetProperty("conditions").EnumerateArray().Any(static c => c.GetProperty("type").ValueEquals("Ready") && c.GetProperty("status").ValueEquals("True")),
        node.GetProperty("spec").TryGetProperty("unschedulable", out var unschedulable) && unschedulable.GetBoolean());
}

/// <summary>Tests that share the one cluster.</summary>
[CollectionDefinition(nameof(KubernetesCollection))]
public sealed class KubernetesCollection : ICollectionFixture<KubernetesLab>;
