using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Velero;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public class VeleroTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("New", false)]
    [InlineData("Queued", false)]
    [InlineData("ReadyToStart", false)]
    [InlineData("InProgress", false)]
    [InlineData("WaitingForPluginOperations", false)]
    [InlineData("WaitingForPluginOperationsPartiallyFailed", false)]
    [InlineData("Finalizing", false)]
    [InlineData("FinalizingPartiallyFailed", false)]
    [InlineData("Completed", true)]
    [InlineData("PartiallyFailed", true)]
    [InlineData("Failed", true)]
    [InlineData("FailedValidation", true)]
    public void Only_these_phases_go_no_further(string phase, bool isOver) => Assert.Equal(isOver, Phase(phase).IsOver);

    [Theory]
    [InlineData("Completed", false, null)]
    [InlineData("PartiallyFailed", true, null)]
    [InlineData("PartiallyFailed", false, "velero-partially-failed")]
    [InlineData("Failed", true, "velero-failed")]
    [InlineData("FailedValidation", true, "velero-failed-validation")]
    public void What_counts_as_done_is_a_matter_of_policy(string phase, bool allowsPartial, string? code) => Assert.Equal(code, Phase(phase).Failure("backup", "b", allowsPartial)?.Code);

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task What_was_cut_off_anywhere_is_made_once_and_waited_for(string verb)
    {
        for (var moment = 0; ; moment++)
        {
            var cluster = Cluster();
            var dying = new DyingCluster(cluster) { DiesAfter = moment };
            var step = Step(dying, verb);
            var died = false;
            try
            {
                await step.RunAsync();
            }
            catch (CrashException)
            {
                died = true;
                dying.DiesAfter = null;
                Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
            }

            Assert.Single(cluster.Changes);
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task Another_attempt_makes_another_one_after_a_failure()
    {
        var cluster = Cluster("""{ "phase": "Failed" }""");
        await Step(cluster, "backup").RunAsync();
        await Step(cluster, "backup").With(static c => c with { Attempt = 2 }).RunAsync();

        Assert.Equal(3, cluster.All("backups").Count);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task Another_attempt_goes_on_with_what_an_earlier_one_began(string verb)
    {
        var cluster = Cluster();
        await Step(cluster, verb).RunAsync();

        Assert.IsType<StepOutcome.Succeeded>(await Step(cluster, verb).With(static c => c with { Attempt = 3 }).RunAsync());

        Assert.Single(cluster.Changes);
    }

    [Fact]
    public async Task Errors_are_read_from_the_status()
    {
        var cluster = Cluster("""{ "phase": "FailedValidation", "validationErrors": ["no such location"] }""");

        var failure = await Step(cluster, "backup").FailAsync();

        Assert.Equal("velero-failed-validation", failure.Code);
        Assert.EndsWith("was refused by Velero: no such location", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unavailable")]
    [InlineData(null)]
    public async Task A_storage_that_cannot_be_used_is_told_before_anything_is_made(string? phase)
    {
        var cluster = Cluster();
        cluster.Change("backupstoragelocations", "velero/default", l => l["status"] = new JsonObject { ["phase"] = phase });

        Assert.Equal("velero-storage", (await Step(cluster, "backup").FailAsync()).Code);
        Assert.Empty(cluster.Changes);
    }

    /// <summary>Velero takes any name, and completes a backup of nothing.</summary>
    [Fact]
    public async Task A_namespace_that_is_not_there_is_told_before_anything_is_made()
    {
        var cluster = Cluster();
        var step = new ToolRun("velero", "backup", ("name", Text("before")), ("include-namespaces", new Value.List([Text("*"), Text("shpo")]))).On(cluster);

        Assert.Equal("no-namespace", (await step.FailAsync()).Code);
        Assert.Empty(cluster.Changes);
    }

    [Fact]
    public async Task A_backup_that_is_not_there_is_told_before_anything_is_made()
    {
        var cluster = Cluster();

        Assert.Equal("not-found", (await Step(cluster, "restore", "other").FailAsync()).Code);
        Assert.Equal("bad-setting", (await Step(cluster, "restore", "").FailAsync()).Code);
        Assert.Empty(cluster.Changes);
    }

    [Fact]
    public async Task A_volume_is_held_fast_once_and_waited_for_until_it_can_be_used()
    {
        for (var moment = 0; ; moment++)
        {
            var cluster = Cluster().Add(new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "PersistentVolumeClaim", ["metadata"] = new JsonObject { ["name"] = "data", ["namespace"] = "default" }, ["status"] = new JsonObject { ["phase"] = "Bound" },
            });
            var dying = new DyingCluster(cluster) { DiesAfter = moment };
            var step = new ToolRun("cluster", "volume snapshot", ("claim", Text("data"))).On(dying);
            try
            {
                var outputs = Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs;
                Assert.Equal(("content", "5Gi"), (outputs["content"]!.ToString(), outputs["restore_size"]!.ToString()));
                Assert.Single(cluster.Changes);
                break;
            }
            catch (CrashException)
            {
                dying.DiesAfter = null;
                Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
                Assert.Single(cluster.Changes);
            }
        }
    }

    /// <summary>Velero completes a restore of a namespace that its backup does not hold.</summary>
    [Theory]
    [InlineData("""{ "phase": "Completed", "progress": {} }""", "velero-empty")]
    [InlineData("""{ "phase": "Completed", "progress": { "totalItems": 3, "itemsRestored": 3 } }""", null)]
    [InlineData("""{ "phase": "Completed" }""", null)]
    public async Task What_came_to_nothing_is_told(string status, string? code)
    {
        var outcome = await Step(Cluster(status), "restore").RunAsync();

        Assert.Equal(code, (outcome as StepOutcome.Failed)?.Failure.Code);
        Assert.Equal(code is null, outcome is StepOutcome.Succeeded);
    }

    private static VeleroPhase Phase(string phase) => VeleroPhase.Of(JsonDocument.Parse($$"""{ "status": { "phase": "{{phase}}" } }""").RootElement);

    /// <summary>A cluster whose Velero and snapshot controller are done as soon as they are asked.</summary>
    private static FakeCluster Cluster(string status = """{ "phase": "Completed" }""")
    {
        var cluster = new FakeCluster();
        foreach (var (plural, kind) in new[] { ("backups", "Backup"), ("restores", "Restore"), ("schedules", "Schedule"), ("backupstoragelocations", "BackupStorageLocation") })
            cluster.Serve(new("velero.io", ["v1"], plural, kind, true) { IsCustom = true });
        cluster.Serve(new("snapshot.storage.k8s.io", ["v1"], "volumesnapshots", "VolumeSnapshot", true) { IsCustom = true });
        cluster.Serve(new("snapshot.storage.k8s.io", ["v1"], "volumesnapshotcontents", "VolumeSnapshotContent", false) { IsCustom = true });
        cluster.Add(
            Item("BackupStorageLocation", "default").With(static l => (l["spec"], l["status"]) = (new JsonObject { ["default"] = true }, new JsonObject { ["phase"] = "Available" })),
            Item("Backup", "nightly").With(static b => b["status"] = new JsonObject { ["phase"] = "Completed" }));
        cluster.After = (request, answer) =>
        {
            if (request.Method != "POST" || !answer.Succeeded)
                return;
            var (plural, name) = (request.Path.Split('/')[^1], answer.Json.ObjectName());
            if (plural != "volumesnapshots")
            {
                cluster.Change(plural, $"velero/{name}", o => o["status"] = JsonNode.Parse(status));
                return;
            }

            cluster.Change(plural, $"default/{name}", static o => o["status"] = new JsonObject { ["readyToUse"] = true, ["boundVolumeSnapshotContentName"] = "content", ["restoreSize"] = "5Gi" });
            cluster.Add(new JsonObject
            {
                ["apiVersion"] = "snapshot.storage.k8s.io/v1", ["kind"] = "VolumeSnapshotContent", ["metadata"] = new JsonObject { ["name"] = "content" },
                ["spec"] = new JsonObject { ["volumeSnapshotRef"] = new JsonObject { ["uid"] = answer.Json.ObjectUid() } },
            });
        };
        return cluster;
    }

    private static JsonObject Item(string kind, string name) =>
        new() { ["apiVersion"] = "velero.io/v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "velero" } };

    private static ToolRun Step(ICluster cluster, string verb, string? what = null) => new ToolRun(
        "velero", verb, (verb == "backup" ? "name" : "backup", Text(what ?? (verb == "backup" ? "before" : "nightly")))).On(cluster);
}
