using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Velero;

/// <summary>Makes an object of Velero once, and waits until it is over.</summary>
internal static class VeleroWait
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    /// <summary>Creates the object. One that is there already is this attempt's own, made before a crash or by a request whose answer was lost: the wait goes on.</summary>
    public static async Task CreateAsync(ICluster cluster, ApiResource kind, string space, string name, string body, CancellationToken cancellation)
    {
        if (await cluster.FindAsync(kind, space, name, cancellation) is not null)
            return;
        try
        {
            await cluster.CreateAsync(kind, space, body, cancellation);
        }
        catch (ClusterException there) when (there is { Status: 409, Reason: "AlreadyExists" })
        {
        }
        catch (ClusterException absent) when (absent.Status == 404)
        {
            throw new StepFailureException(new("velero-missing", $"the cluster has no Velero in namespace `{space}`: {absent.Message}", Retryable: false,
                "install Velero, or name its namespace with `namespace`: `kubectl get backupstoragelocations --all-namespaces`"));
        }
    }

    /// <summary>Waits until it is over. The step's <c>timeout</c> bounds it; Velero has its own limits of hours.</summary>
    public static async Task<(VeleroPhase Phase, JsonElement Item)> UntilOverAsync(StepContext context, ApiResource kind, string space, string name, CancellationToken cancellation)
    {
        var last = "";
        while (true)
        {
            if (await context.Cluster.FindAsync(kind, space, name, cancellation) is not { } item || VeleroPhase.Of(item) is { IsLeaving: true })
                throw new StepFailureException(new("velero-gone", $"{kind.Kind} {space}/{name} was deleted while it was waited for", Retryable: true, "find out who deleted it; a new attempt makes a new one"));
            var phase = VeleroPhase.Of(item);
            if (phase.Words != last)
                context.Progress($"{kind.Kind} {name}: {last = phase.Words}");
            if (phase.IsOver)
                return (phase, item);
            await Task.Delay(s_interval, context.Clock, cancellation);
        }
    }

    /// <summary>Fails unless the storage of backups can be used.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="space">Velero's namespace.</param>
    /// <param name="name">The location; null: the default one.</param>
    /// <param name="writes">Whether something is to be written there.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RequireStorageAsync(ICluster cluster, string space, string? name, bool writes, CancellationToken cancellation)
    {
        var locations = new List<JsonElement>();
        try
        {
            await foreach (var location in cluster.ListAsync(VeleroApi.Locations, space, cancellation: cancellation))
                locations.Add(location);
        }
        catch (ClusterException absent) when (absent.Status == 404)
        {
        }

        var meant = name is not null ? locations.FirstOrDefault(l => l.ObjectName() == name) : locations.FirstOrDefault(static l => l.At("spec").Flag("default"));
        if (meant.ValueKind == JsonValueKind.Undefined && name is null && locations.Count == 1)
            meant = locations[0];
        if (Problem(meant, name, space, writes) is { } problem)
            throw new StepFailureException(problem);
    }

    private static StepFailure? Problem(JsonElement location, string? name, string space, bool writes)
    {
        if (location.ValueKind == JsonValueKind.Undefined)
        {
            return new("velero-storage", $"Velero in namespace `{space}` has {(name is null ? "no default location of backups" : $"no location of backups `{name}`")}", Retryable: false,
                $"`kubectl -n {space} get backupstoragelocations` lists them");
        }

        var phase = location.Text("status", "phase");
        if (phase != "Available")
        {
            var why = Cluster.Sentences.OneLine(location.Text("status", "message"));
            return new("velero-storage", $"the location of backups `{location.ObjectName()}` is {(phase.Length > 0 ? phase : "not checked yet")}{(why.Length > 0 ? $": {why}" : "")}", Retryable: true,
                "look at its credentials, bucket and network, and at the log of Velero's server");
        }

        return writes && location.Text("spec", "accessMode") == "ReadOnly"
            ? new("velero-storage", $"the location of backups `{location.ObjectName()}` is ReadOnly", Retryable: false, "set its `accessMode` to ReadWrite, or name another location")
            : null;
    }
}
