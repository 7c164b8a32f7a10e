using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>
/// An API server that lives in memory and answers as the real one does: objects with versions, patches, selectors, evictions with disruption budgets, discovery and watches. Controllers,
/// scheduler and kubelets are part of it as far as settings ask for them, and work between two requests.
/// </summary>
public sealed partial class FakeCluster(TimeProvider? clock = null) : ICluster
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public string Name { get; set; } = "fake";

    /// <summary>What <c>/version</c> tells.</summary>
    public string ServerVersion { get; set; } = "v1.36.4";

    /// <summary>Called before each request: an answer stands for the server's, an exception for a connection that was lost before the request arrived.</summary>
    public Func<ClusterRequest, ClusterAnswer?>? Before { get; set; }

    /// <summary>Called after each request had its effect: an exception stands for an answer that was lost.</summary>
    public Action<ClusterRequest, ClusterAnswer>? After { get; set; }

    /// <summary>All requests so far.</summary>
    public List<ClusterRequest> Requests { get; } = [];

    /// <summary>The requests that change something, as <c>METHOD PATH</c>.</summary>
    public IEnumerable<string> Changes
    {
        get
        {
            lock (_lock)
                return [.. Requests.Where(static r => r.Method != "GET").Select(static r => $"{r.Method} {r.Path}")];
        }
    }

    /// <summary>A connection that is lost for good.</summary>
    public static ClusterUnreachableException Lost() => new("the API server does not answer: connection refused", "look at the API server");

    /// <summary>A refusal as the server words it.</summary>
    public static ClusterAnswer Refusal(int status, string reason, string message, params (string Reason, string Message)[] causes) => Answer(status, new JsonObject
    {
        ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message, ["reason"] = reason.Length > 0 ? reason : null,
        ["details"] = new JsonObject { ["causes"] = new JsonArray([.. causes.Select(static c => new JsonObject { ["reason"] = c.Reason, ["message"] = c.Message })]) },
        ["code"] = status,
    });

    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.Yield();
        var answer = Before?.Invoke(request);
        lock (_lock)
        {
            Requests.Add(request);
            if (answer is null)
            {
                LetTimeWork();
                answer = Serve(request);
            }
        }

        After?.Invoke(request, answer);
        return answer;
    }

    public async IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ChannelReader<ClusterChange> changes;
        lock (_lock)
            changes = Follow(ResourcePath.Parse(list.Path)!, Selection.Of(list));
        await foreach (var change in changes.ReadAllAsync(cancellation))
            yield return change;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ClusterAnswer Serve(ClusterRequest request)
    {
        if (request.Method == "GET" && Discover(request.Path) is { } facts)
            return facts;
        if (ResourcePath.Parse(request.Path) is not { } path || Find(path) is not { } kind)
            return new(404, Encoding.UTF8.GetBytes("404 page not found\n"));
        var body = request.Body is null ? null : request.ContentType == PatchTypes.Apply ? YamlAsJson.Parse(request.Body) : JsonNode.Parse(request.Body);
        return (request.Method, path.Name, path.Sub) switch
        {
            ("POST", not null, "eviction") => Evict(kind, path, (JsonObject)body!),
            ("GET", not null, "log") => new(200, Encoding.UTF8.GetBytes(Logs.GetValueOrDefault($"{path.Space}/{path.Name}", ""))),
            ("GET", null, _) => List(kind, path, request),
            ("GET", _, _) => Get(kind, path),
            ("POST", null, _) => Create(kind, path, (JsonObject)body!, request),
            ("PUT", not null, _) => Replace(kind, path, (JsonObject)body!, request),
            ("PATCH", not null, _) => Patch(kind, path, body!, request),
            ("DELETE", not null, _) => Delete(kind, path, body as JsonObject),
            _ => Refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    }

    /// <summary>What containers wrote, by <c>namespace/pod</c>.</summary>
    public Dictionary<string, string> Logs { get; } = [];

    private static ClusterAnswer Answer(int status, JsonNode body) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static ClusterAnswer NotFound(FakeKind kind, string name) =>
        Refusal(404, "NotFound", string.Create(CultureInfo.InvariantCulture, $"{kind.FullName} \"{name}\" not found"));

    private string Now => Stamp(_clock.GetUtcNow());

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The parts of a path under <c>/api</c> or <c>/apis</c>.</summary>
    private sealed record ResourcePath(string Group, string Version, string? Space, string Plural, string? Name, string? Sub)
    {
        public static ResourcePath? Parse(string path)
        {
            var parts = path.Trim('/').Split('/').Select(WebUtility.UrlDecode).ToArray();
            var (group, version, rest) = parts switch
            {
                ["api", var v, .. var r] => ("", v!, r),
                ["apis", var g, var v, .. var r] => (g!, v!, r),
                _ => ("", "", []),
            };
            return rest switch
            {
                ["namespaces", var space, var plural] => new(group, version, space, plural!, null, null),
                ["namespaces", var space, var plural, var name] => new(group, version, space, plural!, name, null),
                ["namespaces", var space, var plural, var name, var sub] => new(group, version, space, plural!, name, sub),
                [var plural] => new(group, version, null, plural!, null, null),
                [var plural, var name] => new(group, version, null, plural!, name, null),
                [var plural, var name, var sub] => new(group, version, null, plural!, name, sub),
                _ => null,
            };
        }
    }
}
