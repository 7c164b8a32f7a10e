using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes.Configuration;
using RunbookEngine.Kubernetes.Connecting;
using RunbookEngine.Kubernetes.Retrying;
using RunbookEngine.Kubernetes.Watching;

namespace RunbookEngine.Kubernetes;

/// <summary>
/// A cluster as a kubeconfig names it. Nothing is read and nobody is asked before the first request. Requests and answers are never logged.
/// </summary>
public sealed class KubernetesCluster : ICluster
{
    private readonly KubernetesOptions _options;
    private readonly Patience _patience;
    private readonly Lazy<ApiConnection> _connection;

    /// <summary>Keeps where it is; see <see cref="KubernetesOptions"/>.</summary>
    public KubernetesCluster(KubernetesOptions options)
    {
        _options = options;
        _patience = new(options);
        // What failed once is tried again: the kubeconfig may have been mended.
        _connection = new(() => new(Find(options), options), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc/>
    public string Name
    {
        get
        {
            try
            {
                return _options.Context ?? _connection.Value.Access.Name;
            }
            catch (ClusterUnreachableException)
            {
                return "none";
            }
        }
    }

    /// <summary>The contexts that can be named; none when there is no kubeconfig, or none that can be read.</summary>
    public static IReadOnlyList<string> Contexts(KubernetesOptions options)
    {
        try
        {
            return [.. Read(options)?.Contexts ?? []];
        }
        catch (ClusterUnreachableException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = _connection.Value;
        return (await _patience.TryAsync(request.IsRepeatable, token => connection.SendAsync(request, isStream: false, token), cancellation)).Answer;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => new WatchLoop(this, list, _options).RunAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
            _connection.Value.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Begins a watch; null when its version is too old.</summary>
    internal async Task<WatchStream?> OpenWatchAsync(ClusterRequest watch, CancellationToken cancellation)
    {
        var connection = _connection.Value;
        var tried = await _patience.TryAsync(isRepeatable: true, token => connection.SendAsync(watch, isStream: true, token), cancellation);
        if (tried.Stream is { } stream)
            return new(stream, _options.Clock, _options.WatchLength + (2 * _options.Silence));
        return tried.Answer.Status == 410 ? null : throw new ClusterException(tried.Answer);
    }

    private static KubeConfigSet? Read(KubernetesOptions options) =>
        KubeConfigFiles.Locate(options) is { Length: > 0 } files ? new([.. files.Select(KubeConfigFile.Read)], options) : null;

    private static ClusterAccess Find(KubernetesOptions options)
    {
        if (Read(options) is { } kubeconfig)
            return kubeconfig.Open(options.Context);
        return (options.Context is null ? InCluster.Find(options) : null) ?? throw KubeConfigFiles.Missing(options);
    }
}
