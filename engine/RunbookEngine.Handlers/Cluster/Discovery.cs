using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>The kinds that a server serves, each in one version: the preferred one of its group, or the first that has it.</summary>
internal static class Discovery
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="miss">Is told of a group that could not be asked, as one is whose own server is down.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ImmutableArray<ApiResource>> AllAsync(ICluster cluster, Action<string> miss, CancellationToken cancellation)
    {
        var found = new Dictionary<(string Group, string Plural), ApiResource>();
        await AddAsync("", "v1");
        var groups = (await cluster.SendAsync(new("GET", "/apis"), cancellation)).OrThrow().Json;
        foreach (var group in groups.Items("groups"))
        {
            var preferred = group.Text("preferredVersion", "version");
            foreach (var version in group.Items("versions").Select(static v => v.Text("version")).OrderByDescending(v => v == preferred))
                await AddAsync(group.Text("name"), version);
        }

        return [.. found.Values];

        async Task AddAsync(string group, string version)
        {
            var answer = await cluster.SendAsync(new("GET", group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}"), cancellation);
            if (!answer.Succeeded)
            {
                miss($"{group}/{version}: the server answered with status {answer.Status}");
                return;
            }

            foreach (var resource in answer.Json.Items("resources").Where(static r => !r.Text("name").Contains('/', StringComparison.Ordinal)))
                found.TryAdd((group, resource.Text("name")), Of(group, version, resource));
        }
    }

    private static ApiResource Of(string group, string version, JsonElement resource) => new(group, version, resource.Text("name"), resource.Text("kind"), resource.Flag("namespaced"))
    {
        Verbs = [.. resource.Items("verbs").Select(static v => v.GetString() ?? "")],
    };
}
