using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class ScenarioTests
{
    private const string Head = "apiVersion: runbook/v1\nkind: Scenario\nrunbook: ../upgrade.yaml\nworld: { cluster: { version: 1.34.1 }, workloads: [{ name: web }] }\n";

    [Fact]
    public void A_short_one_expects_that_all_goes_well()
    {
        var scenario = Read(Head);

        Assert.Equal(("power", "runbooks/upgrade.yaml", 1, true), (scenario.Name, scenario.Runbook, scenario.Seed, scenario.Approve));
        Assert.Equal(["cp1", "w1", "w2", "w3"], scenario.World.Nodes.Select(static n => n.Name));
        Assert.Equal(ExpectedStatus.Succeeded, scenario.Expect.Status);
        Assert.Empty(scenario.Faults);
    }

    [Fact]
    public void Everything_can_be_said()
    {
        var scenario = Read(Head + """
            name: a worker loses power
            inputs: { version: 1.35.0, batches: [1, 25%], force: true }
            seed: 7
            approve: false
            faults:
              - power-loss w2 at upgrade[w2]/kubelet for 2m
              - { api-refuses: 429, after: 1m, for: 20s }
              - { other-actor: { cordons: w3 }, at: "upgrade[w2]/kubelet end" }
              - { engine-crash: , after: write 3 }
            expect:
              status: failed
              exit: 1
              nodes: { version: 1.35.0, versions: { w3: 1.34.1 }, unschedulable: [w3], ready: "w[1:3]" }
              availability: { default/web: ">= 1", kube-system/coredns: 2 }
              steps: { ran: ["a[*]/b"], skipped: [c], failed: d, not-run: [e] }
              facts: ["node w1: *"]
            """);

        Assert.Equal(("a worker loses power", 7, false), (scenario.Name, scenario.Seed, scenario.Approve));
        Assert.Equal(new Value.Text("1.35.0"), scenario.Inputs["version"]);
        Assert.Equal(
            ["power-loss w2 at upgrade[w2]/kubelet middle for 2m", "api-refuses 429 after 1m for 20s", "other-actor cordons w3 at upgrade[w2]/kubelet end", "engine-crash after write 3"],
            scenario.Faults.Select(FaultText.Of));
        var expect = scenario.Expect;
        Assert.Equal((ExpectedStatus.Failed, 1, "1.35.0", false), (expect.Status, expect.Exit, expect.NodeVersion, expect.AllReady));
        Assert.Equal([new("w3", "1.34.1")], expect.NodeVersions);
        Assert.Equal(["w3"], expect.Unschedulable!.Value);
        Assert.Equal(["w1", "w2", "w3"], expect.Ready!.Value);
        Assert.Equal([("default/web", 1, true), ("kube-system/coredns", 2, false)], expect.Availability.Select(static a => (a.Workload, a.Bound, a.AtLeast)));
        Assert.Equal(["a[*]/b", "c", "d", "e", "node w1: *"], [.. expect.Ran, .. expect.Skipped, .. expect.Failed, .. expect.NotRun, .. expect.Facts]);
    }

    [Fact]
    public void All_nodes_ready_and_none_cordoned_can_be_said()
    {
        var expect = Read(Head + "expect: { nodes: { unschedulable: [], ready: all } }\n").Expect;

        Assert.Equal((true, true), (expect.AllReady, expect.Unschedulable is { IsEmpty: true }));
        Assert.Null(expect.Ready);
    }

    [Fact]
    public void A_world_may_stand_in_a_file_of_its_own_and_its_mistakes_are_told_there()
    {
        const string Text = "apiVersion: runbook/v1\nkind: Scenario\nrunbook: a.yaml\nworld: worlds/small.yaml\n";

        Assert.Equal("runbooks/tests/worlds/small.yaml", Load(Text, Worlds.Head).Scenario!.World.File);
        Assert.Equal(["RB0101"], Load(Text, Worlds.Head + "node: []\n").Diagnostics.Select(static d => d.Code));
        Assert.Equal("runbooks/tests/worlds/small.yaml:4:1", Load(Text, Worlds.Head + "node: []\n").Diagnostics[0].Span.ToString());
        Assert.Equal(["RB0901"], Load(Text).Diagnostics.Select(static d => d.Code));
    }

    [Theory]
    [InlineData("expct: {}", "RB0101", "did you mean `expect`?")]
    [InlineData("faults: [power-loss w9]", "RB0905", "it has `cp1`, `w1`, `w2`, `w3`, `local`")]
    [InlineData("faults: [{ power-loss: w1, reboot: w1 }]", "RB0913", null)]
    [InlineData("faults: [{ at: a }]", "RB0913", null)]
    [InlineData("faults: [{ power-los: w1 }]", "RB0912", "did you mean `power-loss`?")]
    [InlineData("faults: [[]]", "RB0102", null)]
    [InlineData("faults: power-loss w1", "RB0102", null)]
    [InlineData("expect: { status: success }", "RB0113", null)]
    [InlineData("expect: { availability: { default/web: most } }", "RB0914", null)]
    [InlineData("expect: { availability: { default/wbe: 1 } }", "RB0905", "did you mean `default/web`?")]
    [InlineData("expect: { nodes: { unschedulable: [w7] } }", "RB0905", null)]
    [InlineData("expect: { nodes: { versions: { w7: 1.34.1 } } }", "RB0905", null)]
    [InlineData("expect: { steps: { run: [a] } }", "RB0101", "did you mean `ran`?")]
    [InlineData("seed: x", "RB0102", null)]
    public void A_mistake_is_told(string text, string code, string? hint)
    {
        var loaded = Load(Head + text + "\n");

        var diagnostic = Assert.Single(loaded.Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Null(loaded.Scenario);
        if (hint is not null)
            Assert.Equal(hint, diagnostic.Hint);
    }

    [Fact]
    public void What_is_needed_is_told() =>
        Assert.Equal(["RB0103", "RB0103"], Load("apiVersion: runbook/v1\nkind: Scenario\n").Diagnostics.Select(static d => d.Code));

    [Fact]
    public void A_file_that_is_not_there_is_told() => Assert.Equal(["RB0911"], ScenarioLoader.Load("none.yaml", new Files([])).Diagnostics.Select(static d => d.Code));

    private static Scenario Read(string text)
    {
        var loaded = Load(text);
        Assert.True(loaded.Scenario is not null, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        return loaded.Scenario;
    }

    private static ScenarioLoading Load(string text, string? world = null) =>
        ScenarioLoader.Load("runbooks/tests/power.yaml", new Files(new() { ["runbooks/tests/power.yaml"] = text, ["runbooks/tests/worlds/small.yaml"] = world }));

    private sealed class Files(Dictionary<string, string?> texts) : ISourceReader
    {
        public SourceReading Read(string file) => texts.GetValueOrDefault(file) is { } text ? new(Encoding.UTF8.GetBytes(text)) : new(null, "there is no such file");
    }
}
