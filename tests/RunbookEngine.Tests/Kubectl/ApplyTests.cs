using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Handlers.Kubectl.Objects;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;
using static RunbookEngine.Tests.Kubectl.ClusterRun;

namespace RunbookEngine.Tests.Kubectl;

public class ApplyTests
{
    private readonly ClusterRun _run = new();

    [Fact]
    public async Task A_file_of_several_documents_is_applied_as_it_stands_and_left_alone_when_it_is_so()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("apply").FullName, "all.yaml");
        await File.WriteAllTextAsync(file, """
            # a comment
            ---
            apiVersion: v1
            kind: Namespace
            metadata: { name: shop }
            ---
            kind: ConfigMap
            apiVersion: v1
            metadata:
              # whose
              labels:
                name: not-this
              name: "settings"
              namespace: shop # here
            data:
              size: "3"
            """, TestContext.Current.CancellationToken);

        var first = Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("apply", ("file", Text(file))));
        Assert.Equal("objects=namespace/shop, configmap/settings, applied=namespace/shop, configmap/settings", first.Outputs.ToString());
        Assert.Equal("3", _run.Cluster["configmaps", "shop/settings"]!.Value.Text("data", "size"));
        Assert.IsType<StepOutcome.Unchanged>(await _run.DoAsync("apply", ("file", Text(file))));
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"3\"", "\"4\""), TestContext.Current.CancellationToken);

        Assert.Equal("applied=configmap/settings", Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("apply", ("file", Text(file)))).Outputs.ToString().Split(", ")[^1]);
    }

    [Fact]
    public async Task What_the_runbook_holds_is_applied_with_its_secrets_and_tells_none()
    {
        var outcome = await _run.DoAsync("apply", ("manifest", Map(
            ("apiVersion", Text("v1")), ("kind", Text("Secret")), ("metadata", Map(("name", Text("s")))), ("stringData", Map(("password", Secret("hunter2")))))), ("namespace", Text("default")));

        Assert.Equal("hunter2", _run.Cluster["secrets", "default/s"]!.Value.Text("stringData", "password"));
        Assert.DoesNotContain("hunter2", OutputsOf(outcome).ToString() + ((ProbeResult.Needed)_run.Looked).Change + string.Join('\n', _run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_others_manage_are_taken_over_only_when_asked_for()
    {
        await _run.Cluster.SendAsync(
            new("PATCH", "/api/v1/namespaces/default/configmaps/m")
            {
                Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"a":"1"}}""", ContentType = PatchTypes.Apply, Query = [new("fieldManager", "other")],
            },
            TestContext.Current.CancellationToken);
        var manifest = Map(("apiVersion", Text("v1")), ("kind", Text("ConfigMap")), ("metadata", Map(("name", Text("m")))), ("data", Map(("a", Text("2")))));

        var failure = await _run.FailAsync("apply", ("manifest", manifest));
        Assert.Equal("apply-conflict", failure.Code);
        Assert.Contains("conflict with \"other\"", failure.Message, StringComparison.Ordinal);
        await _run.DoAsync("apply", ("manifest", manifest), ("force-conflicts", Flag(true)));

        Assert.Equal("2", _run.Cluster["configmaps", "default/m"]!.Value.Text("data", "a"));
    }

    [Fact]
    public async Task A_kind_is_waited_for_when_its_definition_was_applied_just_before()
    {
        var looks = 0;
        _run.Cluster.Before = request =>
        {
            if (request.Path == "/apis/example.com/v1" && ++looks == 4)
                _run.Cluster.Serve(new("example.com", ["v1"], "gizmos", "Gizmo", true) { IsCustom = true });
            return null;
        };
        var manifest = new Value.List(
        [
            Map(("apiVersion", Text("apiextensions.k8s.io/v1")), ("kind", Text("CustomResourceDefinition")), ("metadata", Map(("name", Text("gizmos.example.com"))))),
            Map(("apiVersion", Text("example.com/v1")), ("kind", Text("Gizmo")), ("metadata", Map(("name", Text("one"))))),
        ]);

        Assert.IsType<StepOutcome.Succeeded>(await _run.DoAsync("apply", ("manifest", manifest)));

        Assert.NotNull(_run.Cluster["gizmos", "default/one"]);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_told() =>
        Assert.Equal("kind-unknown", (await _run.FailAsync("apply", ("manifest", Map(("apiVersion", Text("a/v1")), ("kind", Text("B")), ("metadata", Map(("name", Text("c")))))))).Code);

    [Fact]
    public async Task Neither_a_file_nor_a_manifest_is_told() => Assert.Equal("give either a file or a `manifest`", (await _run.FailAsync("apply")).Message);

    [Theory]
    [InlineData("kind: A\nmetadata:\n  name: a", "`apiVersion`")]
    [InlineData("apiVersion: v1\nmetadata:\n  name: a", "`kind`")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata:\n  labels:\n    name: a", "`metadata.name`")]
    [InlineData("apiVersion: v1\nkind: A\nspec:\n  name: a", "`metadata.name`")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"A\"}", "`metadata.name`")]
    public void An_object_that_names_itself_badly_is_told(string text, string missing) =>
        Assert.Equal($"f.yaml holds an object without {missing}", Assert.Throws<SettingException>(() => Manifest.Parse(text, "f.yaml")).Message);

    [Theory]
    [InlineData("apiVersion: v1\r\nkind: A\r\nmetadata:\r\n  name: a\r\n", "v1 A a ")]
    [InlineData("metadata:\n    namespace: 'n'\n    name: a\nkind: \"A\"\napiVersion: x/v1", "x/v1 A a n")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: n}", "v1 A a n")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"name\":\"a\"}}]}", "v1 A a ")]
    [InlineData("apiVersion: v1\nkind: A\nmetadata:\n  annotations:\n    text: |\n      name: b\n\n      kind: c\n  name: a # yes", "v1 A a ")]
    public void Kind_and_name_are_read_from_text_of_many_forms(string text, string expected) =>
        Assert.Equal(expected, Manifest.Parse(text, "f").Select(static m => $"{m.ApiVersion} {m.Kind} {m.Name} {m.Space}").Single());
}
