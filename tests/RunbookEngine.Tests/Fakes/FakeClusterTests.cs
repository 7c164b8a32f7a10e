using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>What others build on the fake is worth as much as it is like the real server.</summary>
public class FakeClusterTests
{
    private static readonly ApiResource Budgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

    private FakeCluster Cluster { get; } = new(new FakeClock());

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patch_for_a_version_that_is_gone_is_a_conflict_with_the_servers_words()
    {
        Cluster.Add(Some.Node("w1"));
        var version = Cluster["nodes", "w1"]!.Value.Text("metadata", "resourceVersion");
        await PatchAsync("w1", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

        var refused = await Assert.ThrowsAsync<ClusterException>(() => PatchAsync("w1", $$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"spec":{"unschedulable":true}}"""));

        Assert.Equal((409, "Conflict"), (refused.Status, refused.Reason));
        Assert.Equal("Operation cannot be fulfilled on nodes \"w1\": the object has been modified; please apply your changes to the latest version and try again", refused.Message);
        Assert.Equal("b", Cluster["nodes", "w1"]!.Value.Label("a"));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_select_by_labels_and_fields()
    {
        Cluster.Add([.. Enumerable.Range(0, 7).Select(static i => Some.Pod($"web-{i}", i < 5 ? "w1" : "w2", app: i % 2 == 0 ? "web" : "db"))]);

        var first = await Cluster.SendAsync(new("GET", ApiResource.Pods.PathOf()) { Query = [new("limit", "3"), new("fieldSelector", "spec.nodeName=w1")] }, Never);
        Assert.Equal((3, null), (first.Json.Items("items").Count(), first.Json.Number("metadata", "remainingItemCount")));
        var second = await Cluster.SendAsync(
            new("GET", ApiResource.Pods.PathOf()) { Query = [new("limit", "3"), new("fieldSelector", "spec.nodeName=w1"), new("continue", first.Json.Text("metadata", "continue"))] }, Never);
        Assert.Equal(["web-3", "web-4"], second.Json.Items("items").Select(JsonFacts.ObjectName));
        var labelled = await Cluster.SendAsync(new("GET", ApiResource.Pods.PathOf("default")) { Query = [new("labelSelector", "app=web")] }, Never);
        Assert.Equal(4, labelled.Json.Items("items").Count());
    }

    [Fact]
    public async Task A_budget_lets_as_many_pods_go_as_it_allows_and_says_why_not_more()
    {
        Cluster.Add(Some.Workload("ReplicaSet", "web", 3), Some.Budget("web", "web", minAvailable: 2));
        Cluster.Add([.. Enumerable.Range(0, 3).Select(static i => Some.Pod($"web-{i}", "w1", app: "web"))]);

        Assert.Equal(201, (await EvictAsync("web-0")).Status);
        var refused = await EvictAsync("web-1");

        Assert.Equal((429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget."), (refused.Status, refused.Json.Text("reason"), refused.Json.Text("message")));
        Assert.Equal([new("DisruptionBudget", "The disruption budget web needs 2 healthy pods and has 2 currently")], ClusterException.CausesOf(refused));
        var budget = await Cluster.FindAsync(Budgets, "default", "web", Never);
        Assert.Equal((0, 2, 2, 3), (
            budget!.Value.Number("status", "disruptionsAllowed"), budget.Value.Number("status", "currentHealthy"), budget.Value.Number("status", "desiredHealthy"),
            budget.Value.Number("status", "expectedPods")));
    }

    [Fact]
    public async Task Controllers_put_another_pod_elsewhere_when_asked_to()
    {
        Cluster.ReplacesPods = true;
        Cluster.Add(Some.Node("w1", isUnschedulable: true), Some.Node("w2"), Some.Workload("ReplicaSet", "web"), Some.Pod("web-0", "w1", app: "web"));

        await EvictAsync("web-0");

        Assert.Equal("w2", Assert.Single(Cluster.All("pods")).Text("spec", "nodeName"));
    }

    [Fact]
    public async Task Two_budgets_over_one_pod_are_an_error_of_the_server()
    {
        Cluster.Add(Some.Budget("a", "web", minAvailable: 0), Some.Budget("b", "web", minAvailable: 0), Some.Pod("web-0", "w1", app: "web"));

        var refused = await EvictAsync("web-0");

        Assert.Equal((500, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."), (refused.Status, refused.Json.Text("message")));
    }

    [Fact]
    public async Task The_version_of_policy_that_is_served_is_the_one_that_counts()
    {
        Cluster.PolicyVersions = ["v1beta1"];
        Cluster.Add(Some.Pod("web-0", "w1"));

        Assert.Equal(404, (await Cluster.SendAsync(new("GET", Budgets.PathOf("default")), Never)).Status);
        Assert.Equal(400, (await EvictAsync("web-0")).Status);
        Assert.Equal(201, (await EvictAsync("web-0", "policy/v1beta1")).Status);
        var groups = await Cluster.SendAsync(new("GET", "/apis"), Never);
        Assert.Equal("policy/v1beta1", groups.Json.Items("groups").Single(static g => g.Text("name") == "policy").Text("preferredVersion", "groupVersion"));
    }

    [Fact]
    public async Task A_pod_is_there_until_its_kubelet_has_stopped_it()
    {
        var clock = new FakeClock();
        var cluster = new FakeCluster(clock) { PodsStopAfter = TimeSpan.FromSeconds(10) };
        cluster.Add(Some.Pod("web-0", "w1"));

        await cluster.DeleteAsync(ApiResource.Pods, "default", "web-0", null, Never);

        Assert.Equal(30, cluster["pods", "default/web-0"]!.Value.Number("metadata", "deletionGracePeriodSeconds"));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(cluster["pods", "default/web-0"]);
    }

    [Fact]
    public async Task What_is_applied_is_owned_and_another_manager_is_told_so()
    {
        var map = new ApiResource("", "v1", "configmaps", "ConfigMap", true);
        await ApplyAsync("one", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"1\",\"b\":\"2\"}}");

        var refused = await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync("two", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"3\"}}"));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .data.a", refused.Message);
        await ApplyAsync("one", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"3\"}}");

        Assert.Equal("{\"a\":\"3\"}", Cluster["configmaps", "default/m"]!.Value.At("data").GetRawText());

        Task ApplyAsync(string manager, string body) => Cluster.SendAsync(
            new("PATCH", map.PathOf("default", "m")) { Body = body, ContentType = PatchTypes.Apply, Query = [new("fieldManager", manager)] }, Never).ContinueWith(static t => t.Result.OrThrow(), Never);
    }

    [Fact]
    public async Task Watchers_see_what_is_there_and_what_changes()
    {
        Cluster.Add(Some.Node("w1"));
        await using var changes = Cluster.WatchAsync(new("GET", ApiResource.Nodes.PathOf()), Never).GetAsyncEnumerator(Never);

        Assert.Equal("Added w1", await NextAsync());
        Assert.Equal("Synced ", await NextAsync());
        await PatchAsync("w1", "{\"spec\":{\"unschedulable\":true}}");
        Assert.Equal("Modified w1", await NextAsync());
        await Cluster.DeleteAsync(ApiResource.Nodes, null, "w1", null, Never);
        Assert.Equal("Deleted w1", await NextAsync());

        async Task<string> NextAsync()
        {
            await changes.MoveNextAsync();
            return $"{changes.Current.Kind} {changes.Current.Object.ObjectName()}";
        }
    }

    private Task<System.Text.Json.JsonElement> PatchAsync(string node, string body) => Cluster.PatchAsync(ApiResource.Nodes, null, node, PatchTypes.Merge, body, Never);

    private Task<ClusterAnswer> EvictAsync(string pod, string version = "policy/v1") => Cluster.SendAsync(
        new("POST", ApiResource.Pods.PathOf("default", pod, "eviction"))
        {
            Body = $$$"""{"apiVersion":"{{{version}}}","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"default"}}""",
        },
        Never);
}
