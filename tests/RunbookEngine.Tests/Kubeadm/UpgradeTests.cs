using System.Text.Json.Nodes;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Kubeadm;

/// <summary>Upgrades of a node with real files and a script in the place of kubeadm, which dies where kubeadm may die.</summary>
public sealed class UpgradeTests : IDisposable
{
    private static readonly string[] Pods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    /// <summary>As kubeadm does it: each manifest moved to a backup, then the new one moved in. Dies where <c>$die</c> says.</summary>
    private const string Swap = """
        if [ "$1" = token ]; then rm "$node/down" 2>/dev/null && exit 1; exit 0; fi
        backup=$node/tmp/kubeadm-backup-manifests-2026-11-23-0$(ls -d "$node"/tmp/kubeadm-backup-manifests-* 2>/dev/null | wc -l)-00-00
        mkdir -p "$backup" "$node/tmp/new"
        die=$(cat "$node/die" 2>/dev/null)
        for pod in kube-apiserver kube-controller-manager kube-scheduler; do
          [ -e "$node/manifests/$pod.yaml" ] || { echo "[ERROR StaticPodManifest]: manifests [$pod] not found" >&2; exit 2; }
        done
        for pod in kube-apiserver kube-controller-manager kube-scheduler; do
          sed 's/v1.35.3/v1.36.4/' "$node/manifests/$pod.yaml" >"$node/tmp/new/$pod.yaml"
          if cmp -s "$node/tmp/new/$pod.yaml" "$node/manifests/$pod.yaml"; then continue; fi
          mv "$node/manifests/$pod.yaml" "$backup/$pod.yaml"
          case $die in "$pod power") kill -KILL $PPID $$ ;; "$pod kubeadm") kill -KILL $$ ;; esac
          mv "$node/tmp/new/$pod.yaml" "$node/manifests/$pod.yaml"
        done
        echo '[upgrade/successful] SUCCESS!'
        """;

    private readonly FakeNode _node = new FakeNode(Pods).Kubeadm(Swap);

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task An_upgrade_brings_the_control_plane_to_the_version_and_leaves_no_note()
    {
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Apply().RunAsync());

        Assert.Equal(["upgrade apply v1.36.4 --yes"], _node.Calls);
        Assert.All(Pods[1..], p => Assert.Equal("v1.36.4", _node.TagOf(p)));
        Assert.Equal("v1.35.3", _node.TagOf("etcd"));
        Assert.Equal("", outcome.Outputs["restored"]!.ToString());
        Assert.Contains("kubeadm-backup-manifests-2026-11-23-00-00-00", outcome.Outputs["backups"]!.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_node.Notes));
    }

    [Theory]
    [InlineData("kube-apiserver")]
    [InlineData("kube-controller-manager")]
    [InlineData("kube-scheduler")]
    public async Task A_manifest_that_was_on_its_way_when_the_power_was_lost_is_copied_back_before_kubeadm_runs_again(string pod)
    {
        DieAt(pod);
        await Apply().FailAsync();
        Assert.DoesNotContain(pod + ".yaml", _node.Names);

        DieAt("");
        _node.Again();
        var probe = Assert.IsType<ProbeResult.Needed>(await Apply().ProbeAsync());
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Apply().RunAsync());

        Assert.Contains($"copy back the manifest of {pod}", probe.Change, StringComparison.Ordinal);
        Assert.StartsWith($"{pod} from ", outcome.Outputs["restored"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(Pods.Select(static p => p + ".yaml"), _node.Names);
        Assert.All(Pods[1..], p => Assert.Equal("v1.36.4", _node.TagOf(p)));
        Assert.Equal(2, Upgrades);
    }

    [Fact]
    public async Task A_manifest_that_was_on_its_way_when_kubeadm_alone_was_ended_is_copied_back_at_once()
    {
        DieAt("kube-controller-manager", "kubeadm");

        var failure = await Apply().FailAsync();

        Assert.Equal("half-upgraded", failure.Code);
        Assert.Equal(Pods.Select(static p => p + ".yaml"), _node.Names);
        Assert.Equal(("v1.36.4", "v1.35.3"), (_node.TagOf("kube-apiserver"), _node.TagOf("kube-controller-manager")));
        DieAt("");
        Assert.IsType<StepOutcome.Succeeded>(await Apply(_node.Again()).RunAsync());
        Assert.All(Pods[1..], p => Assert.Equal("v1.36.4", _node.TagOf(p)));
    }

    [Fact]
    public async Task An_api_server_that_was_copied_back_is_waited_for()
    {
        DieAt("kube-apiserver");
        await Apply().FailAsync();
        DieAt("");
        File.WriteAllText(Path.Combine(_node.Home, "down"), "");

        Assert.IsType<StepOutcome.Succeeded>(await Apply(_node.Again()).RunAsync());

        Assert.Equal(["upgrade", "token", "token", "upgrade"], _node.Calls.Select(static c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task Without_the_mend_kubeadm_would_refuse_to_begin_again()
    {
        File.Delete(Path.Combine(_node.Manifests, "kube-scheduler.yaml"));
        var result = await _node.QueryAsync(new() { Arguments = ["kubeadm", "upgrade", "apply"] }, TestContext.Current.CancellationToken);

        Assert.Equal(2, result.ExitStatus);
    }

    [Fact]
    public async Task A_backup_of_an_earlier_upgrade_is_never_copied_back()
    {
        var old = Directory.CreateDirectory(Path.Combine(_node.Home, "tmp", "kubeadm-backup-manifests-2025-01-01-00-00-00")).FullName;
        File.WriteAllText(Path.Combine(old, "kube-apiserver.yaml"), "of an earlier upgrade");
        DieAt("kube-apiserver");
        await Apply().FailAsync();
        Directory.Delete(Directory.GetDirectories(Path.Combine(_node.Home, "tmp"), "kubeadm-backup-manifests-2026*").Single(), recursive: true);

        var failure = await Apply(_node.Again()).FailAsync();

        Assert.Equal("manifest-missing", failure.Code);
        Assert.DoesNotContain("kube-apiserver.yaml", _node.Names);
        Assert.Equal(1, Upgrades);
    }

    [Fact]
    public async Task A_manifest_that_is_there_again_is_left_alone()
    {
        DieAt("kube-apiserver");
        await Apply().FailAsync();
        _node.WriteManifest("kube-apiserver", "v1.35.9");
        DieAt("");

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Apply(_node.Again()).RunAsync());

        Assert.Equal("", outcome.Outputs["restored"]!.ToString());
        Assert.Equal("v1.35.9", _node.TagOf("kube-apiserver"));
    }

    [Fact]
    public async Task A_manifest_that_was_missing_before_is_told_and_nothing_is_done()
    {
        File.Delete(Path.Combine(_node.Manifests, "kube-scheduler.yaml"));

        var failure = await Apply().FailAsync();

        Assert.Equal("manifest-missing", failure.Code);
        Assert.Contains("kube-scheduler", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_node.Calls);
    }

    [Theory]
    [InlineData("kube-apiserver.yaml.bak")]
    [InlineData("backup.yaml")]
    public async Task A_stray_copy_of_a_manifest_is_told_and_nothing_is_done(string file)
    {
        _node.WriteManifest("kube-apiserver", "v1.34.0", file);

        var failure = await Apply().FailAsync();

        Assert.Equal("stray-manifest", failure.Code);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Empty(_node.Calls);
    }

    [Theory]
    [InlineData(".kube-apiserver.yaml", "kube-apiserver")]
    [InlineData("my-proxy.yaml", "my-proxy")]
    public async Task A_file_that_kubelet_passes_over_and_a_pod_of_ones_own_are_no_strays(string file, string pod)
    {
        _node.WriteManifest(pod, "v1.34.0", file);

        Assert.IsType<StepOutcome.Succeeded>(await Apply().RunAsync());
    }

    [Theory]
    [InlineData("v1.35.3")]
    [InlineData("v1.36.3")]
    [InlineData("v1.37.0")]
    public async Task A_kubeadm_that_may_not_bring_the_cluster_there_is_told_before_it_begins(string version)
    {
        _node.Kubeadm(Swap, version);

        var failure = await Apply().FailAsync();

        Assert.Equal("kubeadm-version", failure.Code);
        Assert.Contains("1.36.4", failure.Hint, StringComparison.Ordinal);
        Assert.Empty(_node.Calls);
    }

    [Theory]
    [InlineData("v1.36.4", "v1.36.4", true)]
    [InlineData("v1.36.4", "v1.35.3", false)]
    [InlineData("v1.35.3", "v1.36.4", false)]
    public async Task It_is_done_when_the_cluster_and_the_static_pods_are_at_the_version(string pods, string cluster, bool isDone)
    {
        foreach (var pod in Pods[1..])
            _node.WriteManifest(pod, pods);

        var probe = await Apply().With(c => c with { Cluster = ClusterAt(cluster) }).ProbeAsync();

        Assert.Equal(isDone ? typeof(ProbeResult.Satisfied) : typeof(ProbeResult.Needed), probe.GetType());
    }

    [Fact]
    public async Task An_attempt_that_ended_badly_is_not_taken_for_done_though_all_versions_fit()
    {
        _node.Kubeadm(Swap + "\nexit 1");
        var failure = await Apply().FailAsync();
        Assert.Equal("upgrade-unfinished", failure.Code);

        var probe = await Apply(_node.Again()).With(c => c with { Cluster = ClusterAt("v1.36.4") }).ProbeAsync();

        Assert.IsType<ProbeResult.Needed>(probe);
    }

    [Theory]
    [InlineData("mkdir -p $node/tmp/kubeadm-backup-manifests-2026-11-23-00-00-00; exit 1", "rolled-back")]
    [InlineData("mkdir -p $node/tmp/kubeadm-backup-manifests-2026-11-23-00-00-00; sed -i s/v1.35.3/v1.36.4/ $node/manifests/kube-apiserver.yaml; exit 1", "half-upgraded")]
    [InlineData("mkdir -p $node/tmp/kubeadm-backup-manifests-2026-11-23-00-00-00; rm $node/manifests/kube-apiserver.yaml; exit 1", "manifest-missing")]
    [InlineData("echo 'could not reach the API' >&2; exit 1", "upgrade-failed")]
    [InlineData("echo '\t[ERROR CreateJob]: Job \"upgrade-health-check\" did not complete' >&2; exit 2", "preflight-failed")]
    [InlineData("exit 3", "bad-configuration")]
    public async Task What_became_of_the_node_says_how_an_upgrade_failed(string script, string code)
    {
        _node.Kubeadm(script);

        var failure = await Apply().FailAsync();

        Assert.Equal(code, failure.Code);
        Assert.NotNull(failure.Hint);
    }

    [Fact]
    public async Task A_node_without_kubeadm_is_told()
    {
        File.Delete(Path.Combine(_node.Folder, "bin", "kubeadm"));
        using var worker = new FakeNode();

        Assert.Equal("kubeadm-missing", (await Node(worker).FailAsync()).Code);
    }

    [Fact]
    public async Task A_worker_gets_its_configuration_each_time_it_is_asked_for()
    {
        using var worker = new FakeNode().Kubeadm("");

        Assert.Same(ProbeResult.Unknown, await Node(worker).ProbeAsync());
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Node(worker).RunAsync());

        Assert.Equal(["upgrade node"], worker.Calls);
        Assert.Equal(new Value.Flag(false), outcome.Outputs["control_plane"]);
    }

    [Fact]
    public async Task In_doubt_a_worker_is_simply_upgraded_again()
    {
        using var worker = new FakeNode().Kubeadm("");

        Assert.IsType<ProbeResult.Needed>(await Node(worker).With(static c => c with { BootId = "boot-0" }).ProbeAsync());
    }

    [Fact]
    public async Task A_second_node_of_the_control_plane_is_mended_in_the_same_way()
    {
        DieAt("kube-controller-manager");
        await Node(_node).FailAsync();
        DieAt("");

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Node(_node.Again()).RunAsync());

        Assert.Equal(new Value.Flag(true), outcome.Outputs["control_plane"]);
        Assert.StartsWith("kube-controller-manager from ", outcome.Outputs["restored"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_are_passed_on_as_kubeadm_spells_them()
    {
        var run = new ToolRun(
            "kubeadm", "upgrade apply", ("version", Text("1.36.4")), ("etcd-upgrade", Flag(false)), ("certificate-renewal", Flag(true)), ("patches", Text("/etc/patches")),
            ("ignore-preflight-errors", new Value.List([Text("CreateJob"), Text("Swap")])), ("config", Text("")), ("force", Flag(true))).On(_node);

        await run.RunAsync();

        Assert.Equal(
            ["upgrade apply v1.36.4 --yes --force --patches=/etc/patches --certificate-renewal=true --etcd-upgrade=false --ignore-preflight-errors=CreateJob,Swap"], _node.Calls);
    }

    private ToolRun Apply(FakeNode? node = null) => new ToolRun("kubeadm", "upgrade apply", ("version", Text("1.36.4"))).On(node ?? _node);

    private static ToolRun Node(FakeNode node) => new ToolRun("kubeadm", "upgrade node").On(node);

    private static FakeCluster ClusterAt(string version) => new FakeCluster().Add(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "kubeadm-config", ["namespace"] = "kube-system" },
        ["data"] = new JsonObject { ["ClusterConfiguration"] = $"apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: {version}\nnetworking: {{}}\n" },
    });

    /// <param name="pod">Between the two moves of its manifest; empty: nowhere.</param>
    /// <param name="what">What dies: kubeadm, or with the power all of the step's commands.</param>
    private void DieAt(string pod, string what = "power") => File.WriteAllText(Path.Combine(_node.Home, "die"), $"{pod} {what}");

    private int Upgrades => _node.Calls.Count(static c => c.StartsWith("upgrade", StringComparison.Ordinal));
}
