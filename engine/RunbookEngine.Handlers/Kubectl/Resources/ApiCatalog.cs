using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Resources;

/// <summary>What the server serves, asked for group by group as it is needed, and remembered for the life of this object: one step.</summary>
internal sealed class ApiCatalog(ICluster cluster)
{
    private const string Core = "v1";

    private readonly Dictionary<string, ImmutableArray<ApiResource>> _known = [];
    private ImmutableArray<string> _groups;

    /// <summary>The version of <c>policy</c> in which pods are evicted; null when the server has no evictions. Found as kubectl finds it.</summary>
    public async Task<string?> EvictionVersionAsync(CancellationToken cancellation)
    {
        var list = (await cluster.SendAsync(new("GET", "/api/v1"), cancellation)).OrThrow().Json;
        return list.Items("resources").Where(static r => r.Text("name") == "pods/eviction" && r.Text("kind") == "Eviction" && r.Text("group") == "policy")
            .Select(static r => r.Text("version")).FirstOrDefault(static v => v.Length > 0);
    }

    /// <summary>The resource of a kind as objects refer to it; null when the server does not know it.</summary>
    public async Task<ApiResource?> OfKindAsync(string apiVersion, string kind, CancellationToken cancellation) =>
        (await OfGroupAsync(apiVersion, cancellation)).FirstOrDefault(r => r.Kind == kind);

    /// <summary>
    /// The resource that a person means: plural, singular, short name or kind, with a group behind it where that is needed (<c>deployments.apps</c>), or version and group
    /// (<c>deployments.v1.apps</c>). Null when the server knows none.
    /// </summary>
    public async Task<ApiResource?> OfNameAsync(string name, CancellationToken cancellation)
    {
        foreach (var groupVersion in await GroupsAsync(cancellation))
        {
            foreach (var resource in await OfGroupAsync(groupVersion, cancellation))
            {
                if (Means(name, resource))
                    return resource;
            }
        }

        return null;
    }

    /// <summary>All that is served in one version of a group; empty when it is not served now.</summary>
    public async Task<ImmutableArray<ApiResource>> OfGroupAsync(string apiVersion, CancellationToken cancellation)
    {
        if (_known.TryGetValue(apiVersion, out var known))
            return known;
        var path = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        var answer = await cluster.SendAsync(new("GET", path), cancellation);
        // A group whose own server is down must not hide all others.
        var (group, version) = apiVersion.Split('/') is [var g, var v] ? (g, v) : ("", apiVersion);
        ImmutableArray<ApiResource> found = answer.Succeeded
            ? [.. answer.Json.Items("resources").Where(static r => !r.Text("name").Contains('/', StringComparison.Ordinal)).Select(r => Of(r, group, version))]
            : [];
        return _known[apiVersion] = found;
    }

    /// <summary>Asks anew for a version of a group the next time.</summary>
    public void Forget(string apiVersion) => _known.Remove(apiVersion);

    private static bool Means(string name, ApiResource resource)
    {
        var parts = name.Split('.', 2);
        if (!Is(parts[0], resource))
            return false;
        return parts is [_] || parts[1] == resource.Group || parts[1] == $"{resource.Version}.{resource.Group}";
    }

    private static bool Is(string name, ApiResource resource) =>
        name.Equals(resource.Plural, StringComparison.OrdinalIgnoreCase) || name.Equals(resource.Kind, StringComparison.OrdinalIgnoreCase)
        || resource.OtherNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The core group, then the others in the server's order, each in the version that it prefers and then in the rest.</summary>
    private async Task<ImmutableArray<string>> GroupsAsync(CancellationToken cancellation)
    {
        if (!_groups.IsDefault)
            return _groups;
        var list = (await cluster.SendAsync(new("GET", "/apis"), cancellation)).OrThrow().Json;
        var groups = list.Items("groups").ToArray();
        var preferred = groups.Select(static g => g.Text("preferredVersion", "groupVersion"));
        var others = groups.SelectMany(static g => g.Items("versions").Select(static v => v.Text("groupVersion")));
        return _groups = [.. preferred.Concat(others).Where(static v => v.Length > 0).Distinct().Prepend(Core)];
    }

    private static ApiResource Of(JsonElement resource, string group, string version) =>
        new(group, version, resource.Text("name"), resource.Text("kind"), resource.Flag("namespaced"))
        {
            Verbs = Strings(resource, "verbs"),
            OtherNames = [.. Strings(resource, "shortNames"), .. resource.Text("singularName") is { Length: > 0 } singular ? [singular] : Array.Empty<string>()],
        };

    private static ImmutableArray<string> Strings(JsonElement json, string name) => [.. json.Items(name).Where(static i => i.ValueKind == JsonValueKind.String).Select(static i => i.GetString()!)];
}
