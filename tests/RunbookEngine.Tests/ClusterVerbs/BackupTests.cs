using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.ClusterVerbs;

public sealed class BackupTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backup");

    private string Dir => Path.Combine(_folder.FullName, "b");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Objects_are_written_by_namespace_kind_and_name_and_what_comes_back_by_itself_is_not()
    {
        await BackupAsync(Cluster());

        Assert.Equal(
            ["_cluster/customresourcedefinitions.apiextensions.k8s.io/gadgets.example.com.json", "_cluster/namespaces/kube-system.json", "_cluster/namespaces/shop.json", "index.json",
                "shop/configmaps/settings.json", "shop/deployments.apps/web.json", "shop/gadgets.example.com/one.json", "shop/services/web.json"],
            Files());
    }

    [Fact]
    public async Task The_index_keeps_the_order_in_which_objects_come_back()
    {
        await BackupAsync(Cluster());

        var index = BackupIndex.Parse(await File.ReadAllBytesAsync(Path.Combine(Dir, "index.json"), TestContext.Current.CancellationToken))!;

        Assert.Equal(
            ["customresourcedefinitions.apiextensions.k8s.io", "namespaces", "configmaps", "deployments.apps", "gadgets.example.com", "services"],
            index.Groups.Select(static g => BackupRules.NameOf(g.Resource)));
        Assert.Equal("uid-of-kube-system", index.Cluster);
    }

    [Fact]
    public void An_object_loses_what_the_server_wrote_and_what_binds_it_to_its_cluster()
    {
        var service = Parse("""
            { "metadata": { "name": "web", "namespace": "shop", "uid": "1", "resourceVersion": "2", "generation": 3, "creationTimestamp": "x", "managedFields": [], "ownerReferences": [],
                "annotations": { "kubectl.kubernetes.io/last-applied-configuration": "{}", "mine": "kept" }, "labels": { "uid": "kept" } },
              "spec": { "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "healthCheckNodePort": 30000, "ports": [ { "port": 80, "nodePort": 30001 } ] }, "status": { "a": 1 } }
            """);

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web", "namespace": "shop", "annotations": { "mine": "kept" }, "labels": { "uid": "kept" } }, "spec": { "ports": [ { "port": 80 } ] } }
                """),
            JsonNode.Parse(CleanObject.Of(new("", "v1", "services", "Service", true), service))));
    }

    [Theory]
    [InlineData("Service", """{ "spec": { "clusterIP": "None", "clusterIPs": ["None"] } }""", """{ "clusterIP": "None", "clusterIPs": ["None"] }""")]
    [InlineData("PersistentVolumeClaim", """{ "spec": { "volumeName": "pv-1", "storageClassName": "fast" } }""", """{ "storageClassName": "fast" }""")]
    [InlineData("PersistentVolume", """{ "spec": { "claimRef": { "name": "c", "uid": "1", "resourceVersion": "2" } } }""", """{ "claimRef": { "name": "c" } }""")]
    [InlineData("Pod", """{ "spec": { "nodeName": "w1", "hostname": "h" } }""", """{ "hostname": "h" }""")]
    [InlineData("Deployment", """{ "spec": { "template": { "metadata": { "name": "x" } }, "nodeName": "kept" } }""", """{ "template": { "metadata": { "name": "x" } }, "nodeName": "kept" }""")]
    public void What_binds_to_a_cluster_depends_on_the_kind(string kind, string given, string spec) => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse(spec), JsonNode.Parse(CleanObject.Of(new("", "v1", "x", kind, true), Parse(given)))!["spec"]));

    [Fact]
    public async Task Secrets_are_left_out_unless_a_passphrase_locks_them()
    {
        await BackupAsync(Cluster(), ("secrets", Text("include")), ("passphrase", Secret(Passphrase)));

        var file = await File.ReadAllBytesAsync(Path.Combine(Dir, "shop/secrets/login.json.locked"), TestContext.Current.CancellationToken);
        Assert.False(file.AsSpan().IndexOf("cGFzc3dvcmQ="u8) >= 0);
        var index = Backup.IndexOf(Dir)!;
        Assert.Contains("cGFzc3dvcmQ=", System.Text.Encoding.UTF8.GetString(index.Lock!.Open(Passphrase)!.Open("shop/secrets/login.json.locked", file)!), StringComparison.Ordinal);
        Assert.Null(index.Lock!.Open("another passphrase"));
        Assert.Null(index.Lock!.Open(Passphrase)!.Open("shop/secrets/other.json.locked", file));
        file[^1] ^= 1;
        Assert.Null(index.Lock!.Open(Passphrase)!.Open("shop/secrets/login.json.locked", file));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("in the runbook, in plain text")]
    public async Task Secrets_are_never_written_without_a_secret_passphrase(string? plain)
    {
        (string, Value)[] passphrase = plain is null ? [] : [("passphrase", Text(plain))];

        Assert.Equal("bad-setting", (await Step(Cluster(), "backup", [("secrets", Text("include")), .. passphrase]).FailAsync()).Code);
        Assert.Equal("bad-setting", (await Step(Cluster(), "backup", ("secrets", Text("include")), ("passphrase", Secret("short"))).FailAsync()).Code);
        Assert.False(Directory.Exists(Dir));
    }

    [Fact]
    public async Task What_may_not_be_read_fails_the_backup_unless_that_is_allowed()
    {
        var cluster = Cluster();
        cluster.Before = static r => r.Path == "/api/v1/configmaps" ? FakeCluster.Refusal(403, "Forbidden", "configmaps is forbidden") : null;

        Assert.Equal("backup-partial", (await Step(cluster, "backup").FailAsync()).Code);
        Assert.False(Directory.Exists(Dir));

        var outputs = await BackupAsync(cluster, ("allow-partial", Flag(true)));
        Assert.Equal("configmaps: configmaps is forbidden", outputs["missing"]!.ToString());
    }

    [Fact]
    public async Task A_folder_that_is_there_is_only_replaced_when_it_is_a_backup_and_that_is_meant()
    {
        await BackupAsync(Cluster());
        var later = Cluster().Remove("services", "shop/web");

        Assert.Equal("exists", (await Other(later).FailAsync()).Code);
        await Other(later, ("replace", Flag(true))).RunAsync();
        Assert.DoesNotContain("shop/services/web.json", Files());
        Assert.Equal(["b"], Directory.EnumerateFileSystemEntries(_folder.FullName).Select(Path.GetFileName));

        File.Delete(Path.Combine(Dir, "index.json"));
        Assert.Equal("exists", (await Other(later, ("replace", Flag(true))).FailAsync()).Code);

        ToolRun Other(ICluster cluster, params (string, Value)[] settings) => Step(cluster, "backup", settings).With(static c => c with { Run = new("20250602-120000-abcd") });
    }

    [Fact]
    public async Task A_backup_that_dies_at_any_request_leaves_nothing_under_its_name_and_is_made_whole_by_the_resume()
    {
        for (var moment = 0; ; moment += 3)
        {
            var dying = new DyingCluster(Cluster()) { DiesAfter = moment };
            var step = Step(dying, "backup");
            try
            {
                await step.RunAsync();
                break;
            }
            catch (CrashException)
            {
                Assert.False(Directory.Exists(Dir));
            }

            dying.DiesAfter = null;
            Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
            Assert.Equal(8, Files().Length);
            Directory.Delete(Dir, recursive: true);
        }
    }

    [Fact]
    public async Task A_backup_that_is_complete_is_not_made_again_by_the_step_that_made_it()
    {
        await BackupAsync(Cluster());
        var cluster = Cluster();

        var outputs = await BackupAsync(cluster);

        Assert.Equal(new Value.Integer(7), outputs["objects"]);
        Assert.Empty(cluster.Requests);
    }

    [Fact]
    public async Task A_backup_comes_back_in_an_empty_cluster_and_a_second_time_changes_nothing()
    {
        await BackupAsync(Cluster(), ("secrets", Text("include")), ("passphrase", Secret(Passphrase)));
        var empty = Empty();

        var first = Assert.IsType<StepOutcome.Succeeded>(await Step(empty, "restore", ("passphrase", Secret(Passphrase))).RunAsync()).Outputs;
        Assert.Equal((new Value.Integer(7), new Value.Integer(1)), (first["created"], first["untouched"]));
        Assert.Equal("cGFzc3dvcmQ=", empty["secrets", "shop/login"]!.Value.Text("data", "password"));
        Assert.Equal("x", empty["gadgets", "shop/one"]!.Value.Text("spec", "size"));

        var other = Step(empty, "restore").With(static c => c with { Run = new("20250602-120000-abcd") });
        var second = Assert.IsType<StepOutcome.Unchanged>(await other.RunAsync()).Outputs;
        Assert.Equal((new Value.Integer(0), new Value.Integer(7), new Value.Integer(1)), (second["created"], second["untouched"], second["skipped"]));
    }

    [Fact]
    public async Task What_is_there_is_left_alone_or_brought_to_the_backups_state_as_is_meant()
    {
        await BackupAsync(Cluster());
        var changed = Cluster().Change("configmaps", "shop/settings", static c => c["data"]!["colour"] = "red");

        Assert.IsType<StepOutcome.Unchanged>(await Step(changed, "restore").RunAsync());
        Assert.Equal("red", changed["configmaps", "shop/settings"]!.Value.Text("data", "colour"));

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(changed, "restore", ("existing", Text("update")), ("namespaces", Text("shop"))).RunAsync()).Outputs;
        Assert.Equal("blue", changed["configmaps", "shop/settings"]!.Value.Text("data", "colour"));
        Assert.Equal((new Value.Integer(5), new Value.Integer(2)), (outputs["updated"], outputs["skipped"]));
    }

    /// <summary>A name that is misspelt would make a backup of nothing, and a restore of nothing, that say all went well.</summary>
    [Fact]
    public async Task A_namespace_that_is_not_there_is_refused_before_anything_is_written()
    {
        var failure = await Step(Cluster(), "backup", ("namespaces", new Value.List([Text("shop"), Text("[shop]")]))).FailAsync();

        Assert.Equal(("no-namespace", false), (failure.Code, failure.Retryable));
        Assert.Contains("`[shop]`", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Dir));
        await BackupAsync(Cluster());
        var missed = await Step(Empty(), "restore", ("namespaces", Text("shpo"))).FailAsync();
        Assert.Equal("the backup has no namespace `shpo`", missed.Message);
        Assert.Contains("it holds kube-system, shop", missed.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_that_are_refused_are_told_at_the_end_and_the_others_come_back()
    {
        await BackupAsync(Cluster());
        var empty = Empty();
        empty.Before = static r => r.Method == "PATCH" && r.Path.Contains("/deployments/", StringComparison.Ordinal) ? FakeCluster.Refusal(422, "Invalid", "spec.selector is immutable") : null;

        var failure = await Step(empty, "restore").FailAsync();

        Assert.Equal(("restore-partial", true), (failure.Code, failure.Retryable));
        Assert.Equal(["shop/deployments.apps/web.json: spec.selector is immutable"], failure.Details);
        empty.Before = null;
        Assert.Equal(new Value.Integer(6), Assert.IsType<StepOutcome.Succeeded>(await Step(empty, "restore").RunAsync()).Outputs["created"]);
    }

    [Fact]
    public async Task A_restore_that_dies_at_any_request_ends_as_an_undisturbed_one()
    {
        await BackupAsync(Cluster());
        for (var moment = 0; ; moment++)
        {
            var empty = Empty();
            var dying = new DyingCluster(empty) { DiesAfter = moment };
            try
            {
                await Step(dying, "restore").RunAsync();
                break;
            }
            catch (CrashException)
            {
                dying.DiesAfter = null;
            }

            var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(dying, "restore").RunAsync()).Outputs;
            Assert.Equal((new Value.Integer(6), new Value.Integer(1)), (outputs["created"], outputs["untouched"]));
            Assert.Equal(6, empty.Changes.Distinct().Count());
        }
    }

    [Fact]
    public async Task A_folder_that_is_no_backup_is_refused()
    {
        Directory.CreateDirectory(Dir);
        Assert.Equal("no-backup", (await Step(Empty(), "restore").FailAsync()).Code);
    }

    [Fact]
    public async Task The_folder_is_committed_to_git_by_argument_lists()
    {
        var commands = new FakeCommands(static c => c.Arguments.Contains("diff") ? FakeCommands.Exited(1) : c.Arguments.Contains("HEAD") ? FakeCommands.Exited(0, "c0ffee\n") : FakeCommands.Exited(c.Arguments.Contains("user.email") ? 1 : 0));

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step(Cluster(), "backup", ("git", Flag(true))).On(commands).RunAsync()).Outputs;

        Assert.Equal("c0ffee", outputs["commit"]!.ToString());
        Assert.Equal(
            [$"git -C {_folder.FullName} add --all --force -- b", $"git -C {_folder.FullName} -c user.name=runbook -c user.email=runbook@localhost commit --quiet --no-verify --message Backup of cluster fake by run 20250601-120000-abcd -- b"],
            commands.Executed.Select(static e => string.Join(' ', e.Command.Arguments)));
    }

    /// <summary>A cluster without objects, where definitions of kinds are established at once.</summary>
    private static FakeCluster Empty()
    {
        var cluster = new FakeCluster().Serve(Gadgets).Add(Some.Namespace("kube-system"));
        cluster.After = (request, answer) =>
        {
            if (request.Method == "PATCH" && answer.Succeeded && request.Path.Contains("/customresourcedefinitions/", StringComparison.Ordinal))
                cluster.Change("customresourcedefinitions", "gadgets.example.com", static d => d["status"] = new JsonObject { ["conditions"] = new JsonArray(Some.Condition("Established", true)) });
        };
        return cluster;
    }

    private static ApiKind Gadgets => new("example.com", ["v1"], "gadgets", "Gadget", true) { IsCustom = true };

    private static FakeCluster Cluster() => Empty().Add(
        Some.Namespace("shop").With(static n => n["metadata"]!["labels"] = new JsonObject { ["team"] = "shop" }), Some.Node("w1"), Some.NodeLease("w1", DateTimeOffset.UnixEpoch),
        Item("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.example.com", null).With(static d => d["status"] = new JsonObject { ["conditions"] = new JsonArray(Some.Condition("Established", true)) }),
        Some.Workload("Deployment", "shop/web"), Some.Workload("ReplicaSet", "shop/web-1", owner: "Deployment/web"), Some.Pod("shop/web-1-x", "w1", "ReplicaSet/web-1"),
        Item("v1", "Service", "web"), Item("v1", "ConfigMap", "settings").With(static c => c["data"] = new JsonObject { ["colour"] = "blue" }), Item("v1", "ConfigMap", "kube-root-ca.crt"),
        Item("v1", "Secret", "login").With(static s => s["data"] = new JsonObject { ["password"] = "cGFzc3dvcmQ=" }),
        Item("v1", "Secret", "token").With(static s => s["type"] = "kubernetes.io/service-account-token"),
        Item("example.com/v1", "Gadget", "one").With(static g => g["spec"]!["size"] = "x"));

    private static JsonObject Item(string version, string kind, string name, string? space = "shop") =>
        new() { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = new JsonObject { ["x"] = 1 }, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space, ["uid"] = $"{kind}-{name}" } };

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private string[] Files() => [.. Directory.EnumerateFiles(Dir, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Dir, f)).Order(StringComparer.Ordinal)];

    private async Task<Value.Map> BackupAsync(ICluster cluster, params (string, Value)[] settings) =>
        Assert.IsType<StepOutcome.Succeeded>(await Step(cluster, "backup", settings).RunAsync()).Outputs;

    private ToolRun Step(ICluster cluster, string verb, params (string, Value)[] settings) => new ToolRun("cluster", verb, [("dir", Text(Dir)), .. settings]).On(cluster);
}
