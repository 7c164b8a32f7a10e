using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>The object that looks after another, as the other refers to it.</summary>
internal sealed record OwnerFacts(string ApiVersion, string Kind, string Name, string Uid)
{
    /// <summary>The owner that is the controller; null when there is none.</summary>
    public static OwnerFacts? Of(JsonElement item) => item.Items("metadata", "ownerReferences")
        .Where(static o => o.Flag("controller"))
        .Select(static o => new OwnerFacts(o.Text("apiVersion"), o.Text("kind"), o.Text("name"), o.Text("uid")))
        .FirstOrDefault();

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>What of a pod matters to those who drain its node. Pure.</summary>
internal sealed record PodFacts
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public required string Space { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required ImmutableDictionary<string, string> Labels { get; init; }

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Unknown</c>.</summary>
    public required string Phase { get; init; }

    public required bool IsReady { get; init; }

    public OwnerFacts? Controller { get; init; }

    /// <summary>Whether it stands for a static pod, which the API cannot take away.</summary>
    public bool IsMirror { get; init; }

    /// <summary>Whether it has data in a volume that goes with it.</summary>
    public bool HasEmptyDir { get; init; }

    /// <summary>Until when it may take to stop; null while it is not being deleted.</summary>
    public DateTimeOffset? DeletedBy { get; init; }

    /// <summary>What keeps a deleted pod there.</summary>
    public ImmutableArray<string> Finalizers { get; init; } = [];

    public bool IsFinished => Phase is "Succeeded" or "Failed";

    public bool IsTerminating => DeletedBy is not null;

    /// <summary><c>namespace/name</c>.</summary>
    public string FullName => $"{Space}/{Name}";

    public static PodFacts Of(JsonElement pod) => new()
    {
        Space = pod.ObjectNamespace(),
        Name = pod.ObjectName(),
        Uid = pod.ObjectUid(),
        Labels = pod.Texts("metadata", "labels").ToImmutableDictionary(),
        Phase = pod.Text("status", "phase"),
        IsReady = pod.Items("status", "conditions").Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True"),
        Controller = OwnerFacts.Of(pod),
        IsMirror = pod.Annotation(MirrorAnnotation) is not null,
        HasEmptyDir = pod.Items("spec", "volumes").Any(static v => v.Has("emptyDir")),
        DeletedBy = pod.Time("metadata", "deletionTimestamp"),
        Finalizers = [.. pod.Items("metadata", "finalizers").Where(static f => f.ValueKind == JsonValueKind.String).Select(static f => f.GetString()!)],
    };
}
