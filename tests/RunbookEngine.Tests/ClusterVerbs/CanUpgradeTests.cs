using System.Text.Json.Nodes;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public class CanUpgradeTests
{
    [Fact]
    public async Task A_legal_upgrade_passes_and_tells_every_rule()
    {
        var step = Step("1.37.0").On(Cluster());

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await step.RunAsync()).Outputs;

        Assert.Equal("1.36.4", outputs["from"]!.ToString());
        Assert.Equal(new Value.Integer(0), outputs["broken"]);
        Assert.Contains(step.Lines, static l => l == "ok        kubelets            1.36.4 on 2 nodes");
        Assert.Contains(step.Lines, static l => l.StartsWith("not known kubeadm ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_broken_rules_are_told_at_once_with_what_to_do()
    {
        var cluster = Cluster().Add(Some.Node("w2", "v1.33.1"));

        var failure = await Step("1.38.0").On(cluster).FailAsync();

        Assert.Equal("upgrade-not-allowed", failure.Code);
        Assert.False(failure.Retryable);
        Assert.Contains("from 1.36.4 to 1.38.0 is 2 minors", failure.Message, StringComparison.Ordinal);
        Assert.Contains("too old for API servers of 1.38: w2 (1.33.1)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("go to the newest 1.37 first", failure.Hint, StringComparison.Ordinal);
        Assert.Contains(failure.Details, static l => l.Contains("[kubernetes.io/releases/version-skew-policy]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_is_ignored_is_told_but_does_not_fail()
    {
        var step = Step("1.37.0-rc.1", ("ignore", Text("release"))).On(Cluster());

        var outputs = Assert.IsType<StepOutcome.Unchanged>(await step.RunAsync()).Outputs;

        Assert.Equal(new Value.Integer(1), outputs["broken"]);
        Assert.Contains(step.Lines, static l => l.StartsWith("NOT OK    release", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.36")]
    [InlineData("newest")]
    public async Task A_version_without_its_patch_is_refused(string version) => Assert.Equal("bad-setting", (await Step(version).On(Cluster()).FailAsync()).Code);

    [Fact]
    public async Task A_rule_that_does_not_exist_is_refused() =>
        Assert.Equal("bad-setting", (await Step("1.37.0", ("ignore", Text("everything"))).On(Cluster()).FailAsync()).Code);

    [Fact]
    public void Metrics_tell_which_deprecated_apis_were_asked_for()
    {
        var metrics = """
            # HELP apiserver_requested_deprecated_apis Gauge of deprecated APIs that have been requested
            apiserver_requested_deprecated_apis{group="flowcontrol.apiserver.k8s.io",removed_release="1.32",resource="flowschemas",subresource="",version="v1beta3"} 1
            apiserver_requested_deprecated_apis{group="",removed_release="",resource="componentstatuses",subresource="",version="v1"} 1
            apiserver_requested_deprecated_apis{group="a",removed_release="1.40",resource="b",subresource="",version="v1"} 0
            other{a="b"} 1
            """u8;

        Assert.Equal(
            [new DeprecatedApi("flowschemas.v1beta3.flowcontrol.apiserver.k8s.io", "1.32"), new DeprecatedApi("componentstatuses.v1", "")],
            DeprecatedMetric.Read(metrics));
    }

    internal static FakeCluster Cluster() => new FakeCluster().Add(
        Some.Node("cp1", labels: ("node-role.kubernetes.io/control-plane", "")).With(Containerd),
        Some.Node("w1").With(Containerd),
        Component("kube-apiserver", "v1.36.4"),
        Component("kube-controller-manager", "v1.36.4"),
        Component("kube-scheduler", "v1.36.4"),
        Component("etcd", "3.6.12-0"));

    internal static JsonObject Component(string name, string tag, string node = "cp1") => Some.Pod($"kube-system/{name}-{node}", node, owner: $"Node/{node}").With(p =>
    {
        p["metadata"]!["labels"] = new JsonObject { ["component"] = name, ["tier"] = "control-plane" };
        p["spec"]!["containers"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = $"example.test:5000/{name}:{tag}", ["command"] = new JsonArray(name, "--v=2") });
    });

    private static void Containerd(JsonObject node) => node["status"]!["nodeInfo"]!["containerRuntimeVersion"] = "containerd://2.1.3";

    private static ToolRun Step(string version, params (string, Value)[] settings) => new("cluster", "can upgrade", [("version", Text(version)), .. settings]);
}
