using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>What the server serves, and how it says so.</summary>
public partial class SimulatedApi
{
    private readonly List<ApiKind> _kinds = [.. ApiKind.BuiltIn];
    private readonly Dictionary<string, ApiKind> _byPlural = ApiKind.BuiltIn.Reverse().GroupBy(static k => k.Plural).ToDictionary(static g => g.Key, static g => g.Last());

    /// <summary>The versions of <c>policy</c> that are served, the preferred one first: 1.21 to 1.24 served both, 1.20 <c>v1beta1</c> only.</summary>
    public ImmutableArray<string> PolicyVersions { get; set; } = ["v1"];

    /// <summary>What <c>/metrics</c> tells; null: it is not served.</summary>
    public string? Metrics { get; set; }

    /// <summary>What <c>/readyz?verbose</c> tells, with its status.</summary>
    public (int Status, string Text) Readiness { get; set; } = (200, "ok");

    /// <summary>Serves one more kind, such as a custom resource.</summary>
    public void AddKind(ApiKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        _kinds.RemoveAll(k => k.Group == kind.Group && k.Plural == kind.Plural);
        _kinds.Add(kind);
        _byPlural[kind.Plural] = _kinds.First(k => k.Plural == kind.Plural);
    }

    internal ApiKind KindNamed(string plural) => _byPlural.TryGetValue(plural, out var kind) ? kind : throw new ArgumentException($"no {plural} are served");

    internal ApiKind? KindOfName(string kind, string apiVersion)
    {
        var group = apiVersion.Split('/') is [var g, _] ? g : "";
        return _kinds.Find(k => k.Group == group && k.Kind == kind);
    }

    private ImmutableArray<string> VersionsOf(ApiKind kind) => kind.Group == "policy" ? PolicyVersions : kind.Versions;

    private ApiKind? Find(ResourcePath path) =>
        _kinds.Find(k => k.Plural == path.Plural && k.Group == path.Group && VersionsOf(k).Contains(path.Version) && (k.IsNamespaced || path.Space is null));

    private ApiKind KindOf(JsonObject item) =>
        KindOfName((string)item["kind"]!, (string)item["apiVersion"]!) ?? throw new ArgumentException($"no kind {item["apiVersion"]} {item["kind"]} is served");

    private ClusterAnswer? Discover(string path) => path.Trim('/').Split('/') switch
    {
        ["version"] => Answer(200, VersionInfo()),
        ["healthz" or "readyz" or "livez"] => new(Readiness.Status, Encoding.UTF8.GetBytes(Readiness.Text)),
        ["metrics"] when Metrics is { } metrics => new(200, Encoding.UTF8.GetBytes(metrics)),
        ["api"] => Answer(200, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
        ["apis"] => Answer(200, new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = Groups() }),
        ["api", var version] => Resources("", version),
        ["apis", var group, var version] => Resources(group, version),
        _ => null,
    };

    private JsonObject VersionInfo()
    {
        var parts = ServerVersion.TrimStart('v').Split('.');
        return new() { ["major"] = parts[0], ["minor"] = parts[1], ["gitVersion"] = ServerVersion, ["platform"] = "linux/amd64" };
    }

    private JsonArray Groups() => new([.. _kinds.Where(static k => k.Group.Length > 0).GroupBy(static k => k.Group).Select(g =>
    {
        var versions = g.SelectMany(k => VersionsOf(k)).Distinct().Select(v => new JsonObject { ["groupVersion"] = $"{g.Key}/{v}", ["version"] = v }).ToArray();
        return (JsonNode)new JsonObject { ["name"] = g.Key, ["preferredVersion"] = versions[0].DeepClone(), ["versions"] = new JsonArray([.. versions]) };
    })]);

    private ClusterAnswer Resources(string group, string version)
    {
        var kinds = _kinds.Where(k => k.Group == group && VersionsOf(k).Contains(version)).ToArray();
        if (kinds.Length == 0)
            return new(404, Encoding.UTF8.GetBytes("404 page not found\n"));
        var list = new JsonArray([.. kinds.Select(static k => new JsonObject
        {
            ["name"] = k.Plural, ["singularName"] = k.Kind.ToLowerInvariant(), ["namespaced"] = k.IsNamespaced, ["kind"] = k.Kind,
            ["verbs"] = new JsonArray([.. k.Verbs.Select(static v => JsonValue.Create(v))]),
            ["shortNames"] = k.ShortNames.Length == 0 ? null : new JsonArray([.. k.ShortNames.Select(static s => JsonValue.Create(s))]),
        })]);
        if (group.Length == 0)
        {
            list.Add((JsonNode)new JsonObject
            {
                ["name"] = "pods/eviction", ["singularName"] = "", ["namespaced"] = true, ["group"] = "policy", ["version"] = PolicyVersions[0], ["kind"] = "Eviction",
                ["verbs"] = new JsonArray("create"),
            });
        }

        return Answer(200, new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = list });
    }
}
