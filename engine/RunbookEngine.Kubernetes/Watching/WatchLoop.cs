using System.Runtime.CompilerServices;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Watching;

/// <summary>
/// Lists, then watches from the list's version on. A watch that breaks goes on at the version it came to, bookmarks included; when the server has forgotten that version (410), all is listed anew.
/// </summary>
internal sealed class WatchLoop(KubernetesCluster cluster, ClusterRequest list, KubernetesOptions options)
{
    private const int Page = 500;

    /// <summary>A server that ends watches at once must not be asked without a pause.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Watched _watched = new();
    private string? _version;

    public async IAsyncEnumerable<ClusterChange> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (_version is null)
            {
                var listed = new HashSet<string>();
                await foreach (var item in ListAsync(listed, cancellation))
                    yield return _watched.Take(ClusterChangeKind.Added, item);
                foreach (var gone in _watched.Gone(listed))
                    yield return gone;
            }

            if (isFirst)
                yield return new(ClusterChangeKind.Synced, default);
            var began = options.Clock.GetTimestamp();
            await foreach (var change in WatchAsync(cancellation))
                yield return change;
            if (options.Clock.GetElapsedTime(began) < s_pause)
                await Task.Delay(s_pause, options.Clock, cancellation);
        }
    }

    private async IAsyncEnumerable<JsonElement> ListAsync(HashSet<string> listed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var next = ""; ;)
        {
            var page = await cluster.SendAsync(list with { Query = [.. list.Query, new("limit", $"{Page}"), .. Continue(next)] }, cancellation);
            if (page.Status == 410 && next.Length > 0)
            {
                // The list expired between two pages: what was given is given again.
                listed.Clear();
                next = "";
                continue;
            }

            var json = page.OrThrow().Json;
            foreach (var item in json.Items("items"))
            {
                // A copy of its own: else one object would keep its whole page in memory.
                var own = item.Clone();
                listed.Add(Watched.KeyOf(own));
                yield return own;
            }

            next = json.Text("metadata", "continue");
            if (next.Length > 0)
                continue;
            _version = json.Text("metadata", "resourceVersion");
            yield break;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Continue(string next) => next.Length > 0 ? [new("continue", next)] : [];

    /// <summary>The changes of one watch, until it ends.</summary>
    private async IAsyncEnumerable<ClusterChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stream = await cluster.OpenWatchAsync(Request(), cancellation);
        while (stream is not null && await stream.NextAsync(cancellation) is { } line)
        {
            if (Of(line) is { } change)
                yield return change;
            if (_version is null)
                yield break;
        }

        if (stream is null)
            _version = null;
    }

    private ClusterRequest Request() => list with
    {
        Query =
        [
            .. list.Query, new("watch", "true"), new("allowWatchBookmarks", "true"), new("resourceVersion", _version!),
            new("timeoutSeconds", $"{(int)Math.Max(1, options.WatchLength.TotalSeconds)}"),
        ],
    };

    private ClusterChange? Of(JsonElement line)
    {
        var item = line.At("object");
        switch (line.Text("type"))
        {
            case "ADDED":
                return At(item, ClusterChangeKind.Added);
            case "MODIFIED":
                return At(item, ClusterChangeKind.Modified);
            case "DELETED":
                return At(item, ClusterChangeKind.Deleted);
            case "BOOKMARK":
                _version = item.Text("metadata", "resourceVersion");
                return null;
            default:
                // An error, mostly 410: the version is too old. Whatever it is, a new list tells the truth.
                _version = null;
                return null;
        }
    }

    private ClusterChange At(JsonElement item, ClusterChangeKind kind)
    {
        _version = item.Text("metadata", "resourceVersion");
        return _watched.Take(kind, item);
    }
}
