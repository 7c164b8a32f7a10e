using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>
/// An API server that lives in memory and answers as the real one does: objects with versions, patches, selectors, evictions with disruption budgets, discovery and watches. Who works on the
/// objects between two requests (controllers, a scheduler, kubelets) is for those who derive from it. Everything random comes from the given source, and time from the given clock.
/// </summary>
/// <param name="clock">Where its time comes from.</param>
/// <param name="random">Where its names and UIDs come from; a source of its own with a fixed seed when left out.</param>
public partial class SimulatedApi(TimeProvider clock, Random? random = null) : ICluster
{
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Agenda _agenda = new(clock);

    /// <inheritdoc/>
    public string Name { get; set; } = "simulated";

    /// <summary>What <c>/version</c> tells.</summary>
    public string ServerVersion { get; set; } = "v1.36.4";

    /// <summary>Reads a manifest that is to be applied, which may be YAML. By default only JSON is understood.</summary>
    public Func<string, JsonNode?> ReadManifest { get; init; } = static text => JsonNode.Parse(text);

    /// <summary>What containers wrote, by <c>namespace/pod</c>.</summary>
    public Dictionary<string, string> Logs { get; } = [];

    /// <summary>Held during each request and each look: tests ask from many threads, a rehearsal from one.</summary>
    internal Lock Gate { get; } = new();

    internal Random Random { get; } = random ?? new(1);

    /// <summary>What is still to happen.</summary>
    internal Agenda Agenda => _agenda;

    internal string Now => ObjectJson.Stamp(_agenda.Now);

    /// <summary>A connection that is lost for good.</summary>
    public static ClusterUnreachableException Lost() => new("the API server does not answer: connection refused", "look at the API server");

    /// <summary>A refusal as the server words it.</summary>
    public static ClusterAnswer Refusal(int status, string reason, string message, params IEnumerable<(string Reason, string Message)> causes) =>
        Refusal(status, reason, message, causes.Select(static c => (c.Reason, c.Message, Field: (string?)null)));

    /// <summary>The same, with the fields that the causes are about.</summary>
    internal static ClusterAnswer Refusal(int status, string reason, string message, IEnumerable<(string Reason, string Message, string? Field)> causes) => Answer(status, new JsonObject
    {
        ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message, ["reason"] = reason.Length > 0 ? reason : null,
        ["details"] = new JsonObject { ["causes"] = new JsonArray([.. causes.Select(static c => CauseOf(c.Reason, c.Message, c.Field))]) },
        ["code"] = status,
    });

    /// <inheritdoc/>
    public virtual Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Handle(request));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(list);
        var channel = Channel.CreateUnbounded<ClusterChange>();
        Follower follower;
        lock (Gate)
            follower = Follow(list, channel.Writer);
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellation))
                yield return change;
        }
        finally
        {
            lock (Gate)
                _followers.Remove(follower);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _alarm?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers a request at once.</summary>
    public ClusterAnswer Handle(ClusterRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (Gate)
        {
            CatchUp();
            var answer = Serve(request);
            WakeFollowers();
            return answer;
        }
    }

    /// <summary>Lets everything happen whose time has come.</summary>
    internal virtual void CatchUp()
    {
        BeginStops();
        _agenda.CatchUp();
    }

    /// <summary>The end of a name that the server makes up, as Kubernetes' own.</summary>
    internal string Suffix(int length = 5) => string.Create(length, Random, static (span, random) =>
    {
        foreach (ref var letter in span)
            letter = NameLetters[random.Next(NameLetters.Length)];
    });

    internal static ClusterAnswer Answer(int status, JsonNode body) => new(status, body.JsonBytes());

    private ClusterAnswer Serve(ClusterRequest request)
    {
        if (request.Method == "GET" && Discover(request.Path) is { } facts)
            return facts;
        if (ResourcePath.Parse(request.Path) is not { } path || !_kinds.Exists(k => k.Group == path.Group && VersionsOf(k).Contains(path.Version)))
            return new(404, Encoding.UTF8.GetBytes("404 page not found\n"));
        if (Find(path) is not { } kind)
            return Refusal(404, "NotFound", "the server could not find the requested resource");
        var body = request.Body is null ? null : request.ContentType == PatchTypes.Apply ? ReadManifest(request.Body) : JsonNode.Parse(request.Body);
        return (request.Method, path.Name, path.Sub) switch
        {
            ("POST", not null, "eviction") => Evict(kind, path, (JsonObject)body!, request),
            ("GET", not null, "log") => new(200, Encoding.UTF8.GetBytes(Logs.GetValueOrDefault(path.FullName, ""))),
            ("GET", null, _) => List(kind, path, request),
            ("GET", _, _) => Get(kind, path),
            ("POST", null, _) => Create(kind, path, (JsonObject)body!, request),
            ("PUT", not null, _) => Replace(kind, path, (JsonObject)body!, request),
            ("PATCH", not null, _) => Patch(kind, path, body!, request),
            ("DELETE", not null, _) => Delete(kind, path, body as JsonObject),
            _ => Refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    }

    private static JsonObject CauseOf(string reason, string message, string? field)
    {
        var cause = new JsonObject { ["reason"] = reason, ["message"] = message };
        if (field is not null)
            cause["field"] = field;
        return cause;
    }

    private static ClusterAnswer NotFound(ApiKind kind, string name) => Refusal(404, "NotFound", $"{kind.FullName} \"{name}\" not found");
}
