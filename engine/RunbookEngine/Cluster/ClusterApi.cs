using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RunbookEngine.Cluster;

/// <summary>The everyday requests. Every method throws <see cref="ClusterException"/> when the server refuses, unless it says otherwise.</summary>
public static class ClusterApi
{
    /// <summary>How many objects one answer of a list holds at most, so that memory does not grow with the cluster.</summary>
    private const int Page = 500;

    /// <summary>One object; null when there is none.</summary>
    public static async Task<JsonElement?> FindAsync(this ICluster cluster, ApiResource resource, string? space, string name, CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(new("GET", resource.PathOf(space, name)), cancellation);
        return answer.Status == 404 ? null : answer.OrThrow().Json;
    }

    /// <summary>
    /// All objects, page by page. Each item holds its page in memory for as long as it is kept: take what is needed out of it at once. The next page is asked for meanwhile. A list whose version expires between two pages is begun
    /// anew, and what was given already is given again.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="resource">The kind.</param>
    /// <param name="space">The namespace; null: all.</param>
    /// <param name="query">Selectors: <c>labelSelector</c>, <c>fieldSelector</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<JsonElement> ListAsync(
        this ICluster cluster, ApiResource resource, string? space = null, IEnumerable<KeyValuePair<string, string>>? query = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(resource);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<ClusterAnswer> PageAsync(string after) => cluster.SendAsync(
            new("GET", resource.PathOf(space)) { Query = [.. query ?? [], new("limit", $"{Page}"), .. after.Length > 0 ? Continue(after) : []] }, over.Token);
        var (next, coming) = ("", PageAsync(""));
        try
        {
            while (true)
            {
                var answer = await coming;
                if (answer.Status == 410 && next.Length > 0)
                {
                    (next, coming) = ("", PageAsync(""));
                    continue;
                }

                var page = answer.OrThrow().Json;
                next = page.Text("metadata", "continue");
                // The server makes the next page while this one is taken apart.
                if (next.Length > 0)
                    coming = PageAsync(next);
                foreach (var item in page.Items("items"))
                    yield return item;
                if (next.Length == 0)
                    yield break;
            }
        }
        finally
        {
            over.Cancel();
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static KeyValuePair<string, string>[] Continue(string after) => [new("continue", after)];

    /// <summary>Creates an object.</summary>
    public static async Task<JsonElement> CreateAsync(this ICluster cluster, ApiResource resource, string? space, string body, CancellationToken cancellation) =>
        (await cluster.SendAsync(new("POST", resource.PathOf(space)) { Body = body }, cancellation)).OrThrow().Json;

    /// <summary>Patches an object.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="resource">The kind.</param>
    /// <param name="space">The namespace, or null.</param>
    /// <param name="name">The object.</param>
    /// <param name="type">See <see cref="PatchTypes"/>.</param>
    /// <param name="body">The patch as JSON. With <c>metadata.resourceVersion</c> in it, it applies to that version only (409 otherwise).</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<JsonElement> PatchAsync(
        this ICluster cluster, ApiResource resource, string? space, string name, string type, string body, CancellationToken cancellation) =>
        (await cluster.SendAsync(new("PATCH", resource.PathOf(space, name)) { Body = body, ContentType = type }, cancellation)).OrThrow().Json;

    /// <summary>Deletes an object; false when there was none.</summary>
    public static async Task<bool> DeleteAsync(this ICluster cluster, ApiResource resource, string? space, string name, string? options, CancellationToken cancellation)
    {
        var answer = await cluster.SendAsync(new("DELETE", resource.PathOf(space, name)) { Body = options }, cancellation);
        return answer.Status != 404 && answer.OrThrow().Succeeded;
    }
}
