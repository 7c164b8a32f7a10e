using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Velero;

/// <summary>Writes objects of Velero as JSON. Pure.</summary>
internal static class VeleroBody
{
    /// <summary>The setting that names what is backed up.</summary>
    public const string IncludedNamespaces = "include-namespaces";

    /// <summary>The settings of a backup, which a schedule has too.</summary>
    public static ImmutableArray<ParameterDefinition> OfBackup { get; } =
    [
        new(IncludedNamespaces, ParameterType.TextList, "Only these namespaces; all when left out.", Example: "[shop]"),
        new("exclude-namespaces", ParameterType.TextList, "Not these namespaces.", Example: "[kube-system]"),
        new("include-resources", ParameterType.TextList, "Only these kinds.", Example: "[deployments, persistentvolumeclaims]"),
        new("exclude-resources", ParameterType.TextList, "Not these kinds.", Example: "[events]"),
        new("selector", ParameterType.TextMap, "Only objects with these labels.", Example: "{ app: shop }"),
        new("storage-location", ParameterType.Text, "Where it is kept; Velero's default when left out.", Example: "default"),
        new("volume-snapshot-locations", ParameterType.TextList, "Where snapshots of volumes are kept.", Example: "[default]"),
        new("ttl", ParameterType.Duration, "How long it is kept; Velero's default, 720h, when left out.", Example: "168h"),
        new("snapshot-volumes", ParameterType.Boolean, "Whether volumes are part of it; as Velero decides when left out.", Example: "true"),
        new("default-volumes-to-fs-backup", ParameterType.Boolean, "Whether volumes are copied file by file unless they say otherwise.", Example: "true"),
        new("csi-snapshot-timeout", ParameterType.Duration, "How long a snapshot of a volume may take; 10m when left out.", Example: "30m"),
        new("item-operation-timeout", ParameterType.Duration, "How long operations of plugins may take; 4h when left out.", Example: "8h"),
    ];

    /// <summary>An object with its name and a specification.</summary>
    public static string Of(ApiResource kind, string space, string name, RunId run, Action<Utf8JsonWriter> spec)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", kind.ApiVersion);
            writer.WriteString("kind", kind.Kind);
            writer.WriteStartObject("metadata");
            writer.WriteString("name", name);
            writer.WriteString("namespace", space);
            writer.WriteStartObject("labels");
            writer.WriteString("runbook-run", run.ToString());
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteStartObject("spec");
            spec(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What a backup's settings say.</summary>
    public static void WriteBackup(Utf8JsonWriter writer, Arguments given)
    {
        Texts(writer, "includedNamespaces", given.List(IncludedNamespaces));
        Texts(writer, "excludedNamespaces", given.List("exclude-namespaces"));
        Texts(writer, "includedResources", given.List("include-resources"));
        Texts(writer, "excludedResources", given.List("exclude-resources"));
        Texts(writer, "volumeSnapshotLocations", given.List("volume-snapshot-locations"));
        Selector(writer, given);
        if (given.TextOrNull("storage-location") is { } location)
            writer.WriteString("storageLocation", location);
        Duration(writer, "ttl", given.DurationOrNull("ttl"));
        Duration(writer, "csiSnapshotTimeout", given.DurationOrNull("csi-snapshot-timeout"));
        Duration(writer, "itemOperationTimeout", given.DurationOrNull("item-operation-timeout"));
        Flag(writer, "snapshotVolumes", given, "snapshot-volumes");
        Flag(writer, "defaultVolumesToFsBackup", given, "default-volumes-to-fs-backup");
    }

    public static void Texts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public static void Selector(Utf8JsonWriter writer, Arguments given) => Map(writer, given.Map("selector"), "labelSelector", "matchLabels");

    public static void Map(Utf8JsonWriter writer, ImmutableArray<KeyValuePair<string, Value>> entries, string name, string? inner = null)
    {
        if (entries.IsEmpty)
            return;
        writer.WriteStartObject(name);
        if (inner is not null)
            writer.WriteStartObject(inner);
        foreach (var entry in entries)
            writer.WriteString(entry.Key, entry.Value.ToString());
        if (inner is not null)
            writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Flag(Utf8JsonWriter writer, string name, Arguments given, string setting)
    {
        if (given.Has(setting))
            writer.WriteBoolean(name, given.Flag(setting));
    }

    private static void Duration(Utf8JsonWriter writer, string name, TimeSpan? duration)
    {
        if (duration is { } span)
            writer.WriteString(name, $"{(long)span.TotalSeconds}s");
    }
}
