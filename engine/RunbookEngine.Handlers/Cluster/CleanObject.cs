using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// An object as it can be applied again: without what the server wrote into it, and without what binds it to this cluster (addresses, node ports, the volume behind a claim). Pure.
/// </summary>
internal static class CleanObject
{
    private static readonly ImmutableHashSet<string> s_metadata =
    [
        "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generateName", "ownerReferences", "managedFields",
    ];

    private static readonly ImmutableHashSet<string> s_annotations =
    [
        "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision", "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller",
        "volume.kubernetes.io/selected-node", "volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner", "control-plane.alpha.kubernetes.io/leader",
    ];

    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object as readable JSON with a newline at its end.</summary>
    public static byte[] Of(ApiResource resource, JsonElement item)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_readable))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", resource.ApiVersion);
            writer.WriteString("kind", resource.Kind);
            foreach (var property in item.EnumerateObject().Where(p => p.Name is not ("apiVersion" or "kind" or "status") && !(p.Name == "secrets" && resource.Kind == "ServiceAccount")))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, [property.Name], resource);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, ImmutableArray<string> path, ApiResource resource)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().Where(p => !IsDropped(resource, path, p)))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, path.Add(property.Name), resource);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item, path, resource);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static bool IsDropped(ApiResource resource, ImmutableArray<string> path, JsonProperty property) => path switch
    {
        ["metadata"] => s_metadata.Contains(property.Name),
        ["metadata", "annotations"] => s_annotations.Contains(property.Name),
        _ => IsBound(resource.Kind, string.Join('.', path), property),
    };

    private static bool IsBound(string kind, string path, JsonProperty property) => (kind, path, property.Name) switch
    {
        ("PersistentVolumeClaim", "spec", "volumeName") => true,
        ("PersistentVolume", "spec.claimRef", "uid" or "resourceVersion") => true,
        ("Service", "spec", "clusterIP") => property.Value.GetString() != "None",
        ("Service", "spec", "clusterIPs") => !property.Value.EnumerateArray().Any(static a => a.GetString() == "None"),
        ("Service", "spec", "healthCheckNodePort") => true,
        ("Service", "spec.ports", "nodePort") => true,
        ("Pod", "spec", "nodeName") => true,
        ("Namespace", "spec", "finalizers") => true,
        ("Job", "spec", "selector") => true,
        ("Job", "spec.template.metadata.labels", "controller-uid" or "batch.kubernetes.io/controller-uid" or "job-name" or "batch.kubernetes.io/job-name") => true,
        _ => false,
    };
}
