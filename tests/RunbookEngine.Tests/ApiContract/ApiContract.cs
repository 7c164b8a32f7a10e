using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.ApiContract;

/// <summary>A cluster with one ready worker that takes pods.</summary>
public interface IApiServer
{
    /// <summary>The way to its API.</summary>
    ICluster Cluster { get; }

    /// <summary>The name of the worker.</summary>
    string Worker { get; }

    /// <summary>Lets some time pass.</summary>
    Task PassAsync(TimeSpan time);
}

/// <summary>
/// What a real API server and the simulated one answer to the same requests, one after the other: those that the engine and its handlers send, and what goes wrong with them. It stands in <c>api.txt</c>,
/// as the real one had it: where the two differ, the simulation is wrong.
/// </summary>
public abstract partial class ApiContract
{
    private const string Space = "api-contract";
    private const string Home = $"/api/v1/namespaces/{Space}";
    private const string Maps = $"{Home}/configmaps";
    private const string Pods = $"{Home}/pods";
    private const string Leases = $"/apis/coordination.k8s.io/v1/namespaces/{Space}/leases";

    /// <summary>What follows are words of the server's parser.</summary>
    private const string Parsing = "unable to parse requirement";

    private readonly StringBuilder _told = new();
    private IApiServer _server = null!;
    private ClusterAnswer _last = new(0, default);

    protected static string Recorded => Path.Combine(Repository.Root, "tests", "RunbookEngine.Tests", "ApiContract", "api.txt");

    private string Version => _last.Json.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;

    private string Uid => _last.Json.GetProperty("metadata").GetProperty("uid").GetString()!;

    /// <summary>Goes through all of it, and tells it.</summary>
    protected async Task<string> TellAsync(IApiServer server)
    {
        _server = server;
        await ForgetAsync();
        await NamespaceAsync();
        await ObjectsAsync();
        await PatchesAsync();
        await AppliesAsync();
        await ListsAsync();
        await LeasesAsync();
        await NodesAsync();
        await PodsAsync();
        await WatchesAsync();
        await ForgetAsync();
        return _told.ToString();
    }

    private async Task NamespaceAsync()
    {
        Title("a namespace");
        await AskAsync("POST", Maps, Map("early"));
        await AskAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{Space}}}"}}""", shown: "status.phase");
        await AskAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{Space}}}"}}""");
        // Pods need the account that a controller makes.
        await EventuallyAsync($"{Home}/serviceaccounts/default", static _ => true);
    }

    private async Task ObjectsAsync()
    {
        Title("objects");
        await AskAsync("GET", $"{Maps}/one");
        await AskAsync("POST", Maps, Map("one"), shown: "data metadata.labels");
        await AskAsync("POST", Maps, Map("one"));
        await AskAsync("GET", $"{Maps}/one", shown: "kind data");
        var (version, uid) = (Version, Uid);
        await AskAsync("PUT", $"{Maps}/one", $$$"""{"metadata":{"name":"one","resourceVersion":"{{{version}}}"},"data":{"a":"2"}}""", shown: "data");
        await AskAsync("PUT", $"{Maps}/one", $$$"""{"metadata":{"name":"one","resourceVersion":"{{{version}}}"},"data":{"a":"3"}}""");
        await AskAsync("PUT", $"{Maps}/one", """{"metadata":{"name":"one"},"data":{"a":"4"}}""", shown: "data");
        await AskAsync("PUT", $"{Maps}/one", """{"metadata":{"name":"other"},"data":{}}""");
        await AskAsync("PUT", $"{Maps}/nobody", $$$"""{"metadata":{"name":"nobody","resourceVersion":"{{{version}}}"}}""");
        await AskAsync("DELETE", $"{Maps}/one", """{"preconditions":{"uid":"00000000-0000-0000-0000-000000000000"}}""");
        await AskAsync("DELETE", $"{Maps}/one", $$$"""{"preconditions":{"uid":"{{{uid}}}"}}""");
        await AskAsync("DELETE", $"{Maps}/one");
        await AskAsync("POST", Maps, """{"metadata":{"generateName":"made-"}}""", shown: "metadata.generateName");
        await AskAsync("POST", Maps, """{"metadata":{"name":"Not_A_Name"}}""");
        await AskAsync("POST", Maps, """{"metadata":{}}""");
        await AskAsync("POST", Maps, """{"metadata":{"name":"x","namespace":"elsewhere"}}""");
        await AskAsync("POST", Maps, Map("tried"), query: [("dryRun", "All")], shown: "data");
        await AskAsync("GET", $"{Maps}/tried");
        await AskAsync("GET", "/apis/nothing.example/v1/things");
        await AskAsync("GET", $"{Home}/things");
        await AskAsync("POST", Maps, """{"metadata":{"name":"kept","finalizers":["example.com/keep"]}}""", shown: "metadata.finalizers");
        await AskAsync("DELETE", $"{Maps}/kept", shown: "metadata.deletionTimestamp metadata.finalizers");
        await AskAsync("GET", $"{Maps}/kept", shown: "metadata.deletionTimestamp");
        await AskAsync("PATCH", $"{Maps}/kept", """{"metadata":{"finalizers":null}}""", PatchTypes.Merge);
        await AskAsync("GET", $"{Maps}/kept");
    }

    private async Task PatchesAsync()
    {
        Title("patches");
        await AskAsync("POST", Maps, Map("two"), shown: "data");
        await AskAsync("PATCH", $"{Maps}/nobody", """{"data":{"b":"1"}}""", PatchTypes.Merge);
        await AskAsync("PATCH", $"{Maps}/two", """{"data":{"b":"1"}}""", PatchTypes.Merge, shown: "data");
        await AskAsync("PATCH", $"{Maps}/two", """{"data":{"a":null}}""", PatchTypes.Merge, shown: "data");
        await AskAsync("PATCH", $"{Maps}/two", """{"metadata":{"resourceVersion":"1"},"data":{"b":"2"}}""", PatchTypes.Merge);
        await AskAsync("PATCH", $"{Maps}/two", """[{"op":"test","path":"/data/b","value":"1"},{"op":"add","path":"/data/c","value":"1"}]""", PatchTypes.Json, shown: "data");
        await AskAsync("PATCH", $"{Maps}/two", """[{"op":"test","path":"/data/b","value":"9"},{"op":"remove","path":"/data/c"}]""", PatchTypes.Json);
        await AskAsync("PATCH", $"{Maps}/two", """[{"op":"remove","path":"/data/none"}]""", PatchTypes.Json);
        await AskAsync("PATCH", $"{Maps}/two", """{"data":{"d":"1"},"metadata":{"labels":{"app":null,"tier":"x"}}}""", PatchTypes.Strategic, shown: "data metadata.labels");
    }

    private async Task AppliesAsync()
    {
        Title("server-side apply");
        (string, string)[] us = [("fieldManager", "us")], them = [("fieldManager", "them")];
        const string Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"three"},"data":{"a":"DATA"}}""";
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "1", StringComparison.Ordinal), PatchTypes.Apply, us, "data");
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "1", StringComparison.Ordinal), PatchTypes.Apply, us, "data");
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "1", StringComparison.Ordinal), PatchTypes.Apply, them, "data");
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "2", StringComparison.Ordinal), PatchTypes.Apply, them);
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "2", StringComparison.Ordinal), PatchTypes.Apply, [.. them, ("force", "true")], "data");
        await AskAsync("PATCH", $"{Maps}/three", Body.Replace("DATA", "1", StringComparison.Ordinal), PatchTypes.Apply, us);
        await AskAsync("PATCH", $"{Maps}/three", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"three"},"data":{}}""", PatchTypes.Apply, them, "data");
        await AskAsync("PATCH", $"{Maps}/three", Body, PatchTypes.Apply);
    }

    private async Task ListsAsync()
    {
        Title("lists");
        foreach (var (name, labels) in new[] { ("l1", """{"app":"a","tier":"x"}"""), ("l2", """{"app":"b","tier":"x"}"""), ("l3", """{"app":"c"}""") })
            await AskAsync("POST", Maps, $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}}}""", shown: "metadata.labels");
        foreach (var selector in new[] { "app=a", "app!=a,tier", "app in (a,c)", "app notin (a,c),app", "tier,!none", "!tier,app", "app==b", "app in (a" })
            await AskAsync("GET", Maps, query: [("labelSelector", selector)]);
        await AskAsync("GET", Maps, query: [("fieldSelector", "metadata.name=l2")]);
        await AskAsync("GET", Maps, query: [("fieldSelector", "metadata.name=l2"), ("labelSelector", "app=a")]);
        await AskAsync("GET", Maps, query: [("fieldSelector", "data.a=1")]);
        await AskAsync("GET", Maps, query: [("labelSelector", "app"), ("limit", "2")]);
        await AskAsync("GET", Maps, query: [("labelSelector", "app"), ("limit", "2"), ("continue", _last.Json.GetProperty("metadata").GetProperty("continue").GetString()!)]);
        await AskAsync("GET", $"/api/v1/namespaces/no-such-namespace/configmaps");
    }

    private async Task LeasesAsync()
    {
        Title("leases");
        const string Fresh = """{"metadata":{"name":"seat"},"spec":{"holderIdentity":"one","leaseDurationSeconds":30}}""";
        await AskAsync("POST", Leases, Fresh, shown: "spec.holderIdentity spec.leaseDurationSeconds");
        var version = Version;
        await AskAsync("POST", Leases, Fresh);
        string Held(string by) => $$$"""{"metadata":{"name":"seat","resourceVersion":"{{{version}}}"},"spec":{"holderIdentity":"{{{by}}}","renewTime":"2026-01-01T00:00:00.000000Z"}}""";
        await AskAsync("PUT", $"{Leases}/seat", Held("two"), shown: "spec");
        await AskAsync("PUT", $"{Leases}/seat", Held("three"));
        await AskAsync("DELETE", $"{Leases}/seat", $$$"""{"preconditions":{"resourceVersion":"{{{version}}}"}}""");
        await AskAsync("DELETE", $"{Leases}/seat");
    }

    private async Task NodesAsync()
    {
        Title("nodes");
        var node = $"/api/v1/nodes/{_server.Worker}";
        await AskAsync("PATCH", node, """{"spec":{"unschedulable":true}}""", PatchTypes.Strategic, shown: "spec.unschedulable");
        await TaintedAsync();
        Say($"taints: {Taints(_last.Json)}");
        await AskAsync("PATCH", node, """{"spec":{"taints":[{"key":"example.com/a","effect":"NoSchedule"}]}}""", PatchTypes.Strategic);
        Say($"taints: {Taints(_last.Json)}");
        await TaintedAsync();
        await AskAsync("PATCH", node, """{"spec":{"taints":null}}""", PatchTypes.Strategic);
        Say($"taints: {Taints(_last.Json)}");
        await TaintedAsync();
        await AskAsync("PATCH", node, """{"spec":{"unschedulable":null}}""", PatchTypes.Strategic, shown: "spec.unschedulable");
        await EventuallyAsync(node, static n => Taints(n).Length == 0);
        await AskAsync("PATCH", node, """{"metadata":{"annotations":{"example.com/b":"1"}}}""", PatchTypes.Merge);
        await AskAsync("PATCH", node, """[{"op":"remove","path":"/metadata/annotations/example.com~1b"}]""", PatchTypes.Json);
        await AskAsync("GET", "/api/v1/nodes/nobody");

        // The controller puts its taint back, and writes the whole list as it has read it: a change that came meanwhile would be lost.
        Task TaintedAsync() => EventuallyAsync(node, static n => Taints(n).Contains("node.kubernetes.io/unschedulable", StringComparison.Ordinal));
    }

    private async Task PodsAsync()
    {
        Title("pods, and budgets that guard them");
        await AskAsync("POST", $"{Pods}/nobody/eviction", Eviction("nobody"));
        foreach (var name in new[] { "p1", "p2", "p3" })
            await AskAsync("POST", Pods, Pod(name, _server.Worker), shown: "spec.nodeName status.phase");
        foreach (var name in new[] { "p1", "p2", "p3" })
            await EventuallyAsync($"{Pods}/{name}", IsReady);
        Say("all are ready");
        await AskAsync("GET", "/api/v1/pods", query: [("fieldSelector", $"spec.nodeName={_server.Worker},metadata.namespace={Space}")]);
        await AskAsync("GET", "/api/v1/pods", query: [("fieldSelector", $"spec.nodeName=nobody")]);
        await AskAsync("GET", Pods, query: [("fieldSelector", "status.phase=Running")]);
        await AskAsync("POST", $"{Pods}/p1/eviction", Eviction("p1"), query: [("dryRun", "All")]);
        var budgets = $"/apis/policy/{Policy}/namespaces/{Space}/poddisruptionbudgets";
        await AskAsync("POST", budgets, """{"metadata":{"name":"two-at-least"},"spec":{"minAvailable":2,"selector":{"matchLabels":{"app":"pods"}}}}""", shown: "spec");
        await EventuallyAsync($"{budgets}/two-at-least", static b => b.Number("status", "observedGeneration") == 1 && b.Number("status", "disruptionsAllowed") == 1);
        await ShowAsync("status.disruptionsAllowed status.currentHealthy status.desiredHealthy status.expectedPods");
        await AskAsync("POST", $"{Pods}/p1/eviction", Eviction("p1"));
        await AskAsync("GET", $"{Pods}/p1", shown: "metadata.deletionTimestamp metadata.deletionGracePeriodSeconds");
        await AskAsync("POST", $"{Pods}/p2/eviction", Eviction("p2"));
        await EventuallyAsync($"{Pods}/p1", static p => p.ValueKind == JsonValueKind.Undefined);
        await EventuallyAsync($"{budgets}/two-at-least", static b => b.Number("status", "currentHealthy") == 2);
        await AskAsync("POST", $"{Pods}/p2/eviction", Eviction("p2"));
        await AskAsync("POST", $"{Pods}/p2/eviction", Eviction("p2"), query: [("dryRun", "All")]);
        await AskAsync("POST", $"{Pods}/p2/eviction", Eviction("p3"));
        await AskAsync("POST", budgets, """{"metadata":{"name":"another"},"spec":{"maxUnavailable":1,"selector":{"matchLabels":{"app":"pods"}}}}""");
        await AskAsync("POST", $"{Pods}/p2/eviction", Eviction("p2"));
        await AskAsync("DELETE", $"{budgets}/another");
        await AskAsync("DELETE", $"{budgets}/two-at-least");
        await AskAsync("DELETE", $"{Pods}/p2", """{"preconditions":{"uid":"00000000-0000-0000-0000-000000000000"}}""");
        await AskAsync("DELETE", $"{Pods}/p2", """{"gracePeriodSeconds":1}""", shown: "metadata.deletionTimestamp metadata.deletionGracePeriodSeconds");
        await EventuallyAsync($"{Pods}/p2", static p => p.ValueKind == JsonValueKind.Undefined);
        await AskAsync("DELETE", $"{Pods}/p3", """{"gracePeriodSeconds":0}""");
        await AskAsync("GET", $"{Pods}/p3");
        await AskAsync("POST", Pods, Pod("nowhere", null), shown: "status.phase spec.nodeName");
        await EventuallyAsync($"{Pods}/nowhere", static p => p.Items("status", "conditions").Any());
        Say(string.Join("; ", _last.Json.Items("status", "conditions").Select(static c => $"{c.Text("type")} {c.Text("status")} {c.Text("reason")}")));
        await AskAsync("POST", $"{Pods}/nowhere/eviction", Eviction("nowhere"));
        await AskAsync("GET", $"{Pods}/nowhere");
    }

    private async Task WatchesAsync()
    {
        Title("watches");
        using var over = new CancellationTokenSource();
        var changes = _server.Cluster.WatchAsync(new("GET", Maps) { Query = [new("labelSelector", "watched")] }, over.Token).GetAsyncEnumerator();
        await NextAsync(changes);
        await AskAsync("POST", Maps, """{"metadata":{"name":"w","labels":{"watched":""}}}""");
        await NextAsync(changes);
        await AskAsync("PATCH", $"{Maps}/w", """{"data":{"a":"1"}}""", PatchTypes.Merge);
        await NextAsync(changes);
        // One that is selected no more is gone for who watches.
        await AskAsync("PATCH", $"{Maps}/w", """{"metadata":{"labels":{"watched":null}}}""", PatchTypes.Merge);
        await NextAsync(changes);
        await AskAsync("PATCH", $"{Maps}/w", """{"metadata":{"labels":{"watched":"again"}}}""", PatchTypes.Merge);
        await NextAsync(changes);
        await AskAsync("DELETE", $"{Maps}/w");
        await NextAsync(changes);
        await changes.DisposeAsync();

        await using var unread = _server.Cluster.WatchAsync(new("GET", Maps) { Query = [new("labelSelector", "app in (a")] }, over.Token).GetAsyncEnumerator();
        var refused = await Assert.ThrowsAsync<ClusterException>(async () => await unread.MoveNextAsync());
        Say($"told of `app in (a`: {refused.Status} {refused.Reason}");
    }

    /// <summary>The version of policy that the server has, which is no part of the record.</summary>
    private string Policy { get; set; } = "v1";

    private async Task ForgetAsync()
    {
        var policy = await _server.Cluster.SendAsync(new("GET", "/apis/policy/v1"), CancellationToken.None);
        Policy = policy.Succeeded ? "v1" : "v1beta1";
        await _server.Cluster.SendAsync(new("DELETE", $"/api/v1/namespaces/{Space}"), CancellationToken.None);
        await _server.Cluster.SendAsync(
            new("PATCH", $"/api/v1/nodes/{_server.Worker}") { Body = """{"spec":{"unschedulable":null,"taints":null}}""", ContentType = PatchTypes.Merge }, CancellationToken.None);
        for (var tries = 0; (await _server.Cluster.SendAsync(new("GET", $"/api/v1/namespaces/{Space}"), CancellationToken.None)).Status != 404; tries++)
        {
            Assert.True(tries < 240, $"the namespace {Space} does not go");
            await _server.PassAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    private async Task NextAsync(IAsyncEnumerator<ClusterChange> changes)
    {
        var next = changes.MoveNextAsync().AsTask();
        for (var tries = 0; !next.IsCompleted; tries++)
        {
            Assert.True(tries < 240, "the watch says nothing");
            await _server.PassAsync(TimeSpan.FromMilliseconds(500));
        }

        Assert.True(await next);
        var change = changes.Current;
        Say(change.Kind == ClusterChangeKind.Synced ? "  told: Synced" : $"  told: {change.Kind} {change.Object.ObjectName()} {Part(change.Object, "data")}");
    }

    private async Task AskAsync(string method, string path, string? body = null, string? type = null, (string Name, string Value)[]? query = null, string shown = "")
    {
        var request = new ClusterRequest(method, path) { Body = body, ContentType = type ?? "application/json", Query = [.. (query ?? []).Select(static q => KeyValuePair.Create(q.Name, q.Value))] };
        _last = await _server.Cluster.SendAsync(request, CancellationToken.None);
        var asked = string.Join('&', (query ?? []).Select(static q => q.Name == "continue" ? "continue=…" : $"{q.Name}={q.Value}"));
        Say($"{method} {Short(path)}{(asked.Length > 0 ? "?" + asked : "")}{(body is null ? "" : $" {Short(body)}")}{(type is null ? "" : $" as {type.Split('/')[1]}")}");
        Say($"  {_last.Status}{Words(_last)}");
        if (shown.Length > 0)
            await ShowAsync(shown);
    }

    private Task ShowAsync(string paths)
    {
        foreach (var path in paths.Split(' '))
            Say($"  {path}: {Part(_last.Json, path)}");
        return Task.CompletedTask;
    }

    /// <summary>Waits until an object is so; one that is not there is undefined.</summary>
    private async Task EventuallyAsync(string path, Func<JsonElement, bool> isSo)
    {
        for (var tries = 0; ; tries++)
        {
            _last = await _server.Cluster.SendAsync(new("GET", path), CancellationToken.None);
            if (_last.Status == 404 ? IsSoWhenGone(isSo) : _last.Succeeded && isSo(_last.Json))
                return;
            Assert.True(tries < 240, $"{path} is never as wanted; it is: {_last.Text}");
            await _server.PassAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    private static bool IsSoWhenGone(Func<JsonElement, bool> isSo)
    {
        try
        {
            return isSo(default);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Words(ClusterAnswer answer)
    {
        var json = answer.Json;
        if (json.ValueKind != JsonValueKind.Object)
            return $" {answer.Text.Trim()}";
        if (json.Text("kind") == "Status" && !answer.Succeeded)
        {
            var causes = json.TryGetProperty("details", out var details) && details.TryGetProperty("causes", out var all)
                ? string.Concat(all.EnumerateArray().Select(static c => $" ({c.Text("reason")} {c.Text("field")})"))
                : "";
            return $" {json.Text("reason")}: {(json.Text("message").StartsWith(Parsing, StringComparison.Ordinal) ? Parsing : json.Text("message"))}{causes}";
        }

        if (!json.TryGetProperty("items", out var items))
            return json.Text("kind") is { Length: > 0 } kind ? $" {kind}" : "";
        var meta = json.GetProperty("metadata");
        var more = meta.TryGetProperty("continue", out var on) && on.GetString() is { Length: > 0 } ? ", and more" : "";
        return $" {json.Text("kind")}: {string.Join(", ", items.EnumerateArray().Select(static i => i.ObjectName()))}{more}";
    }

    /// <summary>What is the same each time.</summary>
    private static string Known(string text) => Number().Replace(Uuid().Replace(text, "UID"), "N").ReplaceLineEndings(" ").TrimEnd();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    // Large numbers, and the versions of objects however young the server is.
    [GeneratedRegex("""\b[0-9]{4,}\b|(?<=resourceVersion":"|(precondition|record) \()[0-9]+""", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    private static string Part(JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return "none";
        }

        return path.EndsWith("Timestamp", StringComparison.Ordinal) ? "a time" : Sorted(json);
    }

    private static string Sorted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", json.EnumerateObject().OrderBy(static p => p.Name, StringComparer.Ordinal).Select(static p => $"{p.Name}: {Sorted(p.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", json.EnumerateArray().Select(Sorted))}]",
        JsonValueKind.String => json.GetString()!,
        _ => json.GetRawText(),
    };

    private static string Taints(JsonElement node) =>
        string.Join(", ", node.Items("spec", "taints").Select(static t => $"{t.Text("key")}:{t.Text("effect")}").Order(StringComparer.Ordinal));

    private static bool IsReady(JsonElement pod) => pod.Items("status", "conditions").Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True");

    private string Short(string text) => text.Replace(Home, "…", StringComparison.Ordinal).Replace(Leases, "…/leases", StringComparison.Ordinal)
        .Replace($"/apis/policy/{Policy}/namespaces/{Space}", "…", StringComparison.Ordinal).Replace(_server.Worker, "WORKER", StringComparison.Ordinal);

    private void Title(string title) => _told.Append(CultureInfo.InvariantCulture, $"\n== {title}\n");

    private void Say(string line) => _told.Append(Known(line.Replace(_server.Worker, "WORKER", StringComparison.Ordinal))).Append('\n');

    private static string Map(string name) => $$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"contract"}},"data":{"a":"1"}}""";

    private static string Eviction(string pod) => $$$"""{"metadata":{"name":"{{{pod}}}","namespace":"{{{Space}}}"}}""";

    /// <summary>A pod on a node, or one that no node will take.</summary>
    private static string Pod(string name, string? node)
    {
        var where = node is null ? "\"nodeSelector\":{\"no-such\":\"label\"}" : $"\"nodeName\":\"{node}\"";
        return $$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"pods"}},"spec":{{{{where}}},"terminationGracePeriodSeconds":2,"containers":[{"name":"c","image":"registry.example/app:1"}]}}""";
    }
}
