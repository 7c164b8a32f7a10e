using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What stands in a backup, in the order in which it comes back: the file <c>index.json</c> at its top. A folder with an index is complete.</summary>
internal sealed record BackupIndex
{
    public const string FileName = "index.json";
    public const string Format = "runbook-backup/v1";

    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Which step of which run made it, so that it is not made twice.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The UID of <c>kube-system</c>: which cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>How Secrets are locked; null: they were left out.</summary>
    public SecretLock? Lock { get; init; }

    /// <summary>The kinds, in their order.</summary>
    public ImmutableArray<BackupGroup> Groups { get; init; } = [];

    /// <summary>Kinds that could not be read.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>How many objects there are.</summary>
    public int Objects => Groups.Sum(static g => g.Files.Length);

    /// <summary>The namespaces that something in it belongs to, or that are in it themselves.</summary>
    public IEnumerable<string> Namespaces => Groups.SelectMany(static g => g.Resource switch
    {
        { IsNamespaced: true } => g.Files.Select(static f => f.Split('/')[0]),
        { Group: "", Plural: "namespaces" } => g.Files.Select(static f => Path.GetFileNameWithoutExtension(f)),
        _ => [],
    });

    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_readable))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("made_by", MadeBy);
            writer.WriteString("at", At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            writer.WriteString("cluster", Cluster);
            Lock?.Write(writer);
            Texts(writer, "missing", Missing);
            writer.WriteStartArray("order");
            foreach (var group in Groups)
                group.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.ToArray();
    }

    /// <summary>Reads one; null when it is none.</summary>
    public static BackupIndex? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var root = JsonElement.ParseValue(ref reader);
            return root.Text("format") != Format ? null : new()
            {
                MadeBy = root.Text("made_by"),
                At = root.Time("at") ?? default,
                Cluster = root.Text("cluster"),
                Lock = root.Has("secrets") ? SecretLock.Of(root.At("secrets")) : null,
                Groups = [.. root.Items("order").Select(BackupGroup.Of)],
                Missing = [.. root.Items("missing").Select(static m => m.GetString() ?? "")],
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    internal static void Texts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

/// <summary>The objects of one kind in a backup.</summary>
/// <param name="Resource">The kind.</param>
/// <param name="Files">Their files, relative to the backup.</param>
internal sealed record BackupGroup(ApiResource Resource, ImmutableArray<string> Files)
{
    /// <summary>What the name of a locked file ends with.</summary>
    public const string Locked = ".json.locked";

    /// <summary>Where an object stands: by namespace, then kind, then name; what is in no namespace under <c>_cluster</c>, which no namespace can be called.</summary>
    public static string FileOf(ApiResource resource, string space, string name, bool isLocked) =>
        $"{(space.Length > 0 ? space : "_cluster")}/{BackupRules.NameOf(resource)}/{Fit(name)}{(isLocked ? Locked : ".json")}";

    public static BackupGroup Of(JsonElement group) => new(
        new(group.Text("group"), group.Text("version"), group.Text("plural"), group.Text("kind"), group.Flag("namespaced")),
        [.. group.Items("files").Select(static f => f.GetString() ?? "")]);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("group", Resource.Group);
        writer.WriteString("version", Resource.Version);
        writer.WriteString("plural", Resource.Plural);
        writer.WriteString("kind", Resource.Kind);
        writer.WriteBoolean("namespaced", Resource.IsNamespaced);
        BackupIndex.Texts(writer, "files", Files);
        writer.WriteEndObject();
    }

    /// <summary>A file's name may have 255 bytes; an object's 253 characters, and no slash.</summary>
    private static string Fit(string name) => name.Length <= 200 ? name : $"{name[..150]}-{Model.Sha256.Hex(System.Text.Encoding.UTF8.GetBytes(name))[..16]}";
}
