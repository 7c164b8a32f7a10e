using System.Text;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Velero;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>volume snapshot</c>: a snapshot of the volume behind a claim, by its storage driver.</summary>
internal sealed class VolumeSnapshot : IClusterVerb
{
    private const string Claim = "claim";
    private const string NamespaceName = "namespace";
    private const string Class = "class";
    private const string Wait = "wait";

    private static readonly ApiResource s_snapshots = new("snapshot.storage.k8s.io", "v1", "volumesnapshots", "VolumeSnapshot", true);
    private static readonly ApiResource s_contents = new("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", "VolumeSnapshotContent", false);
    private static readonly ApiResource s_claims = new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "volume snapshot",
        Summary = "Takes a snapshot of the volume behind a PersistentVolumeClaim and waits until it can be used; a new attempt goes on with the one that an earlier attempt began.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Claim, ParameterType.Text, "The claim's name.", Required: true, Example: "data-db-0"),
        Parameters =
        [
            new(NamespaceName, ParameterType.Text, "Its namespace; `default` when left out.", Example: "shop"),
            new(Class, ParameterType.Text, "The VolumeSnapshotClass; the default one of the driver when left out.", Example: "fast"),
            new(Wait, ParameterType.Duration, "How long it may take, counted from the start of the attempt; 10m when left out. An error that the driver reports meanwhile is told, but not final: it tries again.", Example: "30m"),
        ],
        Outputs =
        [
            new("name", ParameterType.Text, "The snapshot's name."),
            new("content", ParameterType.Text, "The VolumeSnapshotContent behind it."),
            new("restore_size", ParameterType.Text, "How large a new claim from it must be at least."),
        ],
        Example = """
            - id: frozen
              cluster: { volume snapshot: data-db-0, namespace: shop }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<ProbeResult>(new ProbeResult.Needed($"take a snapshot of claim {Space(context)}/{context.Arguments.Text(Claim)}"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (space, claim) = (Space(context), VeleroApi.Checked(context.Arguments.Text(Claim), "claim"));
        if (await VeleroApi.BegunAsync(context, s_snapshots, space, claim, static i => i.Text("metadata", "deletionTimestamp").Length > 0, cancellation) is not { } name)
            await CreateAsync(context, space, claim, name = VeleroApi.NameOf(context, claim), cancellation);
        var until = context.StartedAt + (context.Arguments.DurationOrNull(Wait) ?? s_patience);
        var last = "";
        while (true)
        {
            var (state, outputs) = await LookAsync(context.Cluster, space, name, cancellation);
            if (outputs is not null)
                return new StepOutcome.Succeeded(outputs);
            if (context.Clock.GetUtcNow() >= until)
                return new StepOutcome.Failed(new("snapshot-not-ready", $"snapshot {space}/{name} is not ready to use: {state}", Retryable: true, "look at its class and driver: `kubectl describe volumesnapshot`, and at the snapshot controller"));
            if (state != last)
                context.Progress($"snapshot {name}: {last = state}");
            await Task.Delay(s_interval, context.Clock, cancellation);
        }
    }

    private static string Space(StepContext context) => context.Arguments.TextOrNull(NamespaceName) ?? "default";

    private static async Task CreateAsync(StepContext context, string space, string claim, string name, CancellationToken cancellation)
    {
        if (await context.Cluster.FindAsync(s_claims, space, claim, cancellation) is not { } item)
            throw new StepFailureException(new("not-found", $"there is no claim {space}/{claim}", Retryable: false, $"`kubectl -n {space} get pvc` lists them"));
        if (item.Text("status", "phase") != "Bound")
            throw new StepFailureException(new("claim-not-bound", $"claim {space}/{claim} is {item.Text("status", "phase")}, so there is no volume", Retryable: true, "look at it with `kubectl describe pvc`"));
        try
        {
            await context.Cluster.CreateAsync(s_snapshots, space, Body(context, space, claim, name), cancellation);
        }
        catch (ClusterException refused) when (refused is { Reason: "AlreadyExists" })
        {
        }
        catch (ClusterException absent) when (absent.Status == 404)
        {
            throw new StepFailureException(new("snapshots-missing", "the cluster has no snapshots of volumes (snapshot.storage.k8s.io/v1)", Retryable: false, "install the snapshot controller and its definitions, and a driver that can"));
        }
    }

    /// <summary>How far it is; with what to put out once it is ready, and its content points back to it.</summary>
    private static async Task<(string State, Value.Map? Outputs)> LookAsync(ICluster cluster, string space, string name, CancellationToken cancellation)
    {
        if (await cluster.FindAsync(s_snapshots, space, name, cancellation) is not { } item)
            throw new StepFailureException(new("snapshot-gone", $"snapshot {space}/{name} was deleted while it was waited for", Retryable: true, "find out who deleted it; a new attempt takes a new one"));
        var (status, content) = (item.At("status"), item.Text("status", "boundVolumeSnapshotContentName"));
        if (!status.Flag("readyToUse") || content.Length == 0)
            return (Sentences.OneLine(status.Text("error", "message")) is { Length: > 0 } error ? $"the driver says: {error}" : content.Length > 0 ? "being taken" : "not taken up yet", null);
        var bound = await cluster.FindAsync(s_contents, null, content, cancellation);
        if (bound is not { } behind || behind.Text("spec", "volumeSnapshotRef", "uid") != item.ObjectUid())
            return ($"its content {content} is {(bound is null ? "not there" : "that of another snapshot")}", null);
        return ("ready", OutputMap.Of(("name", OutputMap.Text(name)), ("content", OutputMap.Text(content)), ("restore_size", OutputMap.Text(status.Text("restoreSize")))));
    }

    private static string Body(StepContext context, string space, string claim, string name)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", s_snapshots.ApiVersion);
            writer.WriteString("kind", s_snapshots.Kind);
            writer.WriteStartObject("metadata");
            writer.WriteString("name", name);
            writer.WriteString("namespace", space);
            writer.WriteEndObject();
            writer.WriteStartObject("spec");
            if (context.Arguments.TextOrNull(Class) is { Length: > 0 } kind)
                writer.WriteString("volumeSnapshotClassName", kind);
            writer.WriteStartObject("source");
            writer.WriteString("persistentVolumeClaimName", claim);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
